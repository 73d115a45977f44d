"""Bars of a distribution over days, with the percentiles that a forecast names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from dataops.web.marks.dates import calendar_scale
from dataops.web.marks.svg import NO_DATA, at, drawn, level, rect, text, upright

WIDTH, HEIGHT, TOP, FOOT = 560, 190, 34, 22
ROOM = 46  # what a word takes on the axis


@dataclass(frozen=True)
class DayBar:
    """A share of all from one day to another."""

    first: date
    last: date
    share: float


def distribution(
    bars: Sequence[DayBar], *, marks: Sequence[tuple[str, date]], due: date | None = None, label: str = ""
) -> SafeString:
    """How the shares lie over the days; an upright for each named percentile, a thick one for the due date."""
    if not bars:
        return NO_DATA
    shown = [bars[0].first, bars[-1].last, *(day for _, day in marks), *([due] if due else [])]
    x = calendar_scale(min(shown), max(shown), 14, WIDTH - 30)
    floor, most = HEIGHT - FOOT, max(bar.share for bar in bars) or 1
    parts = [level("dist__floor", floor + 0.5, 0, WIDTH)]
    for bar in bars:
        tall = bar.share / most * (floor - TOP - 8)
        left, right = x(bar.first.toordinal() - 0.5), x(bar.last.toordinal() + 0.5)
        parts.append(rect("dist__bar", left, floor - tall, max(1, right - left - 1), tall))
    parts += _named(x, marks, floor)
    if due is not None:
        parts.append(upright("dist__due", x(due.toordinal()), TOP, floor))
    for day in (min(shown), max(shown)):
        parts.append(text("axis__text", max(0, x(day.toordinal()) - 14), HEIGHT - 6, f"{day.day} {day:%b}"))
    frame = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return drawn(f'<svg class="dist" {frame} role="img" aria-label="{label}">{"".join(parts)}</svg>')


def _named(x, marks: Sequence[tuple[str, date]], floor: float) -> list[str]:
    """Words that would lie over one another take the second line."""
    parts, free = [], -100.0
    for words, day in marks:
        left = x(day.toordinal())
        line = 12 if left >= free else 26
        free = left + ROOM if line == 12 else free
        parts.append(upright("dist__mark", left, line + 4, floor))
        parts.append(f'<text class="dist__text" x="{at(left + 3)}" y="{at(line)}">{words}</text>')
    return parts
