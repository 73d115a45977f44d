"""The calendar by RFC 5545, read back by its own rules; its address by ours."""

import datetime as dt

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.web.work.calendar import OF_ONE_CLIENT
from dataops.work.actions import Action
from dataops.work.ics import calendar_of
from dataops.work.models import CalendarKey
from dataops.work.operations.calendar import issue_calendar, recognise_calendar, revoke_calendar
from tests.conftest import NOON
from tests.factories import accounts, programs, work
from tests.security.doors import as_web_login

DAY = NOON.date()


def action(**fields) -> Action:
    said = {
        "key": "item-7",
        "title": "Send it",
        "source": "Ask",
        "due_on": DAY,
        "owner_id": 1,
        "owner": "Mei",
    }
    return Action(**said | {"url": "/actions/7/"} | fields)


def test_lines_are_folded_at_75_octets_also_within_many_byte_letters():
    text = calendar_of([action(title="Größe " * 40)], name="Dates", at=NOON)

    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert Calendar.from_ical(text).walk("VEVENT")[0]["SUMMARY"] == "Ask: " + "Größe " * 40


def test_text_is_escaped_and_cannot_begin_a_line_of_its_own():
    hostile = "a,b;c\\d\r\nBEGIN:VALARM\nEND:VEVENT"

    text = calendar_of([action(title=hostile)], name="Dates", at=NOON)

    assert b"a\\,b\\;c\\\\d" in text.replace(b"\r\n ", b"")
    assert text.count(b"\r\nBEGIN:") == 1
    assert text.count(b"\r\nEND:VEVENT") == 1


def test_an_action_is_an_all_day_entry_whose_identity_stays():
    entries = [
        Calendar.from_ical(calendar_of([action(due_on=due)], name="Dates", at=NOON)).walk("VEVENT")[0]
        for due in (dt.date(2026, 1, 31), dt.date(2026, 12, 31))
    ]

    assert entries[0]["UID"] == entries[1]["UID"]
    assert entries[1].to_ical().count(b";VALUE=DATE:") == 2
    assert (entries[1].start, entries[1].end) == (dt.date(2026, 12, 31), dt.date(2027, 1, 1))
    assert b"DTSTAMP:20260304T120000Z" in entries[0].to_ical()


@pytest.mark.django_db
def test_a_new_address_ends_the_one_before_and_revoking_twice_is_once():
    person = accounts.user()

    first, second = (issue_calendar(actor=person, at=NOON) for _ in range(2))

    assert recognise_calendar(first, at=NOON) is None
    assert recognise_calendar(second, at=NOON) == person
    for _ in range(2):
        revoke_calendar(actor=person, at=NOON)
    assert recognise_calendar(second, at=NOON) is None
    assert Event.objects.filter(verb="calendar.revoked").count() == 1
    kept = CalendarKey.objects.values_list("digest", flat=True)
    assert not any(secret.partition("-")[2] in digest for secret in (first, second) for digest in kept)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "-", "missing-zz", "0123456789ab-", "x" * 300])
def test_what_is_no_address_opens_nothing(text):
    assert recognise_calendar(text, at=NOON) is None


@pytest.mark.django_db
def test_the_address_opens_ones_own_dates_without_a_session():
    milestone = programs.milestone()
    manager = milestone.program.manager
    mine = work.action(milestone, manager, title="Mine")
    other = work.action(milestone, accounts.user(), title="Another’s")
    url = reverse("work:calendar-feed", args=[issue_calendar(actor=manager, at=NOON)])

    with as_web_login():
        own, every = Client().get(url), Client().get(f"{url}?whose=all")
        closed = Client().get(reverse("work:calendar-feed", args=["0123456789ab-nothing"]))

    titles = [str(entry["SUMMARY"]) for entry in Calendar.from_ical(own.content).walk("VEVENT")]
    assert sorted(titles) == [f"By hand: {mine.title}", f"Milestone: {milestone.name}"]
    assert other.title.encode() in every.content
    assert closed.status_code == 404
    assert "no-store" in own["Cache-Control"]


@pytest.mark.django_db
def test_who_is_shut_out_has_no_calendar():
    person = accounts.user(role=Role.REVIEWER)
    key = issue_calendar(actor=person, at=NOON)
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert recognise_calendar(key, at=NOON) is None


@pytest.mark.django_db
def test_one_address_is_asked_sixty_times_an_hour_and_its_first_half_locks_nobody_out():
    good = issue_calendar(actor=accounts.user(), at=NOON)
    wrong = f"{good.partition('-')[0]}-nothing"
    url = reverse("work:calendar-feed", args=[wrong])
    answers = [Client().get(url).status_code for _ in range(62)]

    assert (answers[0], answers[-1]) == (404, 429)
    assert Client().get(reverse("work:calendar-feed", args=[good])).status_code == 200


@pytest.mark.django_db
def test_who_guesses_addresses_is_stopped_and_nobody_else_is():
    def ask(n, client):
        url = reverse("work:calendar-feed", args=[f"guess{n}-nothing"])
        return Client().get(url, REMOTE_ADDR=client).status_code

    cache = caches["forgiving"]
    for _ in range(OF_ONE_CLIENT):
        cache.count("calendar-of:192.0.2.9", within=60)

    assert (ask(1, "192.0.2.9"), ask(1, "192.0.2.10")) == (429, 404)
