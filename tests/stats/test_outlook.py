"""The pictures of a forecast never contradict its dates."""

import numpy as np
import pytest

from dataops.stats.forecast import days_until_done, done_within
from dataops.stats.futures import Ahead
from dataops.stats.outlook import MOST_BARS, chances, fan, together

DAILY = [12, 15, 9, 14, 10, 0, 0] * 8


def dice():
    return np.random.default_rng(7)


def test_bars_are_few_hold_all_and_agree_with_the_percentiles():
    bars = chances(400, DAILY, rng=dice())
    when = days_until_done(400, DAILY, rng=dice())

    assert len(bars) <= MOST_BARS
    assert sum(bar.share for bar in bars) == pytest.approx(bars[-1].by_then)
    assert bars[-1].by_then >= 0.995
    first = next(bar for bar in bars if bar.by_then >= 0.85)
    assert first.first <= when.p85 <= first.last


def test_the_cone_ends_where_how_many_by_ends():
    *_, last = fan([7, 64, 65, 90], DAILY, rng=dice())
    many = done_within(90, DAILY, rng=dice())

    assert (last.day, last.low, last.mid) == (90, many.p85, many.p50)


def test_the_last_of_two_teams_decides():
    one = together([(200, DAILY, Ahead())], rng=dice())
    two = together([(200, DAILY, Ahead()), (200, DAILY, Ahead())], rng=dice())
    late = together([(200, DAILY, Ahead()), (200, DAILY, Ahead.of(holidays=range(1, 30)))], rng=dice())

    assert one.p50 < two.p50 < late.p50
    assert together([(0, [], Ahead())], rng=dice()).p85 == 0


@pytest.mark.parametrize("daily", [[], [0] * 30, [5] * 5])
def test_nothing_to_draw_from_draws_nothing(daily):
    assert chances(10, daily, rng=dice()) == []
    assert fan([5], daily, rng=dice()) == []
    assert together([(10, daily, Ahead())], rng=dice()).p85 is None
