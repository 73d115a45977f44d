"""Alerts as they are read: the newest week beside the bound, the sentence, and the need on a home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from dataops.work.needs import Need, Urgency
from programs import permissions
from programs.choices import Beyond, Bound
from programs.models import MetricSnapshot, Watch
from programs.rules import written

NEWEST = timedelta(weeks=2)


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
