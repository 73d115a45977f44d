"""What a program may cost, has cost, and will have cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, Sum

from programs.models import BudgetLine, Program
from programs.rules import Progress
from programs.sockets import Measure


@dataclass(frozen=True)
class Money:
    """What was set aside, what is spent and ordered, and where it ends at the present cost of a unit."""

    currency: str
    budget: float
    spent: float | None
    committed: float | None
    ends: float | None

    @property
    def spent_share(self) -> float | None:
        return self.spent / self.budget if self.spent is not None and self.budget else None

    @property
    def over_share(self) -> float | None:
        return self.ends / self.budget - 1 if self.ends is not None and self.budget else None


def money_of(program: Program, measures: Mapping[str, Measure], budget: Decimal, progress: Progress) -> Money:
    spend, committed = measures.get("spend"), measures.get("committed")
    spent = spend.value if spend else None
    ends = None
    if spent is not None and progress.accepted:
        ends = spent * max(1.0, progress.planned / progress.accepted)
    return Money(
        currency=program.currency,
        budget=float(budget),
        spent=spent,
        committed=committed.value if committed else None,
        ends=ends,
    )


def budgets_of(ids: Sequence[int]) -> dict[int, Decimal]:
    amount = Sum(F("quantity") * F("unit_cost"), output_field=DecimalField())
    rows = BudgetLine.objects.filter(program__in=ids).values("program_id").annotate(amount=amount)
    return {row["program_id"]: row["amount"] for row in rows}
