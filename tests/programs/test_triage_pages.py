"""The pages around the queue: clocks on it, snooze, ranking by the other method, rules, ageing."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.models import DataRequest, Ranking, SlaPolicy
from programs.operations import request as operations
from programs.operations.ranking import rank_by
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TRIAGE = "/triage/"
PARTS = {"user_value": 8, "time_criticality": 5, "risk_reduction": 3, "job_size": 2}


@pytest.fixture
def triager(client):
    person = accounts.user()
    client.force_login(person)
    return person


@pytest.fixture
def admin(client):
    person = accounts.user(role="administrator")
    client.force_login(person)
    return person


def around_the_clock(**fields):
    calendar = programs.calendar(weekdays=[0, 1, 2, 3, 4, 5, 6], opens="00:00", closes="00:00")
    return programs.policy(calendar=calendar, **{"goals": [("decision", 10, "hours")]} | fields)


def sent(hours_ago, **fields):
    request = programs.submitted_request(**{"state": "draft", "submitted_at": None} | fields)
    DataRequest.objects.filter(pk=request.pk).update(needed_by=timezone.now().date() + 60 * DAY)
    return operations.submit(request, actor=request.requester, at=timezone.now() - hours_ago * HOUR)


def address(name, request):
    return reverse(f"programs:triage-{name}", args=[request.number])


def seen(request):
    return {"version": DataRequest.objects.get(pk=request.pk).version}


def text_of(client, url):
    return client.get(url).content.decode()


def test_the_queue_says_what_is_overdue_and_at_risk_and_filters_by_it(client, triager):
    around_the_clock()
    sent(12, title="Overdue one"), sent(9, title="Tight one", purpose="Audio")
    sent(1, title="Easy one", purpose="Video")

    page = text_of(client, reverse("programs:triage"))
    overdue = text_of(client, reverse("programs:triage") + "?clock=breached")
    tight = text_of(client, reverse("programs:triage") + "?clock=at_risk")

    assert "Breached, 2 working hours late" in page
    assert "1 request is overdue" in page
    assert ("Overdue one" in overdue, "Tight one" in overdue) == (True, False)
    assert ("Tight one" in tight, "Easy one" in tight) == (True, False)


def test_snoozing_and_bringing_back(client, triager):
    request = programs.submitted_request(title="Later")
    until = timezone.now().date() + 9 * DAY

    client.post(address("snooze", request), seen(request) | {"until": until, "reason": "After launch."})

    assert "Later" not in text_of(client, reverse("programs:triage"))
    assert "After launch." in text_of(client, reverse("programs:triage") + "?state=snoozed")
    client.post(address("unsnooze", request))
    assert "Later" in text_of(client, reverse("programs:triage"))


def test_a_snooze_in_the_past_keeps_the_words(client, triager):
    request = programs.submitted_request()

    page = client.post(address("snooze", request), seen(request) | {"until": "2024-01-31", "reason": "Wait."})

    assert page.status_code == 422
    assert "That day has come already" in page.content.decode()
    assert "Wait." in page.content.decode()
    assert DataRequest.objects.get().snoozed_until is None


def test_two_who_snooze_at_once_see_both(client, triager):
    request = programs.submitted_request()
    sight = seen(request)
    until = timezone.now().date() + 9 * DAY
    client.post(address("snooze", request), sight | {"until": until, "reason": "First."})

    page = client.post(address("snooze", request), sight | {"until": until + DAY, "reason": "Second."})

    assert page.status_code == 412
    assert "Snoozed until" in page.content.decode()
    assert "Second." in page.content.decode()


def test_the_other_method_ranks_otherwise_and_loses_no_score(client, triager):
    old = programs.submitted_request(
        title="Old", score=500, reach=1, impact=1, confidence=100, effort_weeks=1
    )
    new = programs.submitted_request(title="New")
    client.post(reverse("programs:triage-method"), {"method": "wsjf", "version": 0})
    client.post(address("wsjf", new), seen(new) | PARTS)

    page = text_of(client, reverse("programs:triage"))

    assert page.index(new.number) < page.index(old.number)
    assert "Scored by RICE only: 500" in page
    new.refresh_from_db()
    assert new.wsjf == 8
    rank_by("rice", actor=triager)
    back = text_of(client, reverse("programs:triage"))
    assert back.index(old.number) < back.index(new.number)
    assert "Scored by WSJF only: 8.0" in back


def test_two_who_choose_a_method_at_once(client, triager):
    rank_by("wsjf", actor=accounts.user())

    page = client.post(reverse("programs:triage-method"), {"method": "rice", "version": 0})

    assert page.status_code == 412
    assert Ranking.current().method == "wsjf"


@pytest.mark.parametrize("part", ["4", "", "100"])
def test_a_part_is_on_the_scale(client, triager, part):
    request = programs.submitted_request()

    page = client.post(address("wsjf", request), seen(request) | PARTS | {"job_size": part})

    assert page.status_code == 422
    assert DataRequest.objects.get().wsjf is None


def test_an_administrator_writes_a_policy_and_a_calendar(client, admin):
    days = {"weekdays": ["0", "1", "2"], "opens": "08:00", "closes": "00:00", "holidays": "2027-01-01"}
    client.post(
        reverse("programs:calendar-add"),
        {"version": 0, "name": "Berlin", "time_zone": "Europe/Berlin"} | days,
    )
    calendar = SlaPolicy.calendar.field.related_model.objects.get()
    policy = {"version": 0, "name": "All", "position": 1, "calendar": calendar.pk, "is_active": "on"}
    empty = client.post(reverse("programs:sla-policy-add"), policy)
    client.post(reverse("programs:sla-policy-add"), policy | {"decision": "3 days", "response": "8 h"})

    assert empty.status_code == 422
    assert "set at least one goal" in empty.content.decode()
    page = text_of(client, reverse("programs:triage-rules"))
    assert "Decision within 3 working days" in page
    assert "08:00 to 24:00" in page
    form = text_of(client, reverse("programs:sla-policy-change", args=[SlaPolicy.objects.get().pk]))
    assert 'value="3 days"' in form


def test_two_who_write_a_policy_see_both(client, admin):
    policy = programs.policy(name="All")
    fields = {"name": "Mine", "position": 1, "calendar": policy.calendar.pk, "decision": "2 days"}
    SlaPolicy.objects.update(version=2, name="Theirs")

    page = client.post(
        reverse("programs:sla-policy-change", args=[policy.pk]), fields | {"version": 1, "is_active": "on"}
    )

    assert page.status_code == 412
    assert "Theirs" in page.content.decode()
    assert "Mine" in page.content.decode()


def test_ageing_counts_by_kind_and_says_no_data(client, triager):
    sent(24 * 9, title="Old one")

    page = text_of(client, reverse("programs:triage-ageing"))
    rows = text_of(client, reverse("programs:triage") + "?state=open&age=8-14")

    assert "1 request is open" in page
    assert "No data: nothing was decided" in page
    assert "No data: no clock ended" in page
    assert "Old one" in rows


def test_turnaround_takes_pauses_out_and_attainment_counts_what_ended(client, triager):
    around_the_clock(goals=[("decision", 10, "hours")])
    now = timezone.now()
    quick, slow = sent(30), sent(30)
    operations.ask(quick, "Which?", actor=triager, at=now - 29 * HOUR)
    operations.reply(quick, "All.", actor=quick.requester, at=now - 5 * HOUR)
    operations.decline(quick, reason="No.", actor=triager, at=now - HOUR)

    page = text_of(client, reverse("programs:triage-ageing"))

    assert "1 of 2 clocks that ended" in page
    assert "0.2 d" in page
    assert slow.number not in page or "Breached" in page


@pytest.mark.parametrize("name", ["triage", "triage-ageing", "triage-rules"])
def test_pages_cost_the_same_for_one_row_and_for_three(client, triager, name, django_assert_num_queries):
    around_the_clock()
    sent(30)
    url = reverse(f"programs:{name}") + ("?state=open" if name == "triage" else "")
    queries = {"triage": 25, "triage-ageing": 16, "triage-rules": 12}[name]

    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
    sent(30), sent(50)
    with django_assert_num_queries(queries):
        client.get(url)


def test_triage_reads_which_model_fails_where_and_what_has_to_move(client):
    asked = programs.submitted_request(
        kind="model_gap", model_name="mail-sorter", model_slice="German refunds",
        metric_name="macro-F1", metric_now="0.71", metric_wanted="0.85",
    )  # fmt: skip
    client.force_login(accounts.user(role="program_manager"))

    page = client.get(reverse("programs:triage"), {"request": asked.number}).content.decode()

    for words in ("mail-sorter", "German refunds", "macro-F1 0.71 to 0.85"):
        assert words in page
