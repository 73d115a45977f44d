"""Business time: only open hours count, pauses move what is due, clocks that change cost nothing."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.base.working_hours import NeverOpen, WorkingHours

WEEK = frozenset(range(5))
BERLIN = WorkingHours("Europe/Berlin", WEEK, time(9), time(17))
AROUND = WorkingHours("Europe/Berlin", frozenset(range(7)))
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]

hours = st.builds(
    lambda zone, weekdays, start, length, holidays: WorkingHours(
        zone, weekdays, time(start), time((start + length) % 24), holidays
    ),
    st.sampled_from(ZONES),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.shared(st.integers(0, 22), key="opens"),
    st.shared(st.integers(0, 22), key="opens").flatmap(lambda start: st.integers(1, 24 - start)),
    st.frozensets(st.dates(date(2026, 1, 1), date(2027, 1, 1)), max_size=5),
)
moments = st.integers(0, 480_000).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
works = st.timedeltas(timedelta(minutes=1), timedelta(days=5))


def berlin(*numbers):
    return datetime(*numbers, tzinfo=ZoneInfo("Europe/Berlin"))


@given(hours, moments, works)
def test_what_is_due_is_due_after_exactly_the_work(house, since, work):
    due = house.after(since, work)

    assert house.worked(since, due) == work
    assert house.worked(since, due - timedelta(seconds=1)) < work


@given(hours, moments, works, works, works)
def test_a_pause_moves_what_is_due_by_exactly_its_open_time(house, since, work, wait, pause):
    begin = min(since + wait, house.after(since, work))
    end = begin + pause

    due = house.due(since, work, [(begin, end)])

    assert house.worked(house.after(since, work), due) == house.worked(begin, end)
    assert house.worked(since, due) - house.worked(begin, end) == work


@given(hours, moments, works, works)
def test_two_parts_are_as_long_as_the_whole(house, since, first, second):
    middle, end = since + first, since + first + second

    assert house.worked(since, end) == house.worked(since, middle) + house.worked(middle, end)


def test_work_that_begins_outside_hours_begins_when_the_house_opens():
    saturday = berlin(2026, 3, 7, 22)

    assert BERLIN.after(saturday, timedelta(hours=2)) == berlin(2026, 3, 9, 11)
    assert BERLIN.after(berlin(2026, 3, 9, 16), timedelta(hours=2)) == berlin(2026, 3, 10, 10)


def test_a_holiday_in_the_middle_is_skipped():
    house = WorkingHours("Europe/Berlin", WEEK, time(9), time(17), frozenset([date(2026, 3, 10)]))

    assert house.after(berlin(2026, 3, 9, 16), timedelta(hours=2)) == berlin(2026, 3, 11, 10)


@pytest.mark.parametrize(
    ("since", "open_hours"),
    [(berlin(2026, 3, 29, 0), 23), (berlin(2026, 10, 25, 0), 25), (berlin(2026, 6, 1, 0), 24)],
)
def test_an_open_day_has_the_hours_that_its_clocks_leave_it(since, open_hours):
    tomorrow = datetime.combine(since.date() + timedelta(days=1), time(0), tzinfo=since.tzinfo)

    assert AROUND.worked(since, tomorrow) == timedelta(hours=open_hours)
    assert AROUND.after(since, timedelta(hours=open_hours)) == tomorrow


@pytest.mark.parametrize("friday", [berlin(2026, 3, 27, 16), berlin(2026, 10, 23, 16)])
def test_office_hours_stay_office_hours_when_the_clocks_change(friday):
    monday = friday.date() + timedelta(days=3)

    assert BERLIN.after(friday, timedelta(hours=2)) == berlin(monday.year, monday.month, monday.day, 10)


def test_an_end_of_the_month_is_a_day_like_others():
    assert BERLIN.after(berlin(2027, 1, 29, 16), timedelta(hours=2)) == berlin(2027, 2, 1, 10)


def test_a_house_that_never_opens_says_so():
    with pytest.raises(NeverOpen):
        WorkingHours("UTC", frozenset()).after(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1))
    with pytest.raises(ValueError, match="closes after it opens"):
        WorkingHours("UTC", WEEK, time(17), time(9))


def test_the_length_of_a_day():
    assert (BERLIN.day_length, AROUND.day_length) == (timedelta(hours=8), timedelta(hours=24))
