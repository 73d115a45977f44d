"""What a program that was delivered incomplete says afterwards, to its manager and to who asked."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.models import MetricAfter, ProgramForecast, RequesterVerdict
from programs.operations.admission import admit
from programs.operations.program import set_state
from programs.reports.budget import budget_of
from programs.reports.line import line_of
from programs.reports.promised import promised_of
from programs.reports.requests import _needs_of_what_came
from programs.reports.stages import expected, way_of
from tests.factories import programs
from vendors.models import WorkOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(delivered):
    """Asked for 1,000 units at 100 dollars; 300 came, and the program was delivered."""
    now = timezone.now()
    program = programs.program(units_planned=1000)
    admit(program, program.manager, actor=program.manager)
    request = programs.submitted_request(
        state="accepted",
        program=program,
        agreed_at=now,
        metric_name="F1",
        metric_now="0.6",
        metric_wanted="0.8",
    )
    said = {"state": "agreed", "quoted_at": now, "answered_at": now, "units": 1000}
    programs.estimate(request, cost_p50=Decimal("100.00"), cost_p85=Decimal("130.00"), **said)
    programs.budget_line(program, quantity=1000, unit_cost="0.1")
    delivered(program, [200, 100], at=now - dt.timedelta(days=3))
    days = {"p50_on": now.date() + dt.timedelta(days=60), "p85_on": now.date() + dt.timedelta(days=90)}
    drawn = {"remaining": 700, "computed_on": now.date(), "computed_at": now, "history_days": 20}
    ProgramForecast.objects.create(program=program, **days, **drawn)
    WorkOrder.objects.update(state="closed")
    set_state(program, "delivered", reason="The source ran dry.", actor=program.manager)
    return request


def test_nothing_is_forecast_and_it_cost_what_was_spent(request_):
    today = timezone.now().date()
    line = line_of(request_.program_id, on=today)

    (promise,) = promised_of(line, user=request_.requester)
    earned = budget_of(line.program, on=today).earned

    assert (line.forecast, line.pace_words) == (None, "Delivered")
    assert promise.date_words == "Delivered with 300 of 1,000 units"
    assert line.money.ends == line.money.spent
    assert (promise.cost_kind, promise.cost_words) == ("idle", "Delivered incomplete: the two do not compare")
    assert earned.eac == earned.ac


def test_the_pages_of_forecast_and_budget_look_back(client, request_):
    program = request_.program
    client.force_login(program.manager)

    answers = {
        name: client.get(reverse(f"programs:{name}", args=[program.code])) for name in ("forecast", "budget")
    }

    outlook, page = (answers["forecast"].context["outlook"], answers["forecast"].content.decode())
    assert {row.p50_on for row in outlook.rows} == {None}
    assert (outlook.bars, outlook.cone, outlook.how_many.p50) == ([], [], None)
    assert "Delivered with 300 of 1,000 units: nothing is left to forecast." in page
    assert "On track" not in page
    assert "what was spent until it was delivered" in answers["budget"].content.decode()


def test_who_asked_reads_how_much_came_and_why_no_more(client, request_):
    today = timezone.now().date()
    way = way_of(request_, on=today)
    own = type(request_).objects.filter(pk=request_.pk)
    (need,) = _needs_of_what_came(own, at=timezone.now())
    client.force_login(request_.requester)

    page = client.get(reverse("programs:request-judge", args=[request_.number])).content.decode()

    reached = next(stage for stage in way.stages if stage.name == "Delivered")
    assert expected(way.line) == "Nothing more. Delivered with 300 of 1,000 units. The source ran dry."
    assert reached.on == today
    assert need.why.startswith("300 of 1,000 units are there.")
    assert "It was delivered incomplete: The source ran dry." in page


def test_what_came_of_the_request_stands_on_the_page_of_its_program(client, request_):
    program = request_.program
    RequesterVerdict.objects.create(
        request=request_,
        is_accepted=True,
        units_accepted=300,
        units_planned=1000,
        decided_by=request_.requester,
        decided_at=timezone.now(),
    )
    MetricAfter.objects.create(
        request=request_,
        value=Decimal("0.79"),
        model_release="4.1",
        measured_on=timezone.now().date(),
        recorded_by=request_.requester,
    )
    client.force_login(program.manager)

    page = client.get(reverse("programs:program-detail", args=[program.code])).content.decode()

    assert "F1 went from 0.6 to 0.79" in page
    assert "nothing is left to forecast" in page
