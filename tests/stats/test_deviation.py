"""Measurements against gold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.deviation import deviation

# Bland, Altman 1986, table: peak flow by a large and by a small meter, first readings.
LARGE = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
SMALL = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def test_peak_flow_of_bland_and_altman() -> None:
    """Mean difference -2.1 (-22.0 to 17.8), standard deviation 38.8, r = 0.94."""
    found = deviation(LARGE, SMALL)

    assert round(found.bias.estimate, 1) == -2.1
    assert (round(found.bias.ci_low, 1), round(found.bias.ci_high, 1)) == (-22.0, 17.8)
    assert round(found.spread, 1) == 38.8
    assert round(found.pearson.estimate, 2) == 0.94
    assert (found.low.estimate, found.high.estimate) == pytest.approx((-78.1, 73.9), abs=0.05)
    assert found.low.se == pytest.approx(np.sqrt(3 / 17) * 38.77, abs=0.01)


def test_ranks_see_no_curve_and_concordance_sees_a_shift() -> None:
    x = np.arange(1.0, 21.0)

    curved, shifted = deviation(x**3, x), deviation(x + 5, x)

    assert curved.spearman.estimate == pytest.approx(1)
    assert curved.pearson.estimate < 0.95
    assert shifted.pearson.estimate == pytest.approx(1)
    assert shifted.concordance.estimate == pytest.approx(2 * x.var() / (2 * x.var() + 25))


@given(st.permutations(range(17)), st.floats(-100, 100), st.floats(0.1, 10))
def test_order_and_unit_change_no_correlation(order, shift: float, scale: float) -> None:
    a, b = np.array(LARGE, float)[order], np.array(SMALL, float)[order]

    before, after = deviation(LARGE, SMALL), deviation(a * scale + shift, b * scale + shift)

    for name in ("pearson", "spearman", "concordance"):
        assert getattr(after, name).estimate == pytest.approx(getattr(before, name).estimate, abs=1e-9)
    assert after.spread == pytest.approx(before.spread * scale)


@pytest.mark.parametrize("name", ["pearson", "spearman", "concordance"])
def test_intervals_of_correlations_hold_the_truth(name: str) -> None:
    rng, rho = np.random.default_rng(5), 0.6
    truth = {"pearson": rho, "concordance": rho, "spearman": 6 / np.pi * np.arcsin(rho / 2)}[name]
    drawn = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], size=(1500, 60))

    found = [getattr(deviation(*sample.T), name) for sample in drawn]

    assert np.mean([each.ci_low <= truth <= each.ci_high for each in found]) == pytest.approx(0.95, abs=0.015)


def test_large_values_lose_no_spread_and_small_ones_have_one() -> None:
    base = np.arange(10.0) % 3

    large = deviation(1e9 + base, np.zeros(10)).bias
    small = deviation(1e-10 * base, np.zeros(10)).bias

    assert (large.estimate, large.se) == pytest.approx((1e9 + base.mean(), base.std(ddof=1) / 10**0.5))
    assert small.se == pytest.approx(1e-10 * base.std(ddof=1) / 10**0.5)
    assert small.ci_low < small.estimate < small.ci_high
    assert deviation([0.1] * 6, [1, 2, 3, 4, 5, 6]).pearson.reason == "one_category"


def test_undefined_is_said() -> None:
    assert deviation([], []).bias.reason == "empty"
    assert deviation([1], [2]).pearson.reason == "too_few"
    assert deviation([1, 1, 1], [1, 2, 3]).spearman.reason == "one_category"
    with pytest.raises(ValueError, match="finite"):
        deviation([1, np.nan], [1, 2])
