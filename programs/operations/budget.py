from __future__ import annotations

from decimal import Decimal

from django.db import transaction

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
    line, is_new = BudgetLine.objects.get_or_create(
        program=program, category=category, note=note, quantity=quantity, unit_cost=cost
    )
    if is_new:
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
    line = BudgetLine.objects.select_for_update().get(pk=line.pk)
    if (line.quantity, line.unit_cost, line.note) == (quantity, cost, note):
        return line
    check_version(line, version)
    before = line.amount
    line.quantity, line.unit_cost, line.note = quantity, cost, note
    line.version += 1
    line.save(update_fields=["quantity", "unit_cost", "note", "version", "updated_at"])
    record("budget.line_changed", line, actor=actor, was=str(before), now=str(line.amount))
    return line


def _checked(quantity: int, unit_cost: Decimal | str, *, least: int = 1) -> Decimal:
    cost = Decimal(str(unit_cost))
    if quantity < least or cost < 0:
        raise CannotBudget("A budget line needs at least one unit and a cost that is not negative.")
    return cost
