"""Mail about news: one message for what gathered, at the person's own hour, once."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.work.choices import Cadence, News
from dataops.work.models import Notification, Preference
from dataops.work.operations.mail import mail_digest, mail_news, promise_digests
from dataops.work.operations.subscription import choose_mail
from tests.conftest import NOON
from tests.factories import accounts, programs, work
from tests.security.doors import as_web_login

pytestmark = pytest.mark.django_db
MORNING = NOON.replace(hour=8)


@pytest.fixture
def reader():
    return accounts.user(email="mei@example.com", name="Mei Lin")


def test_what_gathered_is_one_message_in_two_forms(reader):
    program = programs.program(name="Radiology")
    for sentence in ("Jonas commented: Radiology", "Priya <b>commented</b>: Radiology"):
        work.notification(program, reader, sentence=sentence, at=MORNING - dt.timedelta(hours=1))

    sent = [mail_digest(reader, at=NOON) for _ in range(2)]

    assert sent == [2, 0]
    (message,) = mail.outbox
    assert message.subject == "2 things for you in DataOps"
    assert reverse("programs:program-detail", args=[program.code]) in message.body
    assert "&lt;b&gt;" in message.alternatives[0][0]
    assert "/notifications/stop/" in message.extra_headers["List-Unsubscribe"]


@pytest.mark.parametrize(("zone", "sent"), [("UTC", 1), ("Asia/Tokyo", 1), ("America/New_York", 0)])
def test_the_hour_is_the_persons_own(reader, zone, sent):
    """At noon UTC it is nine in the evening in Tokyo, and seven in the morning in New York: an hour too early."""
    choose_mail(time_zone=zone, hour=8, cadences={}, actor=reader)
    came = {"UTC": NOON - dt.timedelta(hours=5), "Asia/Tokyo": NOON - dt.timedelta(hours=14)}
    work.notification(programs.program(), reader, at=came.get(zone, NOON - dt.timedelta(hours=20)))

    assert mail_digest(reader, at=NOON) == sent


def test_what_came_after_the_hour_waits_for_the_next(reader):
    work.notification(programs.program(), reader, at=MORNING + dt.timedelta(minutes=1))

    assert mail_digest(reader, at=NOON) == 0
    assert mail_digest(reader, at=NOON + dt.timedelta(days=1)) == 1


def test_weekly_mail_waits_for_monday(reader):
    choose_mail(time_zone="UTC", hour=8, cadences={News.COMMENT: Cadence.WEEKLY}, actor=reader)
    work.notification(programs.program(), reader, at=NOON)  # a Wednesday

    days = [mail_digest(reader, at=NOON + dt.timedelta(days=days)) for days in range(6)]

    assert days == [0, 0, 0, 0, 0, 1]


def test_what_was_read_or_may_not_be_seen_is_not_mailed(reader):
    work.notification(programs.program(), reader, at=MORNING - dt.timedelta(hours=1), read_at=MORNING)
    requester = accounts.user(role=Role.REQUESTER)
    work.notification(programs.program(), requester, at=MORNING - dt.timedelta(hours=1))

    assert [mail_digest(person, at=NOON) for person in (reader, requester)] == [0, 0]
    assert mail.outbox == []
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_at_once_sends_only_what_is_wanted_at_once(reader):
    program = programs.program()
    work.notification(program, reader, news=News.MENTION, sentence="Jonas mentioned you: Radiology")
    work.notification(program, reader)

    assert mail_news(reader, [Cadence.AT_ONCE], at=NOON) == 1
    assert mail.outbox[0].subject == "Jonas mentioned you: Radiology"


def test_tasks_are_promised_once_for_each_who_waits(reader):
    for person in (reader, reader, accounts.user()):
        work.notification(programs.program(), person)

    assert [promise_digests(at=NOON) for _ in range(2)] == [2, 0]


def test_the_link_in_a_mail_ends_its_kind_without_sign_in(reader):
    work.notification(programs.program(), reader, at=MORNING - dt.timedelta(hours=1))
    mail_digest(reader, at=NOON)
    link = "/" + mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    client = Client()

    with as_web_login():
        asked = client.get(link)
    assert not Preference.objects.exists()
    with as_web_login():
        ended = client.post(link)

    assert (asked.status_code, ended.status_code) == (200, 200)
    assert Preference.objects.get(person=reader).cadence(News.COMMENT) == Cadence.NONE
    assert client.get("/notifications/stop/forged:1:x/").status_code == 404
