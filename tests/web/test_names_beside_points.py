"""Names beside points: none lies over another, a point or its bar, however close the points lie."""

import itertools
import random
import re

from dataops.web import marks
from dataops.web.marks.names import Box, Named, places_of

ROOM = Box(0, 0, 600, 260)


def point(name: str, x: float, y: float, half: float = 20) -> Named:
    return Named(name, x, y, Box(x - 5, y - half, x + 5, y + half))


def test_a_name_stands_to_the_right_of_its_point():
    (place,) = places_of([point("Harbor", 100, 100)], ROOM, aside=460)

    assert (place.x, place.y) == (109, 104)
    assert not place.is_apart


def test_a_name_that_would_leave_the_picture_stands_to_the_left():
    (place,) = places_of([point("A very long name of a vendor", 500, 100)], ROOM, aside=460)

    assert place.box.right < 500


def test_no_name_lies_over_a_name_or_a_point():
    chance = random.Random(5)
    for count in (2, 5, 12, 16):
        points = [
            point(f"Vendor {number}", chance.uniform(60, 400), chance.uniform(60, 200))
            for number in range(count)
        ]
        boxes = [place.box for place in places_of(points, ROOM, aside=460)]

        assert not any(one.meets(two) for one, two in itertools.combinations(boxes, 2))
        assert not any(box.meets(one.drawn) for box in boxes for one in points)


def test_without_room_beside_it_a_name_stands_apart_with_a_line():
    spots = [marks.Spot(f"Vendor {number}", 0.5, 0.9, 0.8, 1.0) for number in range(9)]
    axis = marks.Axis(0, 1, "0", "1", "cost")

    svg = marks.scatter(spots, axis, axis, label="words")

    feet = [float(y) for y in re.findall(r'<text class="scatter__name" x="[\d.]+" y="([\d.]+)"', svg)]
    assert len(feet) == 9
    assert 'class="scatter__line"' in svg
    assert all(later - earlier >= 12 for earlier, later in itertools.pairwise(sorted(feet)[-3:]))
