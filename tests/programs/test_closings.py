"""A program that is delivered with something missing asks first, and says it from then on."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from dataops.audit.models import Event
from programs.models import Closing, Program
from programs.operations.admission import admit
from programs.operations.program import CannotChange, set_state
from programs.operations.report import draft_report
from tests.factories import programs
from vendors.models import WorkOrder

pytestmark = pytest.mark.django_db
UNITS = "0 of 1,000 planned units are accepted."


@pytest.fixture
def program():
    program = programs.program(units_planned=1000)
    admit(program, program.manager, actor=program.manager)
    return program


def test_what_is_missing_is_named_and_needs_a_reason(program):
    gate = programs.milestone(program, name="Pilot", gate="Two reviewers agree.")
    request = programs.submitted_request(state="accepted", program=program, accuracy_wanted="0.95")
    with pytest.raises(CannotChange) as refused:
        set_state(program, "delivered", actor=program.manager)

    assert UNITS in refused.value.message
    assert f"{request.number} asks Gold accuracy, at least 95.0%: no data." in refused.value.message
    assert f"The gate of {gate.name} is open" in refused.value.message
    assert (Program.objects.get().state, Closing.objects.count()) == ("active", 0)
    assert not Event.objects.filter(verb="program.state_set").exists()


def test_the_reason_is_in_the_trail_on_the_page_and_in_the_report(client, program):
    client.force_login(program.manager)
    address = reverse("programs:program-state", args=[program.code])

    asked = client.get(address).content.decode()
    silent = client.post(address, {"state": "delivered", "version": 1})
    done = client.post(address, {"state": "delivered", "version": 1, "reason": "Cut by the sponsor."})

    report = draft_report(program, timezone.now().date(), actor=None, at=timezone.now())
    page = client.get(reverse("programs:program-detail", args=[program.code])).content.decode()
    shown = client.get(reverse("programs:report-detail", args=[report.pk])).content.decode()
    event = Event.objects.get(verb="program.state_set")
    assert UNITS in asked
    assert (silent.status_code, done.status_code) == (422, 302)
    assert (event.details["reason"], event.details["missing"]) == ("Cut by the sponsor.", [UNITS])
    for text in (page, shown):
        assert f"Delivered incomplete: {UNITS} Cut by the sponsor." in text


def test_what_is_all_there_needs_no_reason(program, delivered):
    delivered(program, [100] * 10, at=timezone.now() - dt.timedelta(days=1))
    WorkOrder.objects.update(state="closed")

    set_state(program, "delivered", actor=program.manager)

    closing = Closing.objects.get()
    assert (closing.missing, closing.reason, closing.words) == ([], "", "Delivered.")


def test_by_api_the_reason_comes_along(program):
    api = APIClient()
    api.force_authenticate(program.manager)
    address = reverse("api-program-state", args=[program.code])

    silent = api.post(address, {"state": "delivered", "version": 1})
    done = api.post(address, {"state": "delivered", "version": 1, "reason": "Cut."})

    assert (silent.status_code, UNITS in silent.data["reason"]) == (409, True)
    assert (done.data["closing"]["missing"], done.data["closing"]["reason"]) == ([UNITS], "Cut.")
