"""What a program may cost, has cost, and will have cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from programs import sockets
from programs.choices import ProgramState
from programs.models import BudgetLine, CostEntry, Program
from programs.rules import Progress
from programs.sockets import Measure


@dataclass(frozen=True)
class Money:
    """What was set aside, what is spent, and where it ends at the present cost of a unit.

    `committed` is ordered in the program's own money and not accepted yet.
    """

    currency: str
    budget: float
    spent: float | None
    ends: float | None
    committed: float = 0.0

    @property
    def spent_share(self) -> float | None:
        return self.spent / self.budget if self.spent is not None and self.budget else None

    @property
    def over_share(self) -> float | None:
        """Rounded where floats end, so that what lies on a tolerance does not lie beyond it."""
        return round(self.ends / self.budget - 1, 9) if self.ends is not None and self.budget else None

    @property
    def bound_share(self) -> float | None:
        """By what share of the budget more is spent and ordered than was set aside."""
        if not self.budget or (self.spent is None and not self.committed):
            return None
        return round(((self.spent or 0.0) + self.committed) / self.budget - 1, 9)


def money_of(
    program: Program,
    measures: Mapping[str, Measure],
    budget: Decimal,
    progress: Progress,
    costs: Decimal = Decimal(0),
    committed: Decimal = Decimal(0),
) -> Money:
    """`costs` are what was paid besides the vendors."""
    spent = _spent(measures.get("spend"), costs)
    ends = None
    if spent is not None and progress.accepted:
        is_over = program.state == ProgramState.DELIVERED
        ends = spent * (1.0 if is_over else max(1.0, progress.planned / progress.accepted))
    return Money(
        currency=program.currency,
        budget=float(budget),
        spent=spent,
        ends=ends,
        committed=float(committed),
    )


def _spent(spend: Measure | None, costs: Decimal) -> float | None:
    """Vendors and bills together; nothing where vendors were paid in a money that does not add up."""
    paid = spend.value if spend else None
    if paid is None and (not costs or (spend is not None and spend.n)):
        return None
    return (paid or 0.0) + float(costs)


def budgets_of(ids: Sequence[int], *, on: date) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    """What was set aside for each program; by the end of that day what was paid besides its vendors, and what its
    orders still bind."""
    lines = BudgetLine.objects.filter(program=OuterRef("pk")).order_by().values("program")
    by_then = CostEntry.objects.filter(program=OuterRef("pk"), spent_on__lte=on)
    entries = by_then.order_by().values("program")
    amount = Sum(F("quantity") * F("unit_cost"), output_field=DecimalField())
    rows = Program.objects.filter(pk__in=ids).values_list(
        "pk",
        Coalesce(Subquery(lines.annotate(sum=amount).values("sum")), Decimal(0)),
        Coalesce(Subquery(entries.annotate(sum=Sum("amount")).values("sum")), Decimal(0)),
        *[Coalesce(committed(on), Decimal(0)) for committed in sockets.commitments],
    )
    return {pk: (budget, costs, sum(bound, Decimal(0))) for pk, budget, costs, *bound in rows}
