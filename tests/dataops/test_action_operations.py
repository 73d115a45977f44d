import datetime as dt

import pytest

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from dataops.work.choices import ActionState
from dataops.work.models import ActionItem, Notification
from dataops.work.operations import action as operations
from dataops.work.operations.action import CannotAct
from tests.conftest import NOON
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
DUE = NOON.date() + dt.timedelta(days=7)


def given(target=None, owner=None, **fields) -> ActionItem:
    said = {"title": "Send the pilot items", "due_on": DUE, "source": "Ask"} | fields
    return operations.add_action(
        target or programs.program(),
        owner=owner or accounts.user(),
        actor=fields.pop("actor", accounts.user()),
        at=NOON,
        **{name: value for name, value in said.items() if name != "actor"},
    )


def test_adding_twice_is_adding_once():
    milestone, owner, actor = programs.milestone(), accounts.user(), accounts.user()

    first = given(milestone, owner, actor=actor)
    again = given(milestone, owner, actor=actor)

    assert first == again
    assert first.program_id == milestone.program_id
    assert [event.subject for event in Event.objects.filter(verb="action.added")] == ["Send the pilot items"]
    assert Notification.objects.get().person == owner


def test_two_that_became_the_same_are_no_fault():
    program, owner, actor = programs.program(), accounts.user(), accounts.user()
    first = given(program, owner, actor=actor)
    operations.finish_action(first, note="", actor=owner, at=NOON)
    given(program, owner, actor=actor)
    operations.reopen_action(first, actor=owner)

    assert given(program, owner, actor=actor) == first
    assert ActionItem.objects.count() == 2


def test_what_is_about_a_thing_that_is_gone_is_handed_to_nobody():
    draft, other = programs.submitted_request(state="draft"), accounts.user()
    item = given(draft, draft.requester)
    draft.delete()
    item = ActionItem.objects.get()

    with pytest.raises(CannotAct, match="is gone"):
        operations.change_action(item, title="Later", owner=other, due_on=DUE, actor=other, at=NOON)


def test_finishing_twice_changes_nothing_and_tells_who_gave_it():
    item, owner = given(), accounts.user()

    operations.finish_action(item, note="Sent", actor=owner, at=NOON)
    operations.finish_action(item, note="Again", actor=owner, at=NOON)

    item.refresh_from_db()
    assert (item.state, item.note, item.closed_by) == (ActionState.DONE, "Sent", owner)
    assert Event.objects.filter(verb="action.finished").count() == 1
    assert Notification.objects.filter(verb="action.finished").get().person == item.given_by


def test_waiving_needs_a_reason():
    item = given()

    with pytest.raises(CannotAct):
        operations.waive_action(item, reason=" ", actor=item.owner, at=NOON)

    item.refresh_from_db()
    assert item.is_open
    assert not Event.objects.filter(verb="action.waived").exists()


def test_what_is_done_is_not_waived_and_can_be_opened_again():
    item = given()
    operations.finish_action(item, note="", actor=item.owner, at=NOON)

    with pytest.raises(CannotAct):
        operations.waive_action(item, reason="Not needed", actor=item.owner, at=NOON)
    operations.reopen_action(item, actor=item.owner)

    item.refresh_from_db()
    assert (item.state, item.note, item.closed_at) == (ActionState.OPEN, "", None)


def test_who_read_an_older_version_is_told_and_changes_nothing():
    item, other = given(), accounts.user()
    words = {"title": item.title, "owner": item.owner, "due_on": DUE + dt.timedelta(days=1)}
    operations.change_action(item, **words, actor=other, at=NOON, version=1)

    with pytest.raises(ChangedMeanwhile):
        operations.change_action(item, **words | {"title": "Other"}, actor=other, at=NOON, version=1)

    item.refresh_from_db()
    assert (item.title, item.version) == ("Send the pilot items", 2)


@pytest.mark.parametrize("role", [Role.VENDOR_ADMIN, Role.REQUESTER])
def test_nobody_gets_to_do_what_they_may_not_open(role):
    home = accounts.organisation() if role == Role.VENDOR_ADMIN else None

    with pytest.raises(CannotAct):
        given(owner=accounts.user(role=role, organisation=home))

    assert not ActionItem.objects.exists()
    assert not Event.objects.filter(verb="action.added").exists()


def test_ones_own_and_those_of_programs_one_sees_are_visible():
    item = given()
    requester, manager = accounts.user(role=Role.REQUESTER), accounts.user()
    vendor = accounts.user(role=Role.VENDOR_ADMIN, organisation=accounts.organisation())

    assert list(ActionItem.objects.visible_to(manager)) == [item]
    assert list(ActionItem.objects.visible_to(requester)) == []
    assert list(ActionItem.objects.visible_to(vendor)) == []
    assert list(ActionItem.objects.visible_to(item.owner)) == [item]
