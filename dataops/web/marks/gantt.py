"""A plan over time: bars and diamonds are the forecast, thin ticks the first promise, thick ticks the due date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString

from dataops.web.marks.dates import calendar_scale, month_starts
from dataops.web.marks.svg import NO_DATA, Scale, at, drawn, level, rect, text, upright

TOP, ROW = 26, 34
LABEL = 52  # what a day's name takes on the axis, with air around it
WEEKS_AT_MOST = 40
ABOUT = (
    '<title id="gantt-t">Plan timeline</title><desc id="gantt-d">Bars show the current forecast, thin lines the '
    "baseline, whiskers the P50 to P85 range. The same dates are in the table below.</desc>"
)


@dataclass(frozen=True)
class GanttRow:
    """One task or milestone. A milestone has no start; ``needs`` are the places of earlier rows."""

    ends: date
    starts: date | None = None
    p85: date | None = None
    due: date | None = None
    first: date | None = None
    baseline: tuple[date, date] | None = None
    share_done: float = 0
    state: str = "idle"
    is_critical: bool = False
    needs: tuple[int, ...] = ()

    @property
    def is_milestone(self) -> bool:
        return self.starts is None

    @property
    def css(self) -> str:
        return f"is-{self.state}{' is-crit' if self.is_critical else ''}"


def gantt(rows: Sequence[GanttRow], *, start: date, end: date, today: date, width: int = 860) -> SafeString:
    """Draw the plan between two days; names of the rows are HTML beside it, 34 px each."""
    if not rows:
        return NO_DATA
    height = ROW * len(rows) + TOP
    x = calendar_scale(start, end, 6, width - 6)
    parts = [*_axis(x, start, end, today, width, height)]
    parts += [level("gantt__row", TOP + ROW * (place + 1) - 0.5, 0, width) for place in range(len(rows))]
    parts += _today(x(today.toordinal()), height) if start <= today <= end else []
    for place, row in enumerate(rows):
        for earlier in row.needs:
            parts += _arrow(x, rows, earlier, place)
    for place, row in enumerate(rows):
        parts += (
            _milestone(x, row, TOP + ROW * place) if row.is_milestone else _bar(x, row, TOP + ROW * place)
        )
    frame = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    heading = f'<svg class="gantt__svg" {frame} role="img" aria-labelledby="gantt-t gantt-d">'
    return drawn(f"{heading}{ABOUT}{''.join(parts)}</svg>")


def _axis(x: Scale, start: date, end: date, today: date, width: int, height: int) -> Iterator[str]:
    """A line for every week, or month of a long plan; a name wherever one fits beside the last and today."""
    box, free = x(today.toordinal()), 0.0
    for day, words in _ticks(start, end):
        left = x(day.toordinal())
        yield upright("gantt__week", left, 18, height)
        if left >= free and left <= width - LABEL and not box - LABEL - 22 < left < box + 22:
            yield text("axis__text", left + 3, 14, words)
            free = left + LABEL


def _ticks(start: date, end: date) -> Iterator[tuple[date, str]]:
    if (end - start).days > 7 * WEEKS_AT_MOST:
        for first in month_starts(start, end):
            yield first, f"{first:%b %Y}"
        return
    monday = start + timedelta(days=-start.weekday() % 7)
    while monday <= end:
        yield monday, f"{monday.day} {monday:%b}"
        monday += timedelta(days=7)


def _today(left: float, height: int) -> list[str]:
    return [
        upright("gantt__today", left, 16, height),
        rect("gantt__todaybox", left - 22, 2, 44, 15, 3),
        f'<text class="gantt__todaytext" x="{at(left)}" y="13" text-anchor="middle">today</text>',
    ]


def _whisker(x: Scale, row: GanttRow, middle: float) -> list[str]:
    if row.p85 is None:
        return []
    left, right = x(row.ends.toordinal()), x(row.p85.toordinal())
    return [
        rect(f"gantt__whisker {row.css}", left, middle - 2.5, max(2, right - left), 5, 2.5),
        upright(f"gantt__cap {row.css}", right, middle - 5, middle + 5),
    ]


def _milestone(x: Scale, row: GanttRow, top: float) -> list[str]:
    left, middle = x(row.ends.toordinal()), top + 14
    parts = [*_whisker(x, row, middle), *_promises(x, row, top)]
    corners = ((left, middle - 6), (left + 6, middle), (left, middle + 6), (left - 6, middle))
    path = " L".join(f"{at(across)},{at(down)}" for across, down in corners)
    return [*parts, f'<path class="gantt__ms {row.css}" d="M{path} Z"/>']


def _bar(x: Scale, row: GanttRow, top: float) -> list[str]:
    left, right = x((row.starts or row.ends).toordinal()), x(row.ends.toordinal())
    parts = [rect(f"gantt__bar {row.css}", left, top + 8, max(3, right - left), 12, 2)]
    if row.share_done:
        parts.append(
            rect(f"gantt__done {row.css}", left, top + 8, (right - left) * min(1, row.share_done), 12, 2)
        )
    parts += _whisker(x, row, top + 14)
    if row.baseline:
        first, last = row.baseline
        parts.append(level("gantt__base", top + 25, x(first.toordinal()), x(last.toordinal())))
    return [*parts, *_promises(x, row, top)]


def _promises(x: Scale, row: GanttRow, top: float) -> list[str]:
    """A thin tick where it was first promised, tied to the thick one where it is due now."""
    parts = []
    if row.first is not None and row.due is not None and row.first != row.due:
        first, due = x(row.first.toordinal()), x(row.due.toordinal())
        parts += [upright("gantt__first", first, top + 20, top + 30)]
        parts += [level("gantt__base", top + 25, min(first, due), max(first, due))]
    if row.due is not None:
        parts.append(upright("gantt__due", x(row.due.toordinal()), top + 3, top + ROW - 5))
    return parts


def _arrow(x: Scale, rows: Sequence[GanttRow], earlier: int, later: int) -> list[str]:
    """From the end of one row to the start of another, around the bars between."""
    before, after = rows[earlier], rows[later]
    css = "gantt__dep is-crit" if before.is_critical and after.is_critical else "gantt__dep"
    left = x(before.ends.toordinal()) + (5 if before.is_milestone else 0)
    right = x((after.starts or after.ends).toordinal()) - (6 if after.is_milestone else 1)
    top, bottom = TOP + ROW * earlier + 14, TOP + ROW * later + 14
    if right >= left + 10:
        bend = f"H{at(left + 6)} V{bottom}"
    else:
        gap = TOP + ROW * (later if later > earlier else later + 1) - 0.5
        bend = f"H{at(left + 6)} V{at(gap)} H{at(right - 8)} V{bottom}"
    head = f"M{at(right - 4)},{bottom - 3} L{at(right)},{bottom} L{at(right - 4)},{bottom + 3} Z"
    return [
        f'<path class="{css}" d="M{at(left)},{top} {bend} H{at(right - 3)}"/>',
        f'<path class="{css} is-head" d="{head}"/>',
    ]
