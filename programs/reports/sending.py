"""When a view is due next: an hour of somebody's own day, through changes of clocks and short months."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from programs.choices import Every


def next_moment(*, every: str, day: int, hour: int, zone: str, after: datetime) -> datetime:
    """The first such hour after that moment, in UTC; the 31st of a shorter month is its last day."""
    here = ZoneInfo(zone)
    on = after.astimezone(here).date()
    for _ in range(3):
        on = _day_from(on, every, day)
        moment = datetime.combine(on, time(hour), here).astimezone(UTC)
        if moment > after:
            return moment
        on += timedelta(days=1)
    raise ValueError(f"no {every} has a day {day}")


def _day_from(on: date, every: str, day: int) -> date:
    """That day or the next one of its week or month."""
    if every == Every.WEEK:
        return on + timedelta(days=(day - 1 - on.weekday()) % 7)
    this = on.replace(day=min(day, monthrange(on.year, on.month)[1]))
    if this >= on:
        return this
    first = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))
