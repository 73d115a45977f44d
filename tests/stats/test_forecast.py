"""Past days drawn again: when the rest is done, and how much is done by then."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.forecast import days_until_done, done_within, milestones
from dataops.stats.futures import Ahead, learning

WEEKS = [10, 14, 8, 12, 16, 0, 0] * 4
busy_days = st.lists(st.integers(1, 50), min_size=8, max_size=30)
idle_days = st.lists(st.just(0), min_size=2, max_size=10)


def dice(seed: int = 7) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_steady_pace_finishes_on_the_day_one_can_count() -> None:
    found = days_until_done(95, [10] * 20, rng=dice())

    assert (found.p50, found.p85, found.p95) == (10, 10, 10)


def test_idle_days_are_part_of_the_pace() -> None:
    with_weekends = days_until_done(600, WEEKS, rng=dice())
    without = days_until_done(600, [day for day in WEEKS if day], rng=dice())

    assert with_weekends.p50 == pytest.approx(600 / np.mean(WEEKS), abs=2)
    assert without.p50 < with_weekends.p50 < with_weekends.p85 < with_weekends.p95


def test_the_median_of_a_coin_toss_is_exact() -> None:
    """With half the days idle the second item comes on day 3 or sooner with probability 1/2."""
    found = days_until_done(2, [0, 1] * 10, rng=dice(), runs=100_000)

    assert found.p50 in (3, 4)
    assert (found.p85, found.p95) == (6, 8)


def test_how_much_is_promised_falls_with_confidence() -> None:
    found = done_within(28, WEEKS, rng=dice())

    assert found.p95 < found.p85 < found.p50
    assert found.p50 == pytest.approx(28 * np.mean(WEEKS), rel=0.05)


@pytest.mark.parametrize(
    ("history", "reason"),
    [([], "empty"), ([0] * 30, "empty"), ([5] * 9, "too_few"), ([5] * 7 + [0] * 20, "too_few")],
)
def test_too_little_history_says_so(history: list[int], reason: str) -> None:
    when, much = days_until_done(10, history, rng=dice()), done_within(10, history, rng=dice())

    assert (when.p50, when.p95, when.reason) == (None, None, reason)
    assert (much.p50, much.p95, much.reason) == (None, None, reason)


def test_nothing_left_is_done_today() -> None:
    assert days_until_done(0, [], rng=dice()).p95 == 0


def test_what_lies_beyond_the_horizon_is_not_dated() -> None:
    found = days_until_done(10**9, [1] * 10, rng=dice(), runs=100)

    assert (found.p50, found.p95, found.reason) == (None, None, "beyond_horizon")


@given(busy_days, idle_days, st.integers(1, 500))
def test_more_work_never_ends_sooner(busy, idle, remaining) -> None:
    history = busy + idle

    less, more = (days_until_done(n, history, rng=dice(), runs=200) for n in (remaining, remaining + 50))

    assert less.p50 <= more.p50
    assert less.p50 <= less.p85 <= less.p95


def test_the_same_dice_give_the_same_forecast() -> None:
    assert days_until_done(300, WEEKS, rng=dice()) == days_until_done(300, WEEKS, rng=dice())


def test_a_pace_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="integers of 0 or more"):
        done_within(5, [3, -1], rng=dice())


def test_the_milestones_of_one_pass_are_the_forecasts_of_each() -> None:
    goals = [600, 0, 40, 600, 90_000_000]

    together = milestones(goals, WEEKS, rng=dice())
    alone = [days_until_done(goal, WEEKS, rng=dice()) for goal in goals]

    assert together == alone
    assert milestones([], WEEKS, rng=dice()) == []


@given(busy_days, st.lists(st.integers(0, 400), max_size=6), st.floats(0, 0.6))
def test_a_later_milestone_never_comes_first(busy, goals, rework) -> None:
    found = milestones(sorted(goals), [*busy, 0, 0], rng=dice(), ahead=Ahead.of(rework=rework), runs=100)

    for name in ("p50", "p85", "p95"):
        days = [getattr(each, name) for each in found]
        assert days == sorted(days)


def test_half_come_back_in_every_round_so_everything_is_done_twice() -> None:
    half = Ahead.of(rework=0.5)

    when = days_until_done(1000, [10] * 20, rng=dice(), ahead=half)
    much = done_within(200, [10] * 20, rng=dice(), ahead=half)

    assert when.p50 == pytest.approx(200, abs=2)
    assert when.p95 == pytest.approx(200 + 1.645 * np.sqrt(1000 * 0.5 / 0.25) / 10, abs=1)
    assert much.p50 == pytest.approx(1000, abs=3)
    assert much.p85 == pytest.approx(1000 - 1.036 * np.sqrt(2000 * 0.25), abs=3)


def test_when_and_how_many_are_one_question_asked_from_two_ends() -> None:
    ahead = Ahead.of(rework=0.2, ramp=learning(20, 0.5, 1.2), holidays=[3, 4, 30])
    when = days_until_done(700, WEEKS, rng=dice(), ahead=ahead, runs=50_000)

    enough = done_within(when.p85, WEEKS, rng=dice(8), ahead=ahead, runs=50_000)
    too_soon = done_within(when.p85 - 2, WEEKS, rng=dice(9), ahead=ahead, runs=50_000)

    assert too_soon.p85 < 700 * 1.005
    assert enough.p85 >= 700 * 0.99


def test_holidays_and_a_ramp_move_a_steady_pace_as_one_can_count() -> None:
    steady = [10] * 20

    free = days_until_done(95, steady, rng=dice(), ahead=Ahead.of(holidays=[2, 3, 40]))
    masked = days_until_done(95, steady, rng=dice(), ahead=Ahead.of(holidays=[False, True, True]))
    slow = days_until_done(95, steady, rng=dice(), ahead=Ahead.of(ramp=[0.5, 0.5, 0.5, 1.0]))
    more = done_within(10, steady, rng=dice(), ahead=Ahead.of(ramp=learning(10, 0.1)))

    assert (free.p50, masked.p50, slow.p50) == (12, 12, 11)
    assert more.p50 == 55


@given(busy_days, idle_days, st.sets(st.integers(1, 90)), st.integers(1, 300))
def test_a_day_off_never_brings_the_end_nearer(busy, idle, free, remaining) -> None:
    without = days_until_done(remaining, busy + idle, rng=dice(), runs=100)
    given_off = Ahead.of(holidays=sorted(free))

    assert days_until_done(remaining, busy + idle, rng=dice(), ahead=given_off, runs=100).p85 >= without.p85


@pytest.mark.parametrize(
    ("ahead", "sentence"),
    [
        ({"rework": 1.0}, "below 1"),
        ({"rework": -0.1}, "below 1"),
        ({"ramp": [1.0, -1.0]}, "factors of 0 or more"),
        ({"holidays": [0.5]}, "day numbers"),
    ],
)
def test_what_cannot_lie_ahead_is_refused(ahead, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Ahead.of(**ahead)
