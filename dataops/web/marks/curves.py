"""Sums over time: lines, a cone of what may come, uprights for days that matter. The numbers are in a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import escape
from django.utils.safestring import SafeString

from dataops.web.marks.dates import calendar_scale, month_starts
from dataops.web.marks.svg import NO_DATA, Scale, at, drawn, level, text, upright

WIDTH, HEIGHT, TOP, FOOT, LEFT, RIGHT = 860, 280, 20, 24, 58, 66
ROOM = 40
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Curve:
    """A line through days and amounts; `steps` keeps each amount until the next day. Its name stands at its end."""

    css: str
    points: Sequence[tuple[date, float]]
    name: str = ""
    is_stepped: bool = False


@dataclass(frozen=True)
class Cone:
    """From low to high on each day."""

    points: Sequence[tuple[date, float, float]]


def curves(
    lines: Sequence[Curve],
    *,
    write,
    cone: Cone | None = None,
    today: date | None = None,
    due: date | None = None,
    label: str = "",
) -> SafeString:
    """`write` says an amount in words, for the axis."""
    points = [point for line in lines for point in line.points]
    if not points:
        return NO_DATA
    beyond = [(day, high) for day, _, high in cone.points] if cone else []
    days = [day for day, _ in [*points, *beyond]] + [day for day in (today, due) if day]
    x = calendar_scale(min(days), max(days), LEFT, WIDTH - RIGHT)
    most, step = _rounded(max(amount for _, amount in [*points, *beyond]))
    y = Scale(0, most, HEIGHT - FOOT, TOP)
    parts = [*_axes(x, y, min(days), max(days), most, step, write)]
    if cone and cone.points:
        parts.append(_cone(x, y, cone))
    for css, day in (("curves__today", today), ("curves__due", due)):
        if day is not None:
            parts.append(upright(css, x(day.toordinal()), TOP, HEIGHT - FOOT))
    parts += [_line(x, y, line) for line in lines if line.points]
    parts += _names(x, y, lines)
    frame = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return drawn(
        f'<svg class="curves" {frame} role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _rounded(most: float) -> tuple[float, float]:
    """The axis ends at a round amount, in at most five steps."""
    if most <= 0:
        return 1.0, 1.0
    scale = 10.0 ** (len(str(int(most))) - 1)
    step = next(part * scale for part in (each / 5 for each in STEPS) if part * scale * 5 >= most)
    return step * 5, step


def _axes(x: Scale, y: Scale, first: date, last: date, most: float, step: float, write) -> list[str]:
    parts, amount = [], 0.0
    while amount <= most * 1.001:
        parts.append(level("curves__grid", y(amount), LEFT, WIDTH - RIGHT))
        words = escape(write(amount))
        parts.append(
            f'<text class="axis__text" x="{LEFT - 6}" y="{at(y(amount) + 4)}" text-anchor="end">{words}</text>'
        )
        amount += step
    free = 0.0
    for month in month_starts(first, last):
        left = x(month.toordinal())
        if left >= free:
            parts.append(upright("curves__month", left, HEIGHT - FOOT, HEIGHT - FOOT + 4))
            parts.append(
                text("axis__text", left, HEIGHT - 6, f"{month:%b}" if month.month > 1 else f"{month:%b %Y}")
            )
            free = left + ROOM
    return parts


def _line(x: Scale, y: Scale, line: Curve) -> str:
    path, before = [], None
    for day, amount in line.points:
        if line.is_stepped and before is not None:
            path.append(f"{at(x(day.toordinal()))},{at(y(before))}")
        path.append(f"{at(x(day.toordinal()))},{at(y(amount))}")
        before = amount
    return f'<polyline class="curves__line {line.css}" points="{" ".join(path)}"/>'


def _cone(x: Scale, y: Scale, cone: Cone) -> str:
    up = [f"{at(x(day.toordinal()))},{at(y(high))}" for day, _, high in cone.points]
    down = [f"{at(x(day.toordinal()))},{at(y(low))}" for day, low, _ in reversed(cone.points)]
    return f'<polygon class="curves__cone" points="{" ".join([*up, *down])}"/>'


def _names(x: Scale, y: Scale, lines: Sequence[Curve]) -> list[str]:
    """Beside the end of each line; a name that would lie over another one moves down."""
    parts, taken = [], []
    ends = [(line, *line.points[-1]) for line in lines if line.points and line.name]
    for line, day, amount in sorted(ends, key=lambda end: -end[2]):
        down = y(amount) + 4
        while any(abs(down - other) < 13 for other in taken):
            down += 13
        taken.append(down)
        parts.append(text(f"curves__name {line.css}", x(day.toordinal()) + 6, down, line.name))
    return parts
