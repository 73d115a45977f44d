"""What a program paid besides its vendors: entered, read from a file, reversed. Nothing is ever edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.choices import CostSource
from programs.models import BudgetTolerance, CostEntry, Program
from programs.rules.cost import Cost, check_cost


class CannotEnter(Refused):
    pass


@transaction.atomic
def enter_cost(
    program: Program,
    *,
    category: str,
    spent_on: date,
    amount: Decimal,
    currency: str = "",
    note: str = "",
    external_id: str = "",
    source: str = CostSource.MANUAL,
    actor: User,
    at: datetime,
) -> CostEntry:
    """One bill. The same number from the same source again is the same entry, if it says the same."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    cost = Cost(spent_on, category, amount, currency or program.currency, note.strip(), external_id.strip())
    entry, is_new = _enter(program, cost, source, actor, at)
    if is_new:
        record("budget.cost_entered", entry, actor=actor, amount=str(amount), source=source)
    return entry


@transaction.atomic
def enter_costs(program: Program, costs: Sequence[Cost], *, actor: User, at: datetime) -> int:
    """All of a file or none of it, and how many entries are new: the same file twice adds nothing."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    made = [_enter(program, cost, CostSource.FILE, actor, at) for cost in costs]
    new = [entry for entry, is_new in made if is_new]
    if new:
        total = sum((entry.amount for entry in new), Decimal(0))
        record("budget.costs_read", program, actor=actor, entries=len(new), amount=str(total))
    return len(new)


@transaction.atomic
def reverse_cost(entry: CostEntry, *, reason: str, actor: User, at: datetime) -> CostEntry:
    """Take it back by an entry of the opposite sign, and say why. Reversing twice changes nothing."""
    Program.objects.select_for_update().get(pk=entry.program_id)
    if entry.reverses_id is not None:
        raise CannotEnter("This entry is a reversal itself: enter the cost anew instead.")
    if not reason.strip():
        raise CannotEnter("Say why the cost is taken back: it stays beside the money.")
    said = {
        "program_id": entry.program_id,
        "category": entry.category,
        "spent_on": at.date(),
        "amount": -entry.amount,
        "currency": entry.currency,
        "note": reason.strip()[:200],
        "source": CostSource.MANUAL,
        "entered_by": actor,
        "entered_at": at,
    }
    reversal, is_new = CostEntry.objects.get_or_create(reverses=entry, defaults=said)
    if is_new:
        record("budget.cost_reversed", reversal, actor=actor, amount=str(entry.amount), reason=reason.strip())
    return reversal


@transaction.atomic
def set_tolerance(
    program: Program, *, amber: Decimal, red: Decimal, version: int | None = None, actor: User
) -> BudgetTolerance:
    """How far over budget is amber, and how far is red. The same again changes nothing."""
    Program.objects.select_for_update().get(pk=program.pk)
    if not 0 <= amber <= red:
        raise CannotEnter("Red begins where amber does or further out, and neither is below zero.")
    row, is_new = BudgetTolerance.objects.get_or_create(
        program=program, defaults={"amber": amber, "red": red}
    )
    if not is_new:
        if (row.amber, row.red) == (amber, red):
            return row
        check_version(row, version)
        row.amber, row.red, row.version = amber, red, row.version + 1
        row.save(update_fields=["amber", "red", "version", "updated_at"])
    record("budget.tolerance_set", program, actor=actor, amber=str(amber), red=str(red))
    return row


def _enter(program: Program, cost: Cost, source: str, actor: User, at: datetime) -> tuple[CostEntry, bool]:
    if not (verdict := check_cost(cost, program, on=at.date())):
        raise CannotEnter(verdict.reason)
    said = {
        "category": cost.category,
        "spent_on": cost.spent_on,
        "amount": cost.amount,
        "currency": cost.currency,
        "note": cost.note,
    }
    known = (
        program.costs.filter(source=source, external_id=cost.external_id).first()
        if cost.external_id
        else None
    )
    if known is None:
        more = {"source": source, "external_id": cost.external_id, "entered_by": actor, "entered_at": at}
        return CostEntry.objects.create(program=program, **said, **more), True
    if any(getattr(known, name) != value for name, value in said.items()):
        raise CannotEnter(
            f"{cost.external_id} is known with other words: {known} on {known.spent_on}. Reverse that entry, "
            "then enter this one under a number of its own."
        )
    return known, False
