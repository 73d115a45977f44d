"""Orders beyond the budget are a matter of cost before anything is paid, and say so."""

import datetime as dt

import pytest
from django.utils import timezone

from programs.models import Program
from programs.reports.budget import budget_of
from programs.reports.line import line_of, lines_of
from tests.factories import programs, vendors

pytestmark = pytest.mark.django_db


def committed_in(program):
    """On the budget page and in the list of programs."""
    on = timezone.now().date()
    return budget_of(program, on=on).total.committed, line_of(program.pk, on=on).money.committed


def cost_of(program):
    line = lines_of(Program.objects.filter(pk=program.pk), on=timezone.now().date())[0]
    return line, next(one for one in line.status.standings if one.dimension == "cost")


@pytest.mark.parametrize(
    ("units", "rule"), [(1000, "no_data"), (1040, "no_data"), (1080, "at_risk"), (1200, "off_track")]
)
def test_what_is_ordered_counts_against_the_budget_with_its_tolerance(units, rule):
    program = programs.program()
    programs.budget_line(program, quantity=1000, unit_cost="0.10")
    vendors.work_order(program_=program, units=units)

    line, cost = cost_of(program)

    assert line.money.committed == pytest.approx(units / 10)
    assert cost.rule == rule
    if rule != "no_data":
        assert cost.causes[0].text.startswith(
            f"Spent and ordered is {units / 10 - 100:.1f}% more than was set aside"
        )
        assert cost.causes[0].is_money


def test_what_was_accepted_is_not_counted_twice():
    program = programs.program()
    programs.budget_line(program, quantity=1000, unit_cost="0.10")
    order = vendors.work_order(program_=program, units=1000)
    vendors.ledger_entry(vendors.delivery(order, units=400))
    vendors.work_order(program_=program, units=9000, state="closed")

    line, _ = cost_of(program)

    assert (line.money.spent, line.money.committed, line.money.bound_share) == (40.0, 60.0, 0.0)


def test_orders_in_another_money_are_not_added_up():
    program = programs.program(currency="EUR")
    programs.budget_line(program, quantity=1, unit_cost="0.10")
    vendors.work_order(program_=program)

    assert cost_of(program)[0].money.bound_share is None


def test_what_was_spent_is_told_as_of_the_day_too():
    program, today = programs.program(), timezone.now().date()
    programs.cost_entry(program, amount="5.00", spent_on=today - dt.timedelta(days=9))
    programs.cost_entry(program, amount="7.00", spent_on=today)

    before, now = (line_of(program.pk, on=on).money.spent for on in (today - dt.timedelta(days=1), today))

    assert (before, now) == (5.0, 12.0)


def test_the_budget_page_binds_what_the_portfolio_binds_in_the_programs_own_money():
    program = programs.program()
    programs.budget_line(program, quantity=1000, unit_cost="0.10")
    vendors.work_order(program_=program, units=500)
    foreign = vendors.work_order(
        program_=program, units=9000, rate_line=vendors.rate_line(vendors.contract(currency="EUR"))
    )

    before = committed_in(program)
    vendors.ledger_entry(vendors.delivery(foreign, units=100))
    after = committed_in(program)

    assert (before, after) == ((50, 50), (50, 50))
