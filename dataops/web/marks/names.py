"""Where the names of points go, so that none lies over another name, a point or its bar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LETTER = 7.0  # what a letter of a mark takes in width, on the generous side
LINE = 13.0  # what a name takes in height
GAP = 9.0  # between a point and its name
EDGE = 5.0  # from an end of a name to the middle of the point it lies over
RISE = 4.0  # from the middle of a line to its foot


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Named:
    """A point with its name, and all the room that is drawn for it."""

    name: str
    x: float
    y: float
    drawn: Box


@dataclass(frozen=True)
class Place:
    """Where a name begins and its foot stands; one that stands apart has a line to its point."""

    x: float
    y: float
    box: Box
    is_apart: bool = False


def places_of(points: Sequence[Named], room: Box, *, aside: float) -> list[Place]:
    """Beside its point where that is free, else in a column that begins at `aside`, in the order of the points."""
    taken = [point.drawn for point in points]
    found: dict[int, Place] = {}
    for number, point in enumerate(points):
        for place in _beside(point):
            if room.holds(place.box) and not any(place.box.meets(box) for box in taken):
                found[number] = place
                taken.append(place.box)
                break
    column = [box for box in taken if box.right > aside]
    for number in sorted(set(range(len(points))) - set(found), key=lambda number: points[number].y):
        found[number] = _apart(points[number], column, aside)
        column.append(found[number].box)
    return [found[number] for number in range(len(points))]


def _beside(point: Named) -> Iterator[Place]:
    """To the right, to the left, then over or under all that is drawn of the point."""
    wide = LETTER * len(point.name)
    yield _place(point.x + GAP, point.y, wide)
    yield _place(point.x - GAP - wide, point.y, wide)
    for middle in (point.drawn.top - LINE / 2 - 2, point.drawn.bottom + LINE / 2 + 2):
        for left in (point.x - EDGE, point.x - wide / 2, point.x + EDGE - wide):
            yield _place(left, middle, wide)


def _apart(point: Named, column: Sequence[Box], aside: float) -> Place:
    """The highest free line that is not above the point."""
    wide, middle = LETTER * len(point.name), point.y
    place = _place(aside, middle, wide, is_apart=True)
    while any(place.box.meets(box) for box in column):
        middle += 1
        place = _place(aside, middle, wide, is_apart=True)
    return place


def _place(left: float, middle: float, wide: float, *, is_apart: bool = False) -> Place:
    box = Box(left, middle - LINE / 2, left + wide, middle + LINE / 2)
    return Place(left, middle + RISE, box, is_apart)
