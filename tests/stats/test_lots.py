"""Sampling plans and control charts keep the promises they print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.control import p_chart
from dataops.stats.distributions import binomial_cdf
from dataops.stats.sampling import Plan, estimate_size, single_plan, zero_defect_plan


@given(st.floats(0.005, 0.05), st.floats(3, 10))
def test_a_plan_keeps_both_promises_and_none_smaller_does(good: float, ratio: float) -> None:
    bad = min(good * ratio, 0.9)

    plan = single_plan(good, bad)

    assert plan.acceptance(good) >= 0.95
    assert plan.acceptance(bad) <= 0.10
    assert Plan(plan.size - 1, plan.accept).acceptance(bad) > 0.10


def test_points_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="further apart"):
        single_plan(0.05, 0.0501, largest=500)
    with pytest.raises(ValueError, match="good < bad"):
        single_plan(0.1, 0.05)


def test_a_clean_sample_shows_the_limit() -> None:
    plan = zero_defect_plan(0.01)

    assert plan == Plan(299, 0)
    assert plan.acceptance(0.01) <= 0.05 < Plan(298, 0).acceptance(0.01)


def test_a_small_lot_needs_fewer_checks() -> None:
    assert estimate_size(0.05, population=1000) < estimate_size(0.05)


def test_exact_limits_where_few_errors_are_expected() -> None:
    found = p_chart([0, 1, 0, 4], [20, 20, 20, 20], centre=0.02)

    limit = round(found.points[0].high * 20)
    assert 1 - binomial_cdf(limit, 20, 0.02) <= 0.00135 < 1 - binomial_cdf(limit - 1, 20, 0.02)
    assert found.signals == (3,)


def test_each_period_has_the_limits_of_its_own_size() -> None:
    found = p_chart([20, 200], [100, 1000])

    small, large = found.points
    assert small.low < large.low < 0.2 < large.high < small.high
    assert found.signals == ()


def test_a_period_without_checks_signals_nothing_and_no_checks_are_no_data() -> None:
    assert p_chart([0, 5], [0, 50]).points[0].rate is None
    assert p_chart([0, 5], [0, 50]).signals == ()
    assert (p_chart([], []).centre, p_chart([0], [0]).reason) == (None, "empty")


def test_one_period_cannot_be_held_to_itself() -> None:
    assert p_chart([2], [50]).reason == "too_few"
