"""CUSUM charts run as long as they promise, and see a planted drift within that."""

from math import log
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.cusum import BernoulliCusum, bernoulli_cusum
from dataops.stats.run_length import MOST_POINTS, limit_for, run_length

HISTORIES = 400


def test_run_length_of_errors_in_a_row() -> None:
    """Feller (1968), An Introduction to Probability Theory, vol. 1, XIII.7: r errors in a row."""
    for rate, row in ((0.5, 3), (0.2, 4), (0.9, 2)):
        feller = (1 - rate**row) / ((1 - rate) * rate**row)
        assert run_length((-row, 1), (1 - rate, rate), row) == pytest.approx(feller)


def test_run_lengths_of_the_normal_cusum() -> None:
    """Montgomery (2013), table 9.3, two-sided, k = 1/2 and h = 4 or 5: one side runs twice as long without a shift."""
    grain, normal = 60, NormalDist()
    steps = range(-6 * grain, 6 * grain)
    for h, shift, published in ((4, 0.0, 2 * 168), (5, 0.0, 2 * 465), (4, 1.0, 8.38), (5, 1.0, 10.4)):
        edges = [normal.cdf((step + 0.5) / grain + 0.5 - shift) for step in range(-6 * grain - 1, 6 * grain)]
        edges[0], edges[-1] = 0.0, 1.0
        chances = np.diff(edges).tolist()
        assert run_length(steps, chances, h * grain) == pytest.approx(published, rel=0.02)


@given(st.floats(0.01, 0.2), st.floats(1.6, 4), st.floats(100, 5000))
def test_the_chart_keeps_its_promise_and_no_lower_limit_does(
    accepted: float, ratio: float, wanted: float
) -> None:
    chart = bernoulli_cusum(accepted, min(0.6, accepted * ratio), between_alarms=wanted)

    assert chart.run_length(accepted) >= wanted
    if chart.limit > 1:
        lower = BernoulliCusum(accepted, chart.tolerable, chart.right, chart.wrong, chart.limit - 1)
        assert lower.run_length(accepted) < wanted


@given(st.floats(0.01, 0.1))
def test_the_more_errors_the_sooner(accepted: float) -> None:
    chart = bernoulli_cusum(accepted, 2.5 * accepted)

    lengths = [chart.run_length(rate) for rate in (0.0, accepted, 2 * accepted, 4 * accepted, 1.0)]

    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == float("inf")


def test_points_are_the_likelihood_ratio_in_whole_numbers() -> None:
    chart = bernoulli_cusum(0.02, 0.05)

    assert chart.wrong / chart.right == pytest.approx(log(0.05 / 0.02) / log(0.98 / 0.95), rel=0.025)


def test_a_planted_drift_is_seen_within_the_promised_run() -> None:
    """Two in a hundred wrong for 300 answers, then five: 400 annotators, most of whom no false alarm troubles."""
    rng, chart = np.random.default_rng(20), bernoulli_cusum(0.02, 0.05)
    delays = []
    for _ in range(HISTORIES):
        errors = np.concatenate([rng.random(300) < 0.02, rng.random(4000) < 0.05])
        after = [place - 300 for place in chart.run(errors).alarms if place >= 300]
        delays.append(after[0] + 1)

    assert np.mean(delays) <= chart.run_length(0.05)
    assert np.mean(delays) > chart.run_length(0.05) / 2


def test_false_alarms_are_as_rare_as_promised() -> None:
    rng, chart = np.random.default_rng(21), bernoulli_cusum(0.05, 0.10, between_alarms=1000)

    alarms = len(chart.run(rng.random(1_000_000) < 0.05).alarms)

    assert 1_000_000 / alarms == pytest.approx(chart.run_length(0.05), rel=0.10)


@given(st.lists(st.booleans(), max_size=200), st.integers(0, 200))
def test_a_chart_continued_tomorrow_is_the_same_chart(errors: list[bool], cut: int) -> None:
    chart = bernoulli_cusum(0.1, 0.3, between_alarms=50)

    whole, first = chart.run(np.array(errors, int)), chart.run(np.array(errors[:cut], int))
    second = chart.run(np.array(errors[cut:], int), start=first.now)

    assert first.points + second.points == whole.points


def test_what_no_chart_can_mean_is_refused() -> None:
    for refused in (
        lambda: bernoulli_cusum(0.05, 0.02),
        lambda: bernoulli_cusum(0.00001, 0.00002, between_alarms=1e9),
        lambda: bernoulli_cusum(0.02, 0.05).run([0, 2]),
        lambda: bernoulli_cusum(0.02, 0.05).run_length(1.2),
        lambda: run_length((1,), (1.0,), MOST_POINTS + 1),
        lambda: run_length((1, -1), (0.9, 0.2), 5),
        lambda: limit_for((1, -1), (0.5, 0.5), 0.0),
    ):
        with pytest.raises(ValueError, match="Expected"):
            refused()


def test_no_answers_are_no_alarm() -> None:
    found = bernoulli_cusum(0.02, 0.05).run([])

    assert (found.points, found.alarms, found.now) == ((), (), 0)
