"""Every figure is kept once a week, with what it was made from."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from programs.models import MetricDefinition, MetricSnapshot
from programs.operations.metric import keep_built_in
from programs.reports.snapshots import WEEK, read_week, row_of, rows_of
from programs.rules.week import week_of

CATCH_UP = 12  # weeks that the clock may have missed and that are taken later
AT_ONCE = 2_000
COUNTED_THEN = (
    "coverage",
    "backlog",
)  # of these nobody can say later what they were: the last open count stays


@transaction.atomic
def take_due(*, at: datetime) -> int:
    """Take this week as it stands, and for good every week that is over and was not; say how many weeks."""
    this_week = week_of(at.date())
    frozen = MetricSnapshot.objects.filter(is_frozen=True).aggregate(last=Max("week_on"))["last"]
    begun = MetricSnapshot.objects.aggregate(last=Max("week_on"))["last"]
    first = (frozen + WEEK) if frozen else (begun or this_week)
    week_on = max(first, this_week - CATCH_UP * WEEK)
    taken = 0
    while week_on <= this_week:
        take_week(week_on, at=at)
        week_on, taken = week_on + WEEK, taken + 1
    return taken


@transaction.atomic
def take_week(week_on: date, *, at: datetime) -> int:
    """Write the figures of that week; again replaces them until the week is over. A frozen week stays."""
    one_at_a_time("programs.metric_snapshots")
    keep_built_in()
    of_week = MetricSnapshot.objects.filter(week_on=week_on)
    if of_week.filter(is_frozen=True).exists():
        return 0
    metrics = dict(MetricDefinition.objects.kept().values_list("key", "pk"))
    week = read_week(week_on, at=at)
    counted = of_week.filter(metric__key__in=COUNTED_THEN, value__isnull=False)
    seen = set() if week.is_now else set(counted.values_list("metric__key", flat=True))
    rows = [
        row_of(key, found, currency, metrics=metrics, week=week, at=at)
        for key, found, currency in rows_of(week)
        if key.metric in metrics and key.metric not in seen
    ]
    of_week.exclude(metric__key__in=seen).delete()
    of_week.update(is_frozen=not week.is_now)
    MetricSnapshot.objects.bulk_create(rows, batch_size=AT_ONCE)
    if not week.is_now:
        record("metric.week_frozen", None, actor=None, week=week_on.isoformat(), figures=len(rows))
    return len(rows)
