"""What improvements have brought: only what somebody else verified counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from dataops.stats.intervals import cannot_rank
from dataops.web.templatetags.formats import money, number, plural_of
from programs.choices import ImprovementState
from programs.models import Improvement, MetricSnapshot
from programs.rules import written


@dataclass(frozen=True)
class Saved:
    """Of verified improvements: how many, the hours, and the money by currency. `waiting` are still tried."""

    count: int
    waiting: int
    hours: Decimal
    amounts: tuple[tuple[str, Decimal], ...]
    is_money_told: bool = True

    @property
    def words(self) -> str:
        if not self.count:
            return f"None is verified yet; {plural_of(self.waiting, 'trial runs,trials run')}."
        parts = [money(amount, currency) for currency, amount in self.amounts]
        parts += [f"{number(self.hours, 1)} hours"] if self.hours else []
        counted = plural_of(self.count, "verified improvement,verified improvements")
        if not parts and not self.is_money_told:
            return f"{counted}."
        what = f"saved {' and '.join(parts)}" if parts else "said to save nothing that is counted"
        return f"{counted}, {what}."


def saved_of(rows: QuerySet[Improvement], *, with_money: bool = True) -> Saved:
    verified = Q(state=ImprovementState.VERIFIED)
    counted = rows.order_by().values("saved_currency").annotate(
        n=Count("pk", filter=verified),
        tried=Count("pk", filter=Q(state=ImprovementState.TRIAL)),
        hours=Sum("saved_hours", filter=verified, default=Decimal(0)),
        amount=Sum("saved_amount", filter=verified),
    )  # fmt: skip
    found = list(counted)
    amounts = [(row["saved_currency"], row["amount"]) for row in found if row["amount"] is not None]
    amounts = amounts if with_money else []
    return Saved(
        sum(row["n"] for row in found),
        sum(row["tried"] for row in found),
        sum((row["hours"] for row in found), Decimal(0)),
        tuple(sorted(amounts)),
        with_money,
    )


def week_words(week: MetricSnapshot | None, unit: str) -> str:
    """``91.2% (88.0% to 93.6%, n 420)`` of a week that was kept."""
    if week is None or week.value is None:
        return "No data"
    value = written(week.value, unit, week.currency)
    if week.low is None or week.high is None:
        return f"{value} (exact, n {number(week.n)})"
    low, high = (written(one, unit, week.currency) for one in (week.low, week.high))
    return f"{value} ({low} to {high}, n {number(week.n)})"


def difference_words(improvement: Improvement) -> str:
    """Whether before and after can be told apart at all."""
    before, after = improvement.baseline, improvement.after
    if before is None or after is None:
        return ""
    ends = [
        (week.low, week.high) if week.low is not None else (week.value, week.value)
        for week in (before, after)
    ]
    if cannot_rank(ends):
        return "The intervals overlap: it may be chance."
    return "The intervals lie wholly apart."


def choices_of(weeks: Iterable[MetricSnapshot], unit: str) -> list[tuple[int, str]]:
    return [(week.pk, f"week from {week.week_on:%-d %b %Y}: {week_words(week, unit)}") for week in weeks]
