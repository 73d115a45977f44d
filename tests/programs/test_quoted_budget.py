"""What a requester agreed to stays in sight, and becomes the money of the program."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from dataops.accounts.choices import Role
from programs.models import BudgetLine, ProgramForecast
from programs.operations import request as operations
from programs.operations.admission import admit
from programs.reports.line import lines_of
from programs.reports.promised import promised_of
from tests.conftest import NOON
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


def agreed(**fields):
    request = programs.submitted_request(state="estimated", agreed_at=NOON)
    costs = {"cost_p50": Decimal("100.00"), "cost_p85": Decimal("130.00"), "units": 300}
    figures = costs | {"state": "agreed", "quoted_at": NOON, "answered_at": NOON} | fields
    return programs.estimate(request, **figures)


def accept(estimate, **given):
    return operations.accept(estimate.request, at=NOON, **{"actor": accounts.user()} | given)


def said(program):
    lines = program.budget_lines.order_by("pk")
    return [(line.category, line.quantity, line.unit_cost, line.estimate_id) for line in lines]


def test_accepting_sets_the_promised_money_aside_to_the_cent():
    quote = agreed(currency="EUR")

    program = accept(quote)

    assert program.currency == "EUR"
    assert said(program) == [
        ("labeling", 300, Decimal("0.3333"), quote.pk),
        ("other", 1, Decimal("30.0100"), quote.pk),
    ]
    assert sum(line.amount for line in program.budget_lines.all()) == quote.cost_p85


def test_accepting_twice_sets_it_aside_once():
    quote = agreed()

    accept(quote)
    accept(quote)

    assert BudgetLine.objects.count() == 2


def test_into_a_program_kept_in_another_money_nothing_is_set_aside():
    program = programs.program(currency="EUR")

    admit(program, program.manager, actor=program.manager)

    accept(agreed(), program=program, actor=program.manager)

    assert said(program) == []


@pytest.mark.parametrize("fields", [{"cost_p50": None, "cost_p85": None}, {"state": "quoted"}])
def test_without_a_cost_or_an_answer_nothing_is_set_aside(fields):
    assert said(accept(agreed(**fields))) == []


def test_one_quote_of_equal_costs_is_one_line():
    assert len(said(accept(agreed(cost_p85=Decimal("100.00"), units=200)))) == 1


def test_program_and_plan_show_what_was_promised_beside_today(client):
    quote = agreed()
    program = accept(quote)
    reader = accounts.user(Role.PROGRAM_MANAGER)
    admit(program, reader, actor=reader)
    client.force_login(reader)

    pages = [
        client.get(reverse(name, args=[program.code])).content.decode()
        for name in ("programs:program-detail", "programs:program-plan")
    ]

    address = reverse("programs:request-detail", args=[quote.request.number])
    for page in pages:
        assert "Promised to the requester" in page
        assert address in page
        assert "130" in page


def test_the_promise_says_how_far_todays_forecast_is_from_it():
    quote = agreed()
    program = accept(quote)
    days = {"p50_on": quote.p50_on, "p85_on": quote.p85_on + dt.timedelta(days=3)}
    drawn = {
        "remaining": program.units_planned,
        "computed_on": NOON.date(),
        "computed_at": NOON,
        "history_days": 20,
    }
    ProgramForecast.objects.create(program=program, **days, **drawn)
    line = lines_of(type(program).objects.filter(pk=program.pk), on=NOON.date())[0]

    promise = promised_of(line, user=quote.request.requester)[0]

    assert (promise.date_kind, promise.date_words) == ("bad", "3 days after the promised P85")
    assert promise.cost_kind == "idle"
