"""Who is told of what: once, never of one's own deed, and never of what one may not see."""

import pytest

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.jobs.models import Outbox
from dataops.work.choices import Cadence, News
from dataops.work.models import Notification, Preference
from dataops.work.operations import notification as operations
from dataops.work.operations.notification import notify
from tests.conftest import NOON
from tests.factories import accounts, programs, vendors

pytestmark = pytest.mark.django_db


def tell(people, target, *, actor=None, verb="report.published", key=""):
    notify(people, verb=verb, target=target, sentence="The report is out", actor=actor, at=NOON, key=key)


def test_each_is_told_once_and_who_did_it_is_not():
    program, reader, actor = programs.program(), accounts.user(), accounts.user()

    tell([reader, actor, reader], program, actor=actor)
    tell([reader], program, actor=actor)

    told = Notification.objects.get()
    assert (told.person, told.news, told.actor) == (reader, News.CHANGE, actor)


def test_another_key_is_another_event():
    program, reader = programs.program(), accounts.user()

    tell([reader], program, key="week 9")
    tell([reader], program, key="week 10")

    assert Notification.objects.count() == 2


def test_nobody_is_told_of_what_they_may_not_see():
    order = vendors.work_order()
    stranger = accounts.user(role=Role.VENDOR_ADMIN, organisation=accounts.organisation())
    requester, gone = accounts.user(role=Role.REQUESTER), accounts.user(is_active=False)

    tell([stranger, requester, gone], order)
    tell([stranger, requester], order.program)

    assert not Notification.objects.exists()


def test_mail_at_once_is_promised_to_who_wants_it():
    program, usual, hurried = programs.program(), accounts.user(), accounts.user()
    Preference.objects.create(person=hurried, cadences={News.CHANGE: Cadence.AT_ONCE})

    tell([usual, hurried], program)
    tell([usual], program, verb="comment.mentioned")

    promised = Outbox.objects.filter(name="work.mail_news").order_by("pk")
    assert [row.kwargs["person_id"] for row in promised] == [hurried.pk, usual.pk]


def test_reading_is_taken_back_and_leaves_one_event_each():
    program, reader = programs.program(), accounts.user()
    tell([reader], program)
    told = Notification.objects.get()

    for _ in range(2):
        operations.mark_read(told, actor=reader, at=NOON)
    assert Notification.objects.unread().count() == 0
    for _ in range(2):
        operations.mark_unread(told, actor=reader)
    assert Notification.objects.unread().count() == 1

    assert operations.mark_all_read(actor=reader, at=NOON, upto=told.pk) == 1
    assert operations.mark_all_read(actor=reader, at=NOON, upto=told.pk) == 0
    assert operations.mark_as_before(NOON, actor=reader) == 1
    assert [event.verb for event in Event.objects.filter(actor=reader).order_by("pk")] == [
        "notification.read",
        "notification.unread",
        "notifications.read",
        "notifications.unread",
    ]


def test_what_came_after_the_page_was_read_stays_unread():
    program, reader = programs.program(), accounts.user()
    tell([reader], program, key="before")
    seen = Notification.objects.get()
    tell([reader], program, key="after")

    operations.mark_all_read(actor=reader, at=NOON, upto=seen.pk)

    assert Notification.objects.unread().get().key == "after"
