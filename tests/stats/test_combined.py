"""Estimates of parts made one, and how long things usually take."""

import numpy as np
import pytest

from dataops.stats.agreement import agreement
from dataops.stats.combined import weighted_sum
from dataops.stats.intervals import effective_groups, wilson
from dataops.stats.quantiles import quantile
from dataops.stats.results import Estimate, Reason
from dataops.stats.tally import Tally


def test_the_difference_of_two_shares_is_newcombes_turned_round() -> None:
    """Newcombe (1998), Statistics in Medicine 17, 873-890, 56 of 70 less 48 of 80: 0.0524 to 0.3339 (method 10)."""
    parts = [(1.0, wilson(56, 70)), (1.0, wilson(80 - 48, 80))]

    found = weighted_sum(parts)

    assert found.estimate is not None
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.estimate - 1.0 == pytest.approx(0.2, abs=1e-12)
    assert (found.ci_low - 1.0, found.ci_high - 1.0) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_of_one_part_it_is_that_part() -> None:
    part = wilson(9, 10)

    found = weighted_sum([(1.0, part), (0.0, Estimate.undefined(Reason.EMPTY))])

    assert (found.estimate, found.ci_low, found.ci_high, found.se, found.n) == pytest.approx(
        (part.estimate, part.ci_low, part.ci_high, part.se, part.n)
    )


def test_two_halves_that_agree_on_everything_are_not_certain() -> None:
    alpha = agreement(Tally.from_counts([[2, 0]] * 5 + [[0, 2]] * 5)).alpha

    found = weighted_sum([(0.5, alpha), (0.5, alpha)], lowest=-1.0, highest=1.0)

    assert alpha.ci_low is not None
    assert found.ci_low is not None
    assert (found.estimate, found.ci_high, found.n) == (1.0, 1.0, 20)
    assert alpha.ci_low < found.ci_low < 0.8


def test_what_a_part_does_not_know_the_sum_does_not() -> None:
    nothing = Estimate.undefined(Reason.ONE_CATEGORY, 3)
    bare = Estimate(0.5, None, None, None, Reason.TOO_FEW.value, 1)

    assert weighted_sum([]).reason == "empty"
    assert weighted_sum([(0.5, wilson(1, 2)), (0.5, nothing)]).reason == "one_category"
    found = weighted_sum([(0.5, wilson(1, 2)), (0.5, bare)])
    assert (found.estimate, found.ci_low, found.ci_high, found.reason) == (0.5, None, None, "too_few")
    with pytest.raises(ValueError, match="weights of 0 or more"):
        weighted_sum([(-1.0, bare)])


@pytest.mark.parametrize("share", [0.5, 0.85])
@pytest.mark.parametrize("n", [1, 2, 7, 20, 40, 101])
def test_a_quantile_is_hyndman_and_fans_second(n: int, share: float) -> None:
    values = np.random.default_rng(n).exponential(size=n)

    expected = np.quantile(values, share, method="averaged_inverted_cdf")
    assert quantile(values, share).estimate == pytest.approx(expected)


def test_p85_of_twenty_lies_behind_the_seventeenth() -> None:
    assert quantile(range(1, 21), 0.85).estimate == 17.5
    assert quantile(range(1, 22), 0.85).estimate == 18.0


def test_the_interval_of_a_median_is_that_of_the_sign_test() -> None:
    """From the 6th to the 15th of 20 values, since a fair coin shows 6 to 14 heads in 20 with 95.9 %."""
    found = quantile(range(1, 21), 0.5)

    assert (found.estimate, found.ci_low, found.ci_high, found.n) == (10.5, 6.0, 15.0, 20)


@pytest.mark.parametrize(("share", "fewest"), [(0.5, 6), (0.85, 23)])
def test_too_few_values_give_no_interval(share: float, fewest: int) -> None:
    assert quantile([], share).reason == "empty"
    assert quantile(range(fewest - 1), share).reason == "too_few"
    assert quantile(range(fewest), share).reason is None


@pytest.mark.parametrize(("n", "share"), [(10, 0.5), (40, 0.85)])
def test_the_interval_of_a_quantile_holds_as_often_as_it_says(n: int, share: float) -> None:
    rng = np.random.default_rng(3)
    found = [quantile(rng.random(n), share) for _ in range(600)]

    held = sum(each.ci_low is not None and each.ci_low <= share <= (each.ci_high or 0.0) for each in found)
    assert held >= 0.94 * len(found)


def test_groups_of_one_size_count_as_they_are() -> None:
    assert effective_groups(100, 4 * 25**2) == 4
    assert effective_groups(100, 97**2 + 3) == 1
    with pytest.raises(ValueError, match="sizes of groups"):
        effective_groups(10, 9)
