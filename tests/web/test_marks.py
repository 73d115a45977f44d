"""Marks are checked on their numbers: where the dot is, how long the whisker, what is said aloud."""

import itertools
import re
from datetime import date, timedelta

import pytest

from dataops.web import marks
from dataops.web.marks.svg import Scale, at


def attributes(svg: str, css: str) -> list[dict[str, str]]:
    """The attributes of every element of a class, in drawing order."""
    elements = re.findall(rf'<\w+ class="{css}(?: [^"]*)?"[^>]*>', svg)
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', element)) for element in elements]


def one(svg: str, css: str) -> dict[str, str]:
    (found,) = attributes(svg, css)
    return found


def test_scale_is_a_line_and_stops_at_its_ends():
    x = Scale(0, 10, 100, 200)

    assert [x(0), x(5), x(10), x(-3), x(42)] == [100, 150, 200, 100, 200]


def test_scale_without_a_length_is_its_middle():
    assert Scale(3, 3, 0, 10)(3) == 5


def test_coordinates_have_one_decimal_at_most():
    assert [at(12.0), at(12.04), at(12.26), at(-0.01)] == ["12", "12", "12.3", "0"]


def test_interval_puts_dot_whisker_and_tick_on_one_axis():
    svg = marks.interval(0.6, 0.7, 0.9, axis=(0.5, 1.0), target=0.8, width=110)

    assert one(svg, "mark__dot")["cx"] == "45"  # 5 + 0.4 × 100
    assert one(svg, "mark__whisker")["x"] == "25"
    assert one(svg, "mark__whisker")["width"] == "60"
    assert one(svg, "mark__tick")["x1"] == "65"


def test_interval_without_bounds_has_no_whisker():
    svg = marks.interval(None, 0.7, None)

    assert attributes(svg, "mark__whisker") == []
    assert len(attributes(svg, "mark__dot")) == 1


@pytest.mark.parametrize(
    "drawn",
    [
        marks.interval(None, None, None),
        marks.spark([]),
        marks.spark([None, None]),
        marks.meter(None, 50),
        marks.bars([None]),
        marks.pips(None),
        marks.lot(None, 7),
        marks.score(None, credit=80, target=85, bonus=90),
        marks.gantt([], start=date(2026, 1, 1), end=date(2026, 2, 1), today=date(2026, 1, 5)),
        marks.date_strip(
            None, None, None, start=date(2026, 1, 1), end=date(2026, 2, 1), today=date(2026, 1, 5)
        ),
    ],
)
def test_nothing_measured_is_said_in_words(drawn):
    assert drawn == marks.NO_DATA


def test_a_mark_alone_carries_its_words_escaped():
    svg = marks.meter(50, label='"><script>')

    assert 'role="img"' in svg
    assert "<script" not in svg
    assert 'aria-label="&quot;&gt;&lt;script&gt;"' in svg


def test_a_mark_beside_its_words_is_silent():
    assert 'aria-hidden="true"' in marks.meter(50)


def test_spark_ends_in_a_dot_at_the_last_value():
    svg = marks.spark([1, 3, 2], width=84, height=20)

    assert one(svg, "spark__line")["points"] == "3,17 41,3 79,10"
    assert (one(svg, "spark__dot")["cx"], one(svg, "spark__dot")["cy"]) == ("79", "10")


def test_a_gap_in_the_data_is_a_gap_in_the_line():
    svg = marks.spark([1, 2, None, 3, None, 4, 5])

    assert len(attributes(svg, "spark__line")) == 2
    assert len(attributes(svg, "spark__point")) == 1


def test_spark_of_one_value_is_a_dot():
    assert len(attributes(marks.spark([4]), "spark__dot")) == 1


def test_spark_makes_room_for_its_target():
    svg = marks.spark([1, 2], target=4, height=20)

    assert one(svg, "spark__target")["y1"] == "3"
    assert one(svg, "spark__dot")["cy"] == "12.3"


def test_meter_fills_by_share_and_stops_at_full():
    assert one(marks.meter(25, width=88), "meter__fill")["width"] == "22"
    assert one(marks.meter(140, width=88), "meter__fill")["width"] == "88"


def test_meter_shows_nothing_done_as_an_empty_bar():
    assert one(marks.meter(0, width=88), "meter__fill")["width"] == "0"


def test_bars_start_at_zero():
    heights = [bar["height"] for bar in attributes(marks.bars([1, 2, 4], height=22), "bars__bar")]

    assert heights == ["5", "10", "20"]


def test_pips_count():
    svg = marks.pips(3, 5)

    assert (len(attributes(svg, "pips__on")), len(attributes(svg, "pips__off"))) == (3, 2)


def test_a_lot_is_bad_from_the_first_defect_too_many():
    assert "lotmark is-ok" in marks.lot(7, 7)
    assert "lotmark is-bad" in marks.lot(8, 7)
    assert "8 defects, accept at 7, reject at 8" in marks.lot(8, 7)


def test_score_says_its_thresholds():
    svg = marks.score(84.3, credit=80, target=85, bonus=90, axis=(60, 100), width=240)

    assert 'aria-label="84.3, credit under 80, target 85, bonus from 90"' in svg
    assert one(svg, "hero__dot")["cx"] == "145.8"


def test_date_strip_draws_the_forecast_against_the_due_date():
    svg = marks.date_strip(
        date(2026, 1, 11),
        date(2026, 1, 21),
        date(2026, 1, 16),
        start=date(2026, 1, 1),
        end=date(2026, 1, 31),
        today=date(2026, 1, 6),
        width=308,
    )

    assert one(svg, "mark__dot")["cx"] == "104"  # 4 + 10 days of 10 px
    assert one(svg, "mark__cap")["x1"] == "204"
    assert one(svg, "mark__tick")["x1"] == "154"
    assert one(svg, "mark__today")["x1"] == "54"


def test_what_is_delivered_has_no_forecast():
    day = date(2026, 1, 9)
    svg = marks.date_strip(
        None, None, day, start=date(2026, 1, 1), end=date(2026, 1, 31), today=date(2026, 1, 20), done=day
    )

    assert attributes(svg, "mark__tick") == []
    assert len(attributes(svg, "mark__dot")) == 1


def test_date_axis_names_months_once():
    svg = marks.date_axis(date(2026, 11, 17), date(2027, 2, 20))

    assert re.findall(r">(\w+)</text>", svg) == ["Dec", "Jan", "Feb"]


def test_gantt_draws_bars_milestones_and_what_waits_for_what():
    rows = [
        marks.GanttRow(
            starts=date(2026, 1, 5),
            ends=date(2026, 1, 15),
            p85=date(2026, 1, 20),
            share_done=0.5,
            state="warn",
            baseline=(date(2026, 1, 5), date(2026, 1, 12)),
        ),
        marks.GanttRow(ends=date(2026, 1, 25), due=date(2026, 1, 22), state="bad", needs=(0,)),
    ]

    svg = marks.gantt(rows, start=date(2026, 1, 1), end=date(2026, 1, 31), today=date(2026, 1, 10), width=312)

    assert (one(svg, "gantt__bar")["x"], one(svg, "gantt__bar")["width"]) == ("46", "100")
    assert one(svg, "gantt__done")["width"] == "50"
    assert one(svg, "gantt__whisker")["width"] == "50"
    assert one(svg, "gantt__ms")["d"].startswith("M246,68")
    assert one(svg, "gantt__due")["x1"] == "216"
    assert len(attributes(svg, "gantt__dep")) == 2  # the line and its head


def test_gantt_far_from_today_has_no_today():
    row = marks.GanttRow(ends=date(2026, 1, 25))

    svg = marks.gantt([row], start=date(2026, 1, 1), end=date(2026, 1, 31), today=date(2026, 6, 1))

    assert attributes(svg, "gantt__today") == []


def test_every_status_has_a_shape_and_a_word():
    assert marks.SHAPES.keys() == marks.WORDS.keys()
    assert len(set(marks.SHAPES.values())) == len(marks.SHAPES)


def test_no_mark_has_a_style_attribute():
    drawn = [
        marks.interval(0.1, 0.2, 0.3),
        marks.spark([1, 2]),
        marks.meter(3),
        marks.progress(None),
        marks.bars([1]),
        marks.pips(1),
        marks.lot(1, 2),
        marks.shape("ok"),
    ]

    assert [svg for svg in drawn if "style" in svg] == []


@pytest.mark.parametrize("days", [20, 90, 250, 400, 1500])
def test_no_two_names_on_the_axis_of_a_plan_meet(days):
    start = date(2026, 11, 16)
    rows = [marks.GanttRow(starts=start, ends=start + timedelta(days=days))]

    svg = marks.gantt(rows, start=start, end=start + timedelta(days=days), today=start + timedelta(days=5))

    places = sorted(float(found["x"]) for found in attributes(svg, "axis__text"))
    today = float(one(svg, "gantt__todaybox")["x"])
    gaps = [after - before for before, after in itertools.pairwise(places)]
    assert places
    assert all(gap > 51.8 for gap in gaps)
    assert all(place + 50 < today or place > today + 44 for place in places)
