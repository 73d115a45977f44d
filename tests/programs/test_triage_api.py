"""Triage by /api/v1/: the same operations, the same words."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from programs.models import DataRequest, SlaPolicy
from programs.operations import clock
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def api(user):
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def triager():
    return api(accounts.user())


def at(request, verb):
    return f"/api/v1/requests/{request.number}/{verb}/"


def test_score_priority_and_snooze(triager):
    request = programs.submitted_request()
    parts = {"user_value": 13, "time_criticality": 5, "risk_reduction": 2, "job_size": 5}
    until = f"{timezone.now().date() + 9 * DAY}"

    scored = triager.post(at(request, "wsjf"), parts, format="json").json()
    urgent = triager.post(at(request, "priority"), {"priority": "urgent"}, format="json").json()
    asleep = triager.post(at(request, "snooze"), {"until": until, "reason": "Later."}, format="json").json()
    awake = triager.post(at(request, "snooze"), {"until": None}, format="json").json()
    wrong = triager.post(at(request, "wsjf"), parts | {"job_size": 4}, format="json")

    assert (scored["wsjf"], urgent["priority"]) == (4.0, "urgent")
    assert (asleep["snoozed_until"], awake["snoozed_until"]) == (until, None)
    assert wrong.status_code == 400


def test_a_snooze_in_the_past_is_a_409_with_the_sentence(triager):
    request = programs.submitted_request()

    answer = triager.post(at(request, "snooze"), {"until": "2026-01-31", "reason": "x"}, format="json")

    assert answer.status_code == 409
    assert "has come already" in answer.content.decode()


def test_an_estimate_from_typing_to_agreement(triager):
    request = programs.submitted_request()
    today = timezone.now().date()
    figures = {"starts_on": f"{today}", "p50_on": f"{today + 9 * DAY}", "p85_on": f"{today + 20 * DAY}"}

    none = triager.post(at(request, "estimate"), {}, format="json")
    half = triager.post(at(request, "estimate"), {"p50_on": f"{today}"}, format="json")
    made = triager.post(at(request, "estimate"), figures | {"reason": "The pilot."}, format="json").json()
    own = api(request.requester)
    hidden = own.get(f"/api/v1/requests/{request.number}/").json()["estimates"]
    quoted = triager.post(at(request, "quote"), {}, format="json").json()
    agreed = own.post(at(request, "answer-estimate"), {"agrees": True}, format="json").json()

    assert (none.status_code, half.status_code) == (409, 400)
    assert (made["estimates"][0]["state"], hidden) == ("draft", [])
    assert (quoted["state"], agreed["estimates"][0]["state"]) == ("estimated", "agreed")


def test_an_administrator_keeps_policies_and_calendars():
    admin = api(accounts.user(role="administrator"))
    hours = {"time_zone": "Europe/Berlin", "weekdays": [0, 1], "opens": "09:00", "closes": "17:00"}
    calendar = admin.post("/api/v1/calendars/", {"name": "Berlin"} | hours, format="json").json()
    body = {"name": "All", "position": 1, "calendar": calendar["id"]}
    goals = [{"goal": "decision", "amount": 3, "unit": "days"}]

    empty = admin.post("/api/v1/sla-policies/", body | {"goals": []}, format="json")
    made = admin.post("/api/v1/sla-policies/", body | {"goals": goals}, format="json").json()
    stale = {"version": made["version"] + 5, "name": "Other"}
    collided = admin.patch(f"/api/v1/sla-policies/{made['id']}/", stale, format="json")

    assert (empty.status_code, "at least one goal" in empty.content.decode()) == (409, True)
    assert made["goals"] == goals
    assert collided.status_code == 412
    assert collided.json()["stands"]["name"] == "All"
    assert SlaPolicy.objects.get().name == "All"


def test_ranking(triager):
    before = triager.get("/api/v1/triage/ranking/").json()
    after = triager.post("/api/v1/triage/ranking/", {"method": "wsjf", "version": 0}, format="json").json()
    stale = triager.post("/api/v1/triage/ranking/", {"method": "rice", "version": 0}, format="json")

    assert (before["method"], after["method"], stale.status_code) == ("rice", "wsjf", 412)


def test_clocks_are_told(triager, noon):
    programs.policy()
    request = programs.submitted_request()
    clock.begin(DataRequest.objects.get(), at=noon)

    told = triager.get(f"/api/v1/requests/{request.number}/").json()["clocks"]

    assert [row["goal"] for row in told] == ["response", "decision", "delivery"]
