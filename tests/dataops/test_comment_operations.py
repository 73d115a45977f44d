import datetime as dt

import pytest

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.database import Scope, acting
from dataops.jobs.models import Outbox
from dataops.work.choices import Why
from dataops.work.mentions import CannotMention
from dataops.work.models import Comment, Notification, Subscription
from dataops.work.models.comment import LONGEST
from dataops.work.operations import comment as operations
from dataops.work.operations.comment import CannotComment
from dataops.work.operations.subscription import unfollow
from tests.conftest import NOON
from tests.factories import accounts, programs, vendors, work

pytestmark = pytest.mark.django_db


def say(target, actor, body="The pilot is late.", **fields) -> Comment:
    return operations.add_comment(target, body=body, actor=actor, at=NOON, **fields)


def told(comment) -> set[tuple[str, int]]:
    operations.tell_of_comment(comment, at=NOON)
    return set(Notification.objects.values_list("verb", "person_id"))


@pytest.fixture
def milestone():
    return programs.milestone()


def test_who_is_mentioned_and_who_is_responsible_are_told_once(milestone):
    author, friend = accounts.user(), accounts.user(email="mei.lin@example.com")

    comment = say(milestone, author, "Look here, @mei.lin.")
    first, again = told(comment), told(comment)

    manager = milestone.program.manager
    assert first == again == {("comment.mentioned", friend.pk), ("comment.added", manager.pk)}
    reasons = dict(Subscription.objects.values_list("person_id", "why"))
    assert reasons == {author.pk: Why.PARTICIPANT, friend.pk: Why.MENTIONED}
    assert Outbox.objects.filter(name="work.tell_of_comment").count() == 1
    assert Event.objects.get(verb="comment.added").details["about"] == str(milestone)


def test_who_stopped_following_is_left_alone(milestone):
    manager = milestone.program.manager
    unfollow(milestone, actor=manager)

    assert told(say(milestone, accounts.user())) == set()


@pytest.mark.parametrize("body", ["", " \n ", "x" * (LONGEST + 1)])
def test_nothing_and_too_much_are_refused(milestone, body):
    with pytest.raises(CannotComment):
        say(milestone, accounts.user(), body)

    assert not Comment.objects.exists()
    assert not Event.objects.filter(verb="comment.added").exists()


def test_a_stranger_and_nobody_are_the_same_no(milestone):
    home = accounts.organisation()
    accounts.user(role=Role.VENDOR_ADMIN, organisation=home, email="pedro@kestrel.example")
    accounts.user(role=Role.REQUESTER, email="amina@example.com")
    author, words = accounts.user(), set()

    for name in ("pedro", "pedro@kestrel.example", "amina", "nobody"):
        with pytest.raises(CannotMention) as refusal:
            say(milestone, author, f"Ask @{name} about it")
        words.add(refusal.value.message.replace(f"@{name}", "@"))

    assert len(words) == 1
    assert not Comment.objects.exists()


def test_an_address_and_a_figure_are_no_mentions(milestone):
    comment = say(milestone, accounts.user(), "Write to data@example.com; recall @0.5 and user/@none.")

    assert comment.mentions == {}


def test_two_of_one_name_are_asked_apart(milestone):
    for domain in ("example.com", "example.org"):
        accounts.user(email=f"kim@{domain}")

    with pytest.raises(CannotMention, match="Several"):
        say(milestone, accounts.user(), "@kim?")
    comment = say(milestone, accounts.user(), "@kim@example.org?")

    assert list(comment.mentions) == ["kim@example.org"]


def test_ones_own_words_change_for_a_quarter_of_an_hour(milestone):
    author, other = accounts.user(), accounts.user()
    comment = say(milestone, author)
    change = {"body": "It is in time.", "at": NOON + dt.timedelta(minutes=14)}

    operations.edit_comment(comment, actor=author, **change)
    with pytest.raises(CannotComment):
        operations.edit_comment(comment, actor=other, **change)
    with pytest.raises(CannotComment):
        operations.edit_comment(comment, actor=author, body="Late", at=NOON + dt.timedelta(minutes=16))

    comment.refresh_from_db()
    assert (comment.body, comment.version) == ("It is in time.", 2)


def test_deleting_twice_is_deleting_once_and_tells_nobody(milestone):
    author = accounts.user()
    comment = say(milestone, author)

    for _ in range(2):
        operations.delete_comment(comment, actor=author, at=NOON)

    comment.refresh_from_db()
    assert comment.body == ""
    assert Event.objects.filter(verb="comment.deleted").count() == 1
    assert told(comment) == set()


@pytest.fixture
def order():
    return vendors.work_order()


@pytest.fixture
def admin(order):
    return accounts.user(
        role=Role.VENDOR_ADMIN, organisation=order.vendor.organisation, email="pia@v.example"
    )


def test_a_vendor_reads_what_was_said_to_it_and_nothing_else(order, admin):
    inside = say(order, accounts.user())
    shared = say(order, accounts.user(), "When does it come?", is_shared=True)
    rival = vendors.work_order()
    elsewhere = work.comment(rival, accounts.user(), is_shared=True)

    assert list(Comment.objects.visible_to(admin)) == [shared]
    with acting(Scope(vendor_id=order.vendor_id, actor_id=admin.pk)):
        assert list(Comment.objects.all()) == [shared]
    told(inside)
    told(shared)
    assert list(Notification.objects.filter(person=admin).values_list("key", flat=True)) == [
        f"comment {shared.pk}"
    ]
    assert elsewhere.vendor_id == rival.vendor_id


def test_a_vendors_person_speaks_to_us_behind_their_wall(order, admin):
    with acting(Scope(vendor_id=order.vendor_id, actor_id=admin.pk)):
        comment = say(order, admin, "It comes on Monday.")
        operations.edit_comment(comment, body="It comes on Tuesday.", actor=admin, at=NOON)

    assert (comment.is_shared, comment.vendor_id) == (True, order.vendor_id)
    assert ("comment.added", order.program.manager_id) in told(comment)


def test_nothing_is_said_to_a_vendor_where_none_reads(milestone):
    with pytest.raises(CannotComment):
        say(milestone, accounts.user(), is_shared=True)


def test_a_vendors_person_is_not_mentioned_in_what_they_do_not_read(order, admin):
    with pytest.raises(CannotMention):
        say(order, accounts.user(), "@pia is slow")

    comment = say(order, accounts.user(), "@pia, when?", is_shared=True)
    assert ("comment.mentioned", admin.pk) in told(comment)
