"""Two who change one thing at the same time: the second reads what the first wrote before it goes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.audit.models import Event
from programs.models import Program
from programs.operations import budget, change, milestone, target
from programs.operations import program as operations
from programs.operations.admission import admit
from programs.operations.improvement import change_improvement
from tests.conftest import NOON
from tests.factories import accounts, programs
from tests.factories.programs import DAY

pytestmark = pytest.mark.django_db

LATER = DAY + dt.timedelta(days=50)


@pytest.fixture
def program():
    program = programs.program(code="PRG-700", name="As it was")
    admit(program, program.manager, actor=program.manager)
    return program


def change_program(program):
    """Another person's change, the page of the same thing, what is posted there, and what stands beside it."""
    operations.change_program(program, name="Theirs", actor=program.manager)
    words = {name: getattr(program, name) for name in ("goal", "starts_on", "due_on", "currency")}
    mine = words | {"name": "Mine", "manager": program.manager_id, "units_planned": 1000}
    return reverse("programs:program-change", args=[program.code]), mine, "Theirs"


def move_milestone(program):
    known = programs.milestone(program)
    milestone.move_milestone(known, LATER, reason="Rain.", actor=program.manager, at=NOON)
    address = reverse("programs:milestone-move", args=[program.code, known.pk])
    return address, {"due_on": "2026-04-20", "reason": "Snow."}, LATER.isoformat()


def set_target(program):
    target.set_target(program, "agreement", value="0.61", actor=program.manager)
    target.set_target(program, "agreement", value="0.62", actor=program.manager)
    mine = {"metric": "agreement", "value": "0.63", "tolerance": "0"}
    return reverse("programs:target-set", args=[program.code]) + "?metric=agreement", mine, "0.62"


def change_budget_line(program):
    line = programs.budget_line(program, note="Ours")
    budget.change_budget_line(line, quantity=777, unit_cost="0.1", note="Ours", actor=program.manager)
    address = reverse("programs:budget-change", args=[program.code, line.pk])
    return address, {"quantity": 888, "unit_cost": "0.1", "note": "Ours"}, "777"


@pytest.mark.parametrize("change", [change_program, move_milestone, set_target, change_budget_line])
def test_k05_the_second_writer_is_told_and_can_save_upon_the_first(client, program, change):
    client.force_login(program.manager)
    address, mine, theirs = change(program)
    events = Event.objects.count()

    collision = client.post(address, mine | {"version": 1})

    page = collision.content.decode()
    assert collision.status_code == 412
    assert "after you opened it" in page
    assert f"<p>{theirs}" in page
    assert '<input type="hidden" name="version" value="2" id="id_version">' in page
    assert Event.objects.count() == events
    assert client.post(address, mine | {"version": 2}).status_code == 302
    assert Event.objects.count() == events + 1


@pytest.mark.parametrize("change", [change_program, move_milestone, set_target, change_budget_line])
def test_the_form_says_which_version_it_shows(client, program, change):
    client.force_login(program.manager)
    address, *_ = change(program)

    assert 'name="version" value="2"' in client.get(address).content.decode()


def test_the_state_is_set_of_the_program_one_has_read(client, program):
    client.force_login(program.manager)
    address = reverse("programs:program-state", args=[program.code])
    operations.set_state(program, "paused", actor=program.manager)
    api = APIClient()
    api.force_authenticate(program.manager)

    stale = client.post(address, {"state": "delivered", "version": 1})
    refused = api.post(
        reverse("api-program-state", args=[program.code]), {"state": "delivered", "version": 1}
    )

    assert (stale.status_code, refused.status_code) == (412, 412)
    assert "it is on hold now" in stale.content.decode()
    assert Program.objects.get().state == "paused"
    assert client.post(address, {"state": "delivered", "version": 2, "reason": "Cut."}).status_code == 302
    assert Program.objects.get().state == "delivered"


def test_a_target_one_has_not_seen_is_shown_before_it_is_replaced(client, program):
    client.force_login(program.manager)
    target.set_target(program, "agreement", value="0.61", actor=program.manager)
    mine = {"metric": "agreement", "value": "0.7", "tolerance": "0"}
    address = reverse("programs:target-set", args=[program.code])

    unseen = client.post(address, mine | {"version": 0})

    assert unseen.status_code == 412
    assert "There is a target for Agreement (α) already" in unseen.content.decode()
    assert program.targets.get().value == Decimal("0.61")


def test_k05_the_api_asks_for_the_version_and_refuses_an_old_one(program):
    api = APIClient()
    api.force_authenticate(program.manager)
    address = reverse("api-program-detail", args=[program.code])

    assert api.patch(address, {"name": "Mine"}).status_code == 400
    assert api.patch(address, {"version": 1, "name": "Theirs"}).data["version"] == 2
    assert api.patch(address, {"version": 1, "name": "Mine"}).status_code == 412
    assert Program.objects.get().name == "Theirs"


def test_the_api_leaves_the_note_of_a_budget_line_unless_it_is_named(program):
    api = APIClient()
    api.force_authenticate(program.manager)
    line = programs.budget_line(program, note="Ours")
    address = reverse("api-budget-line-detail", args=[program.code, line.pk])

    changed = api.patch(address, {"version": 1, "quantity": 5, "unit_cost": "0.1"})

    assert (changed.data["note"], changed.data["quantity"], changed.data["version"]) == ("Ours", 5, 2)


def test_the_page_of_a_collision_shows_what_both_began_with(client, program):
    client.force_login(program.manager)
    address, mine, theirs = change_program(program)

    page = client.post(address, mine | {"version": 1}).content.decode()

    assert f'<p>{theirs}</p><p class="muted">Before: As it was</p>' in page


def test_a_collision_in_the_api_holds_what_was_sent_what_stands_and_what_was(program):
    api = APIClient()
    api.force_authenticate(program.manager)
    change_program(program)
    address = reverse("api-program-detail", args=[program.code])

    stale = api.patch(address, {"version": 1, "name": "Mine"})

    assert stale.status_code == 412
    assert (stale.data["sent"]["name"], stale.data["stands"]["name"]) == ("Mine", "Theirs")
    assert stale.data["was"]["name"] == "As it was"


def test_the_version_can_be_said_in_the_header_as_it_was_given(program):
    api = APIClient()
    api.force_authenticate(program.manager)
    address = reverse("api-program-detail", args=[program.code])

    read = api.get(address)
    changed = api.patch(address, {"name": "New"}, headers={"If-Match": read["ETag"]})
    late = api.patch(address, {"name": "Late"}, headers={"If-Match": read["ETag"]})
    two = api.patch(address, {"name": "Two", "version": 2}, headers={"If-Match": '"1"'})
    odd = api.patch(address, {"name": "Odd"}, headers={"If-Match": "*"})

    assert (read["ETag"], changed["ETag"], Program.objects.get().name) == ('"1"', '"2"', "New")
    assert [one.status_code for one in (changed, late, two, odd)] == [200, 412, 400, 400]
    assert "If-Match" in two.data


@pytest.mark.parametrize("body", [[], [1], "x"])
def test_a_body_that_is_no_object_is_refused_with_a_version_in_the_header_too(program, body):
    api = APIClient()
    api.force_authenticate(program.manager)
    address = reverse("api-program-detail", args=[program.code])

    assert api.patch(address, body, format="json", headers={"If-Match": '"1"'}).status_code == 400


def test_a_collision_tells_nobody_what_something_saved_who_may_not_know_what_it_costs():
    idea = programs.improvement(
        saved_amount=4242, saved_currency="USD", saved_how="4242 a year", changed_on=dt.date(2026, 1, 1)
    )
    change_improvement(
        idea, version=1, title="Another", saved_amount=10, saved_how="10 a year", actor=idea.owner
    )
    week = programs.snapshot(scope="program", program=idea.program, is_frozen=True)
    told = []
    for role in ("reviewer", "leadership"):
        api = APIClient()
        api.force_authenticate(accounts.user(role=role))
        address = reverse("api-improvement-verify", args=[idea.pk])
        told.append(api.post(address, {"version": 1, "after": week.pk}, format="json"))

    reviewer, leader = (answer.data["was"] for answer in told)
    assert [answer.status_code for answer in told] == [412, 412]
    assert "4242" not in told[0].content.decode()
    assert reviewer["title"] == idea.title
    assert (leader["saved_amount"], leader["saved_how"]) == ("4242.00", "4242 a year")


def test_the_new_days_of_milestones_are_read_before_they_are_overwritten(client, program):
    asker, days = program.manager, [program.due_on - dt.timedelta(days=back) for back in (9, 3, 2)]
    one = programs.milestone(program, name="Pilot", due_on=days[0])
    words = {"title": "Later", "reason": "Illness"}
    request = change.request_change(program, moves={one: days[1]}, actor=asker, on=DAY, **words)
    change.revise_change(request, moves={one: days[2]}, version=1, actor=asker)
    client.force_login(asker)
    page = reverse("programs:change-revise", args=[program.code, request.pk])

    stale = client.post(page, words | {f"move_{one.pk}": days[1].isoformat(), "version": 1})
    same = client.post(
        page, words | {f"move_{one.pk}": days[2].isoformat(), "units_planned": 900, "version": 1}
    )

    assert (stale.status_code, stale.context["theirs"]) == (412, [("New date of Pilot", days[2], None)])
    assert [label for label, *_ in same.context["theirs"]] == ["New number of units"]
