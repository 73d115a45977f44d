"""Alerts as they are read: the newest week beside the bound, the sentence, and the need on a home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from dataops.base.verdicts import ALLOWED, Verdict, denied
from dataops.work.needs import Need, Urgency
from programs import permissions
from programs.choices import Beyond, Bound, SnapshotScope
from programs.models import MetricDefinition, MetricSnapshot, Watch
from programs.reports.facts import FLOWS
from programs.reports.snapshots import STANDING, STANDING_NOW
from programs.reports.trends import OF_THE_HOUSE
from programs.rules import written

NEWEST = timedelta(weeks=2)
BY_PROGRAM = (*STANDING, *STANDING_NOW)
TOLD = (*FLOWS, *BY_PROGRAM, *OF_THE_HOUSE)  # of these a figure is kept every week


def newest_of(watches: Sequence[Watch]) -> dict[int, MetricSnapshot]:
    """The newest week with a value that each alert is about."""
    rows = MetricSnapshot.objects.filter(
        metric__in={watch.metric_id for watch in watches}, scope__in={watch.scope for watch in watches}
    ).filter(value__isnull=False)
    newest: dict[tuple[object, ...], MetricSnapshot] = {}
    latest = rows.order_by(
        "metric", "scope", "program", "organisation", "portfolio", "-week_on", "currency"
    ).distinct("metric", "scope", "program", "organisation", "portfolio")
    for row in latest:
        newest[_key(row)] = row
    return {watch.pk: newest[_key(watch)] for watch in watches if _key(watch) in newest}


def _key(row: Watch | MetricSnapshot) -> tuple[object, ...]:
    return row.metric_id, row.scope, row.program_id, row.organisation_id, row.portfolio_id


def can_be_told(metric: MetricDefinition, scope: str) -> Verdict:
    """Whether a figure of this metric is kept for such a thing at all: else nobody would ever be told."""
    if metric.key not in TOLD:
        return denied(f"No figure of {metric.name} is kept by week: choose another metric.")
    if metric.key in OF_THE_HOUSE and scope != SnapshotScope.HOUSE:
        return denied(f"{metric.name} is kept for the whole house only.")
    if metric.key in BY_PROGRAM and scope == SnapshotScope.VENDOR:
        return denied(f"{metric.name} is kept by program, not by vendor.")
    return ALLOWED


def state_of(watch: Watch, week: MetricSnapshot | None) -> tuple[str, str]:
    """A shape and a word: what was told, or how the newest week lies; nothing known is no green."""
    if not watch.metric.is_kept or week is None:
        return "idle", "No data"
    if watch.is_firing or is_beyond(watch, week):
        return "bad", "Beyond"
    return "ok", "Within"


def is_beyond(watch: Watch, week: MetricSnapshot) -> bool:
    """By the whole interval, where there is one, or by the value alone, as the alert says."""
    low = high = week.value
    if watch.by == Bound.INTERVAL and week.low is not None and week.high is not None:
        low, high = week.low, week.high
    bound = float(watch.bound)
    return high < bound if watch.beyond == Beyond.BELOW else low > bound


def sentence_of(watch: Watch, value: float) -> str:
    unit = watch.metric.unit
    what = "with its whole interval" if watch.by == Bound.INTERVAL else "by its value"
    return (
        f"{watch.metric.name} of {watch.about} is {written(value, unit)}: {what} "
        f"{watch.get_beyond_display().split()[-1]} {written(float(watch.bound), unit)}"
    )


def watch_needs(user, *, at: datetime) -> Iterator[Need]:
    """What was given and did not come back yet."""
    if user.vendor_id is not None or not user.has_perm(permissions.SEE_LEADERSHIP):
        return
    seen = Watch.objects.visible_to(user).filter(removed_at=None, fired_at__isnull=False)
    yield from _needs(seen.select_related("metric", "program", "organisation", "portfolio").order_by("pk"))


def _needs(watches: Iterable[Watch]) -> Iterator[Need]:
    for watch in watches:
        yield Need(
            urgency=Urgency.DUE,
            title=f"{watch.metric.name} left its bound",
            why=sentence_of(watch, watch.fired_value or 0.0) + ".",
            url=reverse("programs:leadership-rows", args=[watch.metric.key]),
            action="Open the rows",
            meta=(str(watch.about),),
            since=watch.fired_at,
            tone="bad",
        )
