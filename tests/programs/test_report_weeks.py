"""The week of a program is that of its own time zone: none is doubled, none is lost, and no unit either."""

import datetime as dt

import pytest

from programs.models import StatusReport
from programs.operations import drafting
from programs.operations import report as operations
from programs.operations.program import change_program
from programs.rules.week import due_at, ends_at, last_due, last_ended
from tests.factories import programs, vendors
from tests.programs.conftest import accept_units

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 3, 2)
EARLY, LATE = "Pacific/Kiritimati", "Pacific/Honolulu"  # 14 hours before UTC, 10 behind


def utc(day, hour, minute=0, month=3):
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def in_zone(zone, **fields):
    starts = dt.date(2026, 2, 1)
    return programs.program(time_zone=zone, starts_on=starts, due_on=dt.date(2026, 6, 30), **fields)


def weeks(program):
    return list(program.reports.order_by("week_on").values_list("week_on", flat=True))


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("UTC", 168), ("America/New_York", 167), ("Europe/Lisbon", 168), ("Asia/Kolkata", 168)],
)
def test_a_week_in_which_the_clocks_change_is_an_hour_shorter(zone, hours):
    program = in_zone(zone)

    begins, ends = ends_at(program, MONDAY - dt.timedelta(days=7)), ends_at(program, MONDAY)

    assert (ends.astimezone(dt.UTC) - begins.astimezone(dt.UTC)).total_seconds() / 3600 == hours
    assert (ends.hour, due_at(program, MONDAY).hour) == (0, 12)


def test_a_week_ends_when_it_is_monday_there():
    program = in_zone(LATE)

    assert last_ended(program, utc(9, 9, 59)) == MONDAY - dt.timedelta(days=7)
    assert last_ended(program, utc(9, 10)) == MONDAY
    assert last_due(program, utc(9, 21, 59)) == MONDAY - dt.timedelta(days=7)
    assert last_due(program, utc(9, 22)) == MONDAY


def test_each_program_is_drafted_when_its_own_week_is_over():
    early, late = in_zone(EARLY), in_zone(LATE)

    made = [drafting.draft_due(at=at) for at in (utc(8, 10), utc(8, 11), utc(9, 10), utc(9, 11))]

    assert made == [2, 0, 1, 0]
    assert weeks(early) == [MONDAY]
    assert weeks(late) == [MONDAY - dt.timedelta(days=7), MONDAY]


@pytest.mark.parametrize(("first", "then"), [(EARLY, LATE), (LATE, EARLY)])
def test_another_time_zone_in_the_week_of_the_report_neither_doubles_nor_loses(first, then):
    program = in_zone(first)
    order = vendors.work_order(program_=program, unit_price="0.10")
    order.refresh_from_db()
    for day in range(2, 23):
        accept_units(order, 10, at=utc(day, 8))
        accept_units(order, 1, at=utc(day, 15))
    ticks = [utc(1, 0) + dt.timedelta(hours=hours) for hours in range(24 * 22)]
    made = sum(drafting.draft_due(at=at) for at in ticks if at <= utc(9, 11))
    change_program(program, time_zone=then, actor=program.manager)
    made += sum(drafting.draft_due(at=at) for at in ticks if at > utc(9, 11))

    reports = list(StatusReport.objects.order_by("week_on"))
    seven = dt.timedelta(days=7)
    assert [report.week_on for report in reports] == [reports[0].week_on + n * seven for n in range(made)]
    counted = [report.numbers["progress"] for report in reports]
    for week, before in zip(counted[1:], counted, strict=False):
        assert week["this_week"] == week["accepted"] - before["accepted"]
    spans = [report.numbers["week"] for report in reports]
    for week, before in zip(spans[1:], spans, strict=False):
        assert dt.datetime.fromisoformat(week["from"]) == dt.datetime.fromisoformat(before["until"])


def test_units_are_counted_by_the_clocks_of_the_program():
    program = in_zone(LATE)
    order = vendors.work_order(program_=program, unit_price="0.10")
    order.refresh_from_db()
    accept_units(order, 7, at=utc(9, 9, 30))  # still Sunday there
    accept_units(order, 5, at=utc(9, 10, 30))

    report = operations.draft_report(program, MONDAY, actor=None, at=utc(9, 12))

    assert report.numbers["progress"]["this_week"] == 7
    assert {row["metric"]: row["n"] for row in report.numbers["measures"]}["acceptance"] == 7


def test_a_week_before_the_program_began_or_that_has_not_begun_is_refused():
    program = in_zone("UTC")

    for monday, words in ((dt.date(2026, 1, 19), "starts 1 Feb"), (dt.date(2026, 3, 16), "has not begun")):
        with pytest.raises(operations.CannotDraft, match=words):
            operations.draft_report(program, monday, actor=None, at=utc(9, 12))

    assert not StatusReport.objects.exists()


def test_a_program_without_any_data_has_a_report_that_says_so():
    report = operations.draft_report(in_zone("UTC"), MONDAY, actor=None, at=utc(9, 12))

    rules = {row["key"]: row["rule"] for row in report.numbers["dimensions"]}
    assert rules == {
        "schedule": "no_data",
        "quality": "no_data",
        "cost": "no_data",
        "scope": "on_track",
        "risk": "no_data",
    }
    assert (report.rag, report.rag_reason) == ("no_data", "No forecast has run yet.")
