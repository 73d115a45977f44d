"""What was kept week by week, read back: sums of programs stay right, because both halves of a figure are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, Sum

from programs.choices import Metric, SnapshotScope
from programs.models import MetricDefinition, MetricSnapshot
from programs.models.metric import KeptWeekQuerySet
from programs.rules.week import week_of

WEEKS = 13
OF_THE_HOUSE = ("turnaround", "backlog")
SUMS = ("first_pass", "gold_accuracy", "acceptance", "coverage", "unit_cost")


@dataclass(frozen=True)
class Trend:
    """One figure over weeks, oldest first; None where there was none. `since` is the first week known."""

    values: tuple[float | None, ...]
    weeks: tuple[date, ...]

    @property
    def known(self) -> list[float]:
        return [value for value in self.values if value is not None]

    @property
    def is_drawn(self) -> bool:
        return len(self.known) > 1


def mondays(on: date, count: int = WEEKS) -> tuple[date, ...]:
    last = week_of(on)
    return tuple(last - timedelta(weeks=back) for back in range(count - 1, -1, -1))


def trends_of(
    rows: KeptWeekQuerySet, metrics: Sequence[str], *, on: date, count: int = WEEKS
) -> dict[str, Trend]:
    """The trend of each metric over what the rows, all of one scope, add up to."""
    weeks = mondays(on, count)
    rows = rows.since(weeks[0]).filter(metric__key__in=metrics).order_by()
    summed = rows.exclude(metric__key=Metric.AGREEMENT).values("metric__key", "week_on")
    found: dict[tuple[str, date], float | None] = {}
    for row in summed.annotate(
        met=Sum("numerator"),
        of=Sum("denominator"),
        moneys=Count("currency", distinct=True),
        value=Sum("value"),
    ):
        found[row["metric__key"], row["week_on"]] = _value(row)
    middles: dict[tuple[str, date], list[float]] = defaultdict(list)
    standing = rows.filter(metric__key=Metric.AGREEMENT, value__isnull=False)
    for week_on, value in standing.values_list("week_on", "value"):
        middles[Metric.AGREEMENT.value, week_on].append(value)
    found |= {key: median(values) for key, values in middles.items()}
    return {metric: Trend(tuple(found.get((metric, week)) for week in weeks), weeks) for metric in metrics}


def of_programs(program_ids: Collection[int]) -> KeptWeekQuerySet:
    return MetricSnapshot.objects.of_programs().filter(program__in=program_ids)


def of_vendor(organisation_id: int) -> KeptWeekQuerySet:
    return MetricSnapshot.objects.filter(scope=SnapshotScope.VENDOR, organisation=organisation_id)


def of_house() -> KeptWeekQuerySet:
    return MetricSnapshot.objects.filter(scope=SnapshotScope.HOUSE)


def weeks_of_metric(metric: MetricDefinition, *, on: date) -> list[MetricSnapshot]:
    """The whole house's weeks of one metric, newest first."""
    return list(of_house().filter(metric=metric).since(mondays(on)[0]).order_by("-week_on", "currency"))


def _value(row: dict) -> float | None:
    key, met, of = row["metric__key"], row["met"], row["of"]
    if key in OF_THE_HOUSE:
        return row["value"]
    if key == "throughput":
        return met
    return met / of if met is not None and of and of > 0 else None
