"""Intervals of proportions, their quantiles, and when a ranking would be a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dataops.stats.distributions import beta_cdf, beta_quantile, binomial_cdf, student_quantile
from dataops.stats.intervals import cannot_rank, clopper_pearson, jeffreys, wilson

shapes = st.floats(0.5, 5e4)
shares = st.floats(0.0005, 0.9995)
degrees = st.integers(1, 10**7)  # items less one


@given(shares, degrees)
def test_student_quantiles_agree_with_scipy(p: float, df: int) -> None:
    assert student_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-7, abs=1e-9)


@given(shares, shapes, shapes)
def test_beta_quantiles_hit_their_probability(p: float, a: float, b: float) -> None:
    x = beta_quantile(p, a, b)

    assert beta_cdf(x, a, b) == pytest.approx(p, abs=1e-8)
    assert beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-9)


@given(st.integers(0, 300), st.integers(1, 300), shares)
def test_binomial_tails_agree_with_scipy(x: int, n: int, p: float) -> None:
    assert binomial_cdf(x, n, p) == pytest.approx(stats.binom.cdf(x, n, p), abs=1e-9)


@given(st.integers(1, 400), st.data())
def test_intervals_hold_the_share_and_mirror_it(n: int, data) -> None:
    x = data.draw(st.integers(0, n))

    for interval in (wilson, clopper_pearson):
        found, mirrored = interval(x, n), interval(n - x, n)

        assert 0 <= found.ci_low <= found.estimate <= found.ci_high <= 1
        assert found.ci_low == pytest.approx(1 - mirrored.ci_high, abs=1e-9)


def test_no_trial_is_no_data_and_not_zero() -> None:
    for interval in (wilson, clopper_pearson, jeffreys):
        assert (interval(0, 0).estimate, interval(0, 0).reason) == (None, "empty")


def test_more_successes_than_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="successes <= trials"):
        wilson(3, 2)


@pytest.mark.parametrize(
    ("intervals", "guess"),
    [
        ([], True),
        ([(0.8, 0.9)], True),
        ([(0.8, 0.9), (0.85, 0.95), None], True),
        ([(0.5, 0.7), (0.6, 0.8), (0.75, 0.9)], False),
    ],
)
def test_overlapping_intervals_are_not_enough_to_rank(intervals, guess: bool) -> None:
    assert cannot_rank(intervals) is guess
