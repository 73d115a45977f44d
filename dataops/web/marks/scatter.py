"""Points with their uncertainty between two figures: a dot, its interval as an upright bar, its name beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from dataops.web.marks.names import LINE, Box, Named, Place, places_of
from dataops.web.marks.svg import NO_DATA, Scale, at, dot, leader, level, svg, text, upright

LEFT, RIGHT, TOP, BOTTOM = 46, 150, 10, 30
ASIDE = 16  # from the edge of the plot to the names that stand apart


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
    spots: Sequence[Spot], across: Axis, up: Axis, *, width: int = 600, height: int = 260, label: str = ""
) -> SafeString:
    """Draw the points; a name without room beside its point stands at the edge, with a line between."""
    if not spots:
        return NO_DATA
    height = max(height, int(len(spots) * (LINE + 3)) + TOP + BOTTOM)
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
    points = [_named(spot, x, y) for spot in sorted(spots, key=lambda spot: -spot.up)]
    room = Box(LEFT + 4, TOP + LINE, width - 4, floor - 2)
    names = places_of(points, room, aside=width - RIGHT + ASIDE)
    for point, place in zip(points, names, strict=True):
        parts += _drawn(point, place)
    return svg("scatter", width, height, parts, label=label)


def _named(spot: Spot, x: Scale, y: Scale) -> Named:
    left, middle = x(spot.across), y(spot.up)
    highest, lowest = (
        y(spot.up if spot.high is None else spot.high),
        y(spot.up if spot.low is None else spot.low),
    )
    drawn = Box(left - 5, min(highest, middle - 5), left + 5, max(lowest, middle + 5))
    return Named(spot.name, left, middle, drawn)


def _drawn(point: Named, place: Place) -> list[str]:
    parts = []
    if point.drawn.bottom - point.drawn.top > 2 * 5:
        parts.append(upright("scatter__bar", point.x, point.drawn.top, point.drawn.bottom))
    parts.append(dot("scatter__dot", point.x, point.y, 4.5))
    if place.is_apart:
        parts.append(leader("scatter__line", point.x + 6, point.y, place.x - 3, place.y - 4))
    return [*parts, text("scatter__name", place.x, place.y, point.name)]
