"""What the figures of programs keep apart."""

from programs.charts import value
from programs.reports.leadership import Point
from programs.rules import Status


def test_codes_of_programs_that_lie_together_stand_apart():
    good = Status("on_track", "Good.")
    points = [
        Point("PRG-037", "One", good, 0.104, 0.196),
        Point("PRG-038", "Two", good, 0.108, 0.197),
        Point("PRG-022", "Far", good, -0.323, -0.16),
    ]

    (drawn,) = value(points).figure["data"]

    assert drawn["textposition"] == ["bottom center", "top center", "top center"]


def test_there_is_room_around_the_outermost_points():
    figure = value([Point("PRG-001", "One", Status("on_track", ""), 0.1, 0.2)]).figure

    low, high = figure["layout"]["xaxis"]["range"]
    assert low < 0 < 10 < high
