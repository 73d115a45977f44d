"""What the sample company knows of the weeks ahead, and what it paid besides its vendors."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from programs.choices import BudgetCategory, CostSource
from programs.models import Program
from programs.operations.ahead import add_crew_change, add_days_off
from programs.operations.budget import add_budget_line
from programs.operations.cost import enter_cost, reverse_cost, set_tolerance
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company

COSTLY = {"PRG-022": Decimal("38.40"), "PRG-035": Decimal("61.25"), "PRG-026": Decimal("24.00")}
MONTH = timedelta(days=28)


def pay_and_look_ahead(company: Company, programs: list[Program], *, today: date) -> None:
    """Compute and storage month by month, one bill that was booked twice, a feast, and people who join."""
    for program in programs:
        if program.code in COSTLY:
            _pay(program, COSTLY[program.code], today=today)
            _look_ahead(program, today=today)


def _pay(program: Program, compute: Decimal, *, today: date) -> None:
    actor, at = program.manager, live_at(noon(today - timedelta(days=3), 11))
    months = -(-(program.due_on - program.starts_on).days // MONTH.days)
    add_budget_line(
        program,
        category=BudgetCategory.COMPUTE,
        quantity=months,
        unit_cost="45",
        note="Pre-labels, a month",
        starts_on=program.starts_on,
        ends_on=program.due_on,
        actor=actor,
    )
    set_tolerance(program, amber=Decimal("0.03"), red=Decimal("0.10"), actor=actor)
    on, place = program.starts_on + MONTH, 1
    while on < today:
        number = f"{program.code}-{place:02}"
        enter_cost(
            program,
            category=BudgetCategory.COMPUTE,
            spent_on=on,
            amount=compute + place,
            note="Pre-labels of the month",
            external_id=f"gpu-{number}",
            source=CostSource.API,
            actor=actor,
            at=at,
        )
        on, place = on + MONTH, place + 1
    tool = {"category": BudgetCategory.TOOLING, "spent_on": program.starts_on, "amount": Decimal("150.00")}
    enter_cost(program, **tool, note="Licence of the label tool", actor=actor, at=at)
    twice = enter_cost(program, **tool, note="Licence of the label tool", actor=actor, at=at)
    reverse_cost(twice, reason="Booked twice.", actor=actor, at=at)


def _look_ahead(program: Program, *, today: date) -> None:
    at = live_at(noon(today, 7))
    first = today + timedelta(days=12)
    add_days_off(
        program,
        first=first,
        last=first + timedelta(days=1),
        name="Company days",
        actor=program.manager,
        at=at,
    )
    if program.code == "PRG-035":
        add_crew_change(
            program,
            from_on=today + timedelta(days=5),
            people_before=20,
            people_added=4,
            ramp_weeks=3,
            note="Four raters of Tessera",
            actor=program.manager,
            at=at,
        )
