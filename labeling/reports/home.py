"""The home of a labeler: their own pace, and what is open for their team. Nothing of anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.urls import reverse

from dataops.web.templatetags.formats import duration, number, plural_of
from dataops.work.home import Tile
from labeling.choices import Source
from labeling.models import Annotation
from labeling.reports.workspace import PACE_OF, waiting_for
from vendors.models import Worker

DAYS = 14


def labeler_tiles(user, *, at: datetime) -> list[Tile]:
    worker = Worker.objects.of_user(user).first()
    if worker is None:
        return []
    days = _by_day(worker, on=at.date())
    return [_today(days), _week(days), _usual(worker), _open(worker, at)]


def _by_day(worker: Worker, *, on: date) -> list[int]:
    """Answers given in the workspace on each of the last fourteen days (UTC), today last."""
    first = on - timedelta(days=DAYS - 1)
    since = datetime.combine(first, time(), tzinfo=UTC)
    given = Annotation.objects.filter(worker=worker, source=Source.WORKSPACE, labeled_at__gte=since)
    rows = (
        given.annotate(day=TruncDate("labeled_at", tzinfo=UTC))
        .order_by()
        .values_list("day")
        .annotate(n=Count("pk"))
    )
    counted = dict(rows)
    return [counted.get(first + timedelta(days=offset), 0) for offset in range(DAYS)]


def _today(days: Sequence[int]) -> Tile:
    worked = [count for count in days[:-1] if count]
    detail = (
        f"{number(median(worked), 0)} on a usual day"
        if worked
        else "None at the desk in the two weeks before"
    )
    return Tile("today", "Answers today", number(days[-1]), "", detail, reverse("labeling:queue"))


def _week(days: Sequence[int]) -> Tile:
    week, worked = sum(days[-7:]), len([count for count in days[-7:] if count])
    detail = f"on {plural_of(worked, 'day,days')}" if worked else "None at the desk in these seven days"
    series = tuple(days) if any(days) else ()
    url = reverse("labeling:queue")
    return Tile("week", "In seven days", number(week), "", detail, url, series=series)


def _usual(worker: Worker) -> Tile:
    last = Annotation.objects.filter(worker=worker, source=Source.WORKSPACE).order_by("-pk")[:PACE_OF]
    seconds = [row.seconds for row in last if row.seconds is not None]
    url = reverse("labeling:queue")
    if not seconds:
        return Tile("pace", "Time for an item", None, "", "No answer was timed yet", url)
    detail = f"middle of your last {len(seconds)}"
    return Tile("pace", "Time for an item", duration(median(seconds)), "", detail, url)


def _open(worker: Worker, at: datetime) -> Tile:
    waiting = waiting_for(worker, at=at)
    detail = f"in {plural_of(len(waiting), 'project,projects')}" if waiting else "What arrives appears below"
    count = number(sum(row.open for row in waiting))
    return Tile("open", "Open for your team", count, "", detail, reverse("labeling:queue"))
