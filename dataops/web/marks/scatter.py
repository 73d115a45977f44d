"""Points with their uncertainty between two figures: a dot, its interval as an upright bar, its name beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from dataops.web.marks.svg import NO_DATA, Scale, at, dot, level, svg, text, upright

LEFT, RIGHT, TOP, BOTTOM = 46, 120, 10, 30
LINE = 13  # what a name takes in height


@dataclass(frozen=True)
class Spot:
    """One point: `across` and `up` with its interval; the words of both axes are the caller's."""

    name: str
    across: float
    up: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Axis:
    """The ends of a scale with the words for them, and what it measures."""

    low: float
    high: float
    first: str
    last: str
    label: str


def scatter(
    spots: Sequence[Spot], across: Axis, up: Axis, *, width: int = 560, height: int = 260, label: str = ""
) -> SafeString:
    """Draw the points; names that would meet are moved apart, downwards."""
    if not spots:
        return NO_DATA
    x, y = Scale(across.low, across.high, LEFT, width - RIGHT), Scale(up.low, up.high, height - BOTTOM, TOP)
    floor = height - BOTTOM
    parts = [level("scatter__axis", floor, LEFT, width - RIGHT), upright("scatter__axis", LEFT, TOP, floor)]
    parts += [
        text("axis__text", LEFT, height - 14, across.first),
        f'<text class="axis__text" x="{at(width - RIGHT)}" y="{height - 14}" text-anchor="end">{across.last}</text>',
        text("axis__text", LEFT, height - 2, across.label),
        text("axis__text", 2, TOP + 8, up.last),
        text("axis__text", 2, floor, up.first),
        text("axis__text", LEFT + 6, TOP + 8, up.label),
    ]
    free = 0.0
    for spot in sorted(spots, key=lambda spot: -spot.up):
        left, middle = x(spot.across), y(spot.up)
        if spot.low is not None and spot.high is not None:
            parts.append(upright("scatter__bar", left, y(spot.high), y(spot.low)))
        parts.append(dot("scatter__dot", left, middle, 4.5))
        free = max(middle + 4, free)
        parts.append(text("scatter__name", left + 9, free, spot.name))
        free += LINE
    return svg("scatter", width, height, parts, label=label)
