"""Forecast dates on a shared calendar: P50 to P85 against the day that was promised."""

from collections.abc import Iterator
from datetime import date

from django.utils.safestring import SafeString

from dataops.web.marks.interval import whisker
from dataops.web.marks.svg import NO_DATA, Scale, dot, svg, text, upright

LABEL_ROOM = 18


def month_starts(start: date, end: date) -> Iterator[date]:
    """The first days of months from start to end."""
    day = start.replace(day=1)
    while day <= end:
        if day >= start:
            yield day
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def calendar_scale(start: date, end: date, left: float, right: float) -> Scale:
    return Scale(start.toordinal(), end.toordinal(), left, right)


def date_strip(
    p50: date | None,
    p85: date | None,
    due: date | None,
    *,
    start: date,
    end: date,
    today: date,
    done: date | None = None,
    width: int = 220,
    height: int = 20,
    tone: str = "",
    label: str = "",
) -> SafeString:
    """One row of the portfolio: dot P50, cap P85, tick the due date; a delivered program is a dot alone."""
    if done is None and p50 is None:
        return NO_DATA
    x = calendar_scale(start, end, 4, width - 4)
    middle = height / 2
    parts = [upright("mark__grid", x(month.toordinal()), 0, height) for month in month_starts(start, end)]
    parts.append(upright("mark__today", x(today.toordinal()), 0, height))
    if done is None and p50 is not None:
        parts += _forecast(x, p50, p85, middle)
        if due is not None:
            parts.append(upright("mark__tick", x(due.toordinal()), 1, height - 1))
    where = done or p50
    if where is not None:
        parts.append(dot("mark__dot", x(where.toordinal()), middle, 3.6))
    return svg("mark", width, height, parts, tone=tone, label=label)


def _forecast(x: Scale, p50: date, p85: date | None, middle: float) -> list[str]:
    if p85 is None:
        return []
    end = x(p85.toordinal())
    return [whisker(x(p50.toordinal()), end, middle), upright("mark__cap", end, middle - 4, middle + 4)]


def date_axis(start: date, end: date, *, width: int = 220, height: int = 14) -> SafeString:
    """The names of the months, once, in the column's head."""
    x = calendar_scale(start, end, 4, width - 4)
    parts = [
        text("axis__text", x(month.toordinal()) + 2, height - 3, f"{month:%b}")
        for month in month_starts(start, end)
        if x(month.toordinal()) < width - LABEL_ROOM
    ]
    return svg("axis", width, height, parts)
