from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs.models import BudgetLine, Program
from programs.operations.versions import check_version


class CannotBudget(Refused):
    pass


@transaction.atomic
def add_budget_line(
    program: Program, *, category: str, quantity: int, unit_cost: Decimal | str, note: str = "", actor: User
) -> BudgetLine:
    """Set money aside. A line that is the same in every word is the same line, not a second one."""
    cost = _checked(quantity, unit_cost)
    Program.objects.select_for_update().get(pk=program.pk)
    same = _same(program, category=category, note=note, quantity=quantity, unit_cost=cost)
    if (known := same.order_by("pk").first()) is not None:
        return known
    line = BudgetLine.objects.create(
        program=program, category=category, note=note, quantity=quantity, unit_cost=cost
    )
    record("budget.line_added", line, actor=actor, category=category, amount=str(line.amount))
    return line


@transaction.atomic
def change_budget_line(
    line: BudgetLine,
    *,
    quantity: int,
    unit_cost: Decimal | str,
    note: str = "",
    version: int | None = None,
    actor: User,
) -> BudgetLine:
    """Set another amount aside; zero units give the line up. The same again changes nothing."""
    cost = _checked(quantity, unit_cost, least=0)
    program = Program.objects.select_for_update().get(pk=line.program_id)
    line = BudgetLine.objects.select_for_update().get(pk=line.pk)
    if (line.quantity, line.unit_cost, line.note) == (quantity, cost, note):
        return line
    check_version(line, version)
    same = _same(program, category=line.category, note=note, quantity=quantity, unit_cost=cost)
    if quantity and same.exists():
        raise CannotBudget(
            "Another line says the same in every word: change its number, or the note of this one."
        )
    before = line.amount
    line.quantity, line.unit_cost, line.note = quantity, cost, note
    line.version += 1
    line.save(update_fields=["quantity", "unit_cost", "note", "version", "updated_at"])
    record("budget.line_changed", line, actor=actor, was=str(before), now=str(line.amount))
    return line


def _same(program: Program, **words: object) -> QuerySet[BudgetLine]:
    return program.budget_lines.filter(**words)


def _checked(quantity: int, unit_cost: Decimal | str, *, least: int = 1) -> Decimal:
    cost = Decimal(str(unit_cost))
    if quantity < least or cost < 0:
        raise CannotBudget("A budget line needs at least one unit and a cost that is not negative.")
    return cost
