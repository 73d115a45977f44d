"""Asks by page and API, and a report whose words mean harm."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.work.needs import Urgency, needs_of
from programs.models import Ask
from programs.operations import ask as asks
from programs.operations import report as reports
from programs.operations.admission import admit
from programs.operations.mail import mail_report
from programs.reports.asks import ask_needs
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\n=HYPERLINK(1) {{ 7 }}"


@pytest.fixture
def program():
    today, month = timezone.now().date(), dt.timedelta(days=30)
    program = programs.program(starts_on=today - month, due_on=today + month)
    admit(program, program.manager, actor=program.manager)
    return program


def words(owner, **fields):
    day = timezone.now().date() + dt.timedelta(days=5)
    return {"what": "Four raters", "owner": owner.pk, "needed_by": day.isoformat()} | fields


def page(program, name, *args):
    return reverse(f"programs:ask-{name}", args=[program.code, *args])


def test_an_ask_is_made_changed_and_answered_by_browser(client, program):
    leader = accounts.user(Role.LEADERSHIP)
    client.force_login(program.manager)

    refused = client.post(page(program, "add"), words(leader, needed_by="2020-01-01"))
    assert (refused.status_code, "Four raters" in refused.content.decode()) == (422, True)
    assert client.post(page(program, "add"), words(leader)).status_code == 302
    ask = Ask.objects.get()
    assert (
        client.post(page(program, "change", ask.pk), words(leader, version=1, what="Two")).status_code == 302
    )
    collision = client.post(page(program, "change", ask.pk), words(leader, version=1, what="Six"))
    assert collision.status_code == 412
    assert all(text in collision.content.decode() for text in ("Two", "Six"))

    client.force_login(leader)
    answer = {"version": 2, "state": "refused", "answer": "Not this quarter."}
    assert client.post(page(program, "answer", ask.pk), answer).status_code == 302
    ask.refresh_from_db()
    assert (ask.state, ask.answer, ask.what) == ("refused", "Not this quarter.", "Two")


def test_an_ask_is_made_and_answered_by_api(client, program):
    client.force_login(program.manager)
    asks = f"/api/v1/programs/{program.code}/asks/"
    body = words(program.manager) | {"owner": program.manager.email}

    made = client.post(asks, body, content_type="application/json")
    answer = {"version": 1, "state": "met", "answer": "Here."}
    done = client.post(f"{asks}{made.json()['id']}/answer/", answer, content_type="application/json")

    assert (made.status_code, done.status_code, done.json()["state"]) == (201, 200, "met")
    assert [row["what"] for row in client.get(asks).json()["results"]] == ["Four raters"]


def test_what_means_harm_is_only_text(client, program):
    leader = accounts.user(Role.LEADERSHIP)
    today = timezone.now()
    draft = reports.draft_report(program, today.date(), actor=None, at=today)
    said = reports.edit_report(
        draft, version=1, actor=program.manager, summary=HOSTILE, highlights=HOSTILE, next_week=HOSTILE
    )
    report = reports.publish_report(said, actor=program.manager, at=today)
    client.force_login(leader)

    shown = client.get(reverse("programs:report-detail", args=[report.pk])).content.decode()
    mail_report(report, leader)

    sent = mail.outbox[0]
    for html in (shown, sent.alternatives[0].content):
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 }}" in sent.body
    assert "\n" not in sent.subject


@pytest.mark.parametrize("count", [1, 3])
def test_a_draft_costs_the_same_whatever_the_program_holds(program, count):
    for _ in range(count):
        programs.raid_item(program)
        programs.milestone(program)
        programs.ask(program)
        programs.decision(program)
    now = timezone.now()

    with CaptureQueriesContext(
        connection,
    ) as asked:
        reports.draft_report(program, now.date(), actor=None, at=now)

    assert len(asked) == DRAFT


DRAFT = 26


def test_an_ask_stands_on_the_home_of_who_is_asked_until_it_is_answered(program):
    leader, other = accounts.user(Role.LEADERSHIP), accounts.user(Role.LEADERSHIP)
    now = timezone.now()
    ask = programs.ask(program, owner=leader, what="Four raters", needed_by=now.date() - dt.timedelta(days=1))

    (need,) = ask_needs(leader, at=now)

    assert (need.title, need.urgency, need.tone) == ("Answer: Four raters", Urgency.LATE, "bad")
    assert need.url == page(program, "detail", ask.pk)
    assert "Answer: Four raters" in [one.title for one in needs_of(leader, at=now)]
    assert list(ask_needs(other, at=now)) == []
    asks.answer_ask(ask, answer="They start on Monday.", actor=leader, at=now)
    assert list(ask_needs(leader, at=now)) == []
