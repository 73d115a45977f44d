from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.models import BudgetLine, Estimate, Program


class CannotBudget(Refused):
    pass


@transaction.atomic
def add_budget_line(
    program: Program,
    *,
    category: str,
    quantity: int,
    unit_cost: Decimal | str,
    note: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    estimate: Estimate | None = None,
    actor: User,
) -> BudgetLine:
    """Set money aside, by a quote or by hand. A line that is the same in every word is the same line, not a second one."""
    cost = _checked(quantity, unit_cost)
    said = {"note": note, "quantity": quantity, "unit_cost": cost} | _period(starts_on, ends_on)
    said |= {"estimate": estimate}
    Program.objects.select_for_update().get(pk=program.pk)
    same = _same(program, category=category, **said)
    if (known := same.order_by("pk").first()) is not None:
        return known
    line = BudgetLine.objects.create(program=program, category=category, **said)
    record("budget.line_added", line, actor=actor, category=category, amount=str(line.amount))
    return line


@transaction.atomic
def change_budget_line(
    line: BudgetLine,
    *,
    quantity: int,
    unit_cost: Decimal | str,
    note: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    version: int | None = None,
    actor: User,
) -> BudgetLine:
    """Set another amount aside; zero units give the line up. The same again changes nothing."""
    cost = _checked(quantity, unit_cost, least=0)
    said = {"note": note, "quantity": quantity, "unit_cost": cost} | _period(starts_on, ends_on)
    program = Program.objects.select_for_update().get(pk=line.program_id)
    line = BudgetLine.objects.select_for_update().get(pk=line.pk)
    if all(getattr(line, name) == value for name, value in said.items()):
        return line
    check_version(line, version)
    if quantity and _same(program, category=line.category, **said).exists():
        raise CannotBudget(
            "Another line says the same in every word: change its number, or the note of this one."
        )
    before = line.amount
    for name, value in said.items():
        setattr(line, name, value)
    line.version += 1
    line.save(update_fields=[*said, "version", "updated_at"])
    record("budget.line_changed", line, actor=actor, was=str(before), now=str(line.amount))
    return line


def _period(starts_on: date | None, ends_on: date | None) -> dict[str, date | None]:
    if starts_on and ends_on and ends_on < starts_on:
        raise CannotBudget("The period ends before it starts: move one of the two days.")
    return {"starts_on": starts_on, "ends_on": ends_on}


def _same(program: Program, **words: object) -> QuerySet[BudgetLine]:
    return program.budget_lines.filter(**words)


def _checked(quantity: int, unit_cost: Decimal | str, *, least: int = 1) -> Decimal:
    cost = Decimal(str(unit_cost))
    if quantity < least or cost < 0:
        raise CannotBudget("A budget line needs at least one unit and a cost that is not negative.")
    return cost
