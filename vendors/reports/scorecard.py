"""A vendor's month, counted from the records. No activity is no score, never a zero or a hundred."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from dataops.stats.combined import weighted_sum
from dataops.stats.intervals import effective_groups, wilson_bounds
from dataops.stats.results import Estimate, Reason
from vendors.choices import Criterion, DeliveryState, EvidenceMetric
from vendors.models import Delivery, Evidence, LedgerEntry, Vendor

WEIGHTS = {Criterion.QUALITY: 40, Criterion.DELIVERY: 25, Criterion.ACCEPTANCE: 20, Criterion.COST: 15}
# From which score on a band begins; together they cover 0 to 100, both ends included.
BANDS = (
    (85, "ok", "Meets expectations"),
    (70, "warn", "Below expectations"),
    (0, "bad", "Far below expectations"),
)
NOT_COMPARABLE = "not_comparable"
SEVERAL_MONEYS = "several_moneys"
OTHERS_NEEDED = 2  # with a single other vendor, the comparison would tell its price


@dataclass(frozen=True)
class Line:
    """One criterion: the counts, the value with its interval, and points from 0 to 100 that it earns."""

    criterion: str
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    points: float | None = None
    weight: float = 0
    weight_used: float = 0

    @property
    def points_range(self) -> tuple[float, float] | None:
        """The points at both ends of the interval. A price is known exactly."""
        if self.points is None:
            return None
        if self.low is None or self.high is None:
            return self.points, self.points
        return 100 * self.low, 100 * self.high


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month_on: date) -> date:
    return month_of(month_on + timedelta(days=31))


def month_lines(vendor: Vendor, month_on: date) -> list[Line]:
    """The four criteria. Those without data give their weight to the others, in proportion."""
    window = (month_on, month_after(month_on) - timedelta(days=1))
    lines = [
        _quality(vendor, window),
        on_time(vendor.deliveries.all(), window),
        accepted_at_once(vendor.deliveries.all(), window),
        _cost(vendor, window),
    ]
    known = sum(WEIGHTS[line.criterion] for line in lines if line.points is not None)
    return [
        replace(
            line,
            weight=WEIGHTS[line.criterion],
            weight_used=100 * WEIGHTS[line.criterion] / known if line.points is not None else 0,
        )
        for line in lines
    ]


def score_of(lines: Iterable[Line]) -> float | None:
    """The weighted points, or None when no criterion has data."""
    known = [line for line in lines if line.points is not None]
    return sum(line.points * line.weight_used for line in known) / 100 if known else None


def score_range(lines: Iterable[Line]) -> tuple[float, float] | None:
    """An interval for the score from those of its parts, taken as independent."""
    known = [
        (line.weight_used / 100, Estimate(line.points, None, *line.points_range, None, 1))
        for line in lines
        if line.points_range
    ]
    found = weighted_sum(known, lowest=0.0, highest=100.0)
    return None if found.ci_low is None or found.ci_high is None else (found.ci_low, found.ci_high)


def band(score: float | None) -> tuple[str, str]:
    """The status shape and the words for a score."""
    if score is None:
        return "idle", "No data"
    return next((tone, words) for start, tone, words in BANDS if score >= start)


def _share(criterion: Criterion, good: int, total: int, trials: int) -> Line:
    """A share whose interval rests on `trials` independent decisions."""
    if not total:
        return Line(criterion, reason=Reason.EMPTY.value)
    value = good / total
    low, high = wilson_bounds(value, trials)
    return Line(criterion, good, total, value, low, high, points=100 * value)


def _quality(vendor: Vendor, window: tuple[date, date]) -> Line:
    counted = Evidence.objects.filter(
        vendor=vendor, metric=EvidenceMetric.GOLD_ACCURACY, measured_on__range=window
    ).aggregate(good=Sum("numerator"), total=Sum("denominator"))
    total = counted["total"] or 0
    return _share(Criterion.QUALITY, counted["good"] or 0, total, total)


def on_time(deliveries: QuerySet[Delivery], window: tuple[date, date]) -> Line:
    """Deliveries that came in these days, and how many by the day they were due."""
    counted = (
        deliveries.annotate(delivered_on=TruncDate("delivered_at"))
        .filter(delivered_on__range=window)
        .aggregate(good=Count("pk", filter=Q(delivered_on__lte=F("due_on"))), total=Count("pk"))
    )
    return _share(Criterion.DELIVERY, counted["good"], counted["total"], counted["total"])


def accepted_at_once(deliveries: QuerySet[Delivery], window: tuple[date, date]) -> Line:
    """Units accepted at the first attempt. A batch is decided as a whole, so the interval counts batches."""
    counted = (
        deliveries.filter(attempt=1)
        .exclude(state=DeliveryState.RECEIVED)
        .annotate(decided_on=TruncDate("decided_at"))
        .filter(decided_on__range=window)
        .aggregate(
            good=Sum("units", filter=Q(state=DeliveryState.ACCEPTED)),
            total=Sum("units"),
            squares=Sum(F("units") * F("units")),
        )
    )
    total = counted["total"] or 0
    batches = effective_groups(total, counted["squares"]) if total else 0
    return _share(Criterion.ACCEPTANCE, counted["good"] or 0, total, batches)


def _cost(vendor: Vendor, window: tuple[date, date]) -> Line:
    """What was paid, against the same units at the median price of the other vendors on that work."""
    prices = unit_prices(window)
    spent = usual = Decimal(0)
    moneys = set()
    for (who, work), (units, amount) in prices.items():
        others = [
            paid / count for (other, same), (count, paid) in prices.items() if other != who and same == work
        ]
        if who == vendor.pk and len(others) >= OTHERS_NEEDED:
            spent, usual = spent + amount, usual + units * median(others)
            moneys.add(work[-1])
    if len(moneys) > 1:
        return Line(Criterion.COST, reason=SEVERAL_MONEYS)
    if not usual:
        return Line(Criterion.COST, reason=NOT_COMPARABLE)
    ratio = float(spent / usual)
    points = min(100.0, 100 / ratio) if ratio else 100.0
    return Line(Criterion.COST, float(spent), float(usual), ratio, points=points)


def unit_prices(window: tuple[date, date]) -> dict[tuple[int, tuple[str, ...]], tuple[int, Decimal]]:
    """Accepted units and what they cost, by vendor and kind of work, which ends in its currency."""
    rows = (
        LedgerEntry.objects.annotate(entered_on=TruncDate("entered_at"))
        .filter(entered_on__range=window)
        .values_list(
            "vendor_id", "work_order__rate_line__task_type", "work_order__rate_line__unit", "currency"
        )
        .annotate(units=Sum("units"), amount=Sum("amount"))
        .order_by()
    )
    return {(vendor, tuple(work)): (units, amount) for vendor, *work, units, amount in rows if units > 0}
