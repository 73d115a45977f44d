"""Sampling plans keep the promises they print."""

from fractions import Fraction
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataops.stats.checker import Checker
from dataops.stats.hypergeometric import hypergeometric_cdf
from dataops.stats.intervals import wilson
from dataops.stats.rectifying import outgoing_limit, outgoing_quality, total_inspection
from dataops.stats.sampling import Plan, estimate_size, single_plan, whole_items, zero_defect_plan


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


@given(st.integers(1, 200), st.data())
def test_a_finite_lot_is_counted_exactly(lot: int, data: st.DataObject) -> None:
    defective, size = data.draw(st.integers(0, lot)), data.draw(st.integers(1, lot))
    accept = data.draw(st.integers(0, size))
    ways = sum(comb(defective, x) * comb(lot - defective, size - x) for x in range(accept + 1))

    found = Plan(size, accept, lot).acceptance_of(defective)

    assert found == pytest.approx(float(Fraction(ways, comb(lot, size))), abs=1e-11)


@given(st.integers(1, 300), st.integers(0, 20), st.booleans())
def test_worse_lots_are_never_accepted_more_often(size: int, accept: int, is_finite: bool) -> None:
    plan = Plan(size, accept, 400 if is_finite else None)

    curve = [plan.acceptance(share / 100) for share in range(101)]

    assert all(worse <= better + 1e-12 for better, worse in pairwise(curve))
    assert curve[0] == 1.0


@settings(max_examples=40)
@given(st.floats(0.01, 0.08), st.floats(0.1, 0.4), st.integers(2, 300))
def test_a_plan_for_a_finite_lot_keeps_both_promises_and_none_smaller_does(
    good: float, bad: float, lot: int
) -> None:
    few, many = whole_items(good, bad, lot)

    plan = single_plan(good, bad, lot=lot)

    assert plan.acceptance(few) >= 0.95
    assert plan.acceptance(many) <= 0.10
    smaller = (Plan(size, accept, lot) for size in range(1, plan.size) for accept in range(plan.accept + 1))
    assert not any(each.acceptance(few) >= 0.95 and each.acceptance(many) <= 0.10 for each in smaller)


def test_key_points_lie_on_the_curve() -> None:
    endless, finite, defects = Plan(132, 3), Plan(132, 3, 1000), Plan(32, 21, counts_defects=True)

    assert endless.acceptance(endless.quality_accepted(0.10)) == pytest.approx(0.10)
    assert defects.acceptance(defects.quality_accepted(0.50)) == pytest.approx(0.50, abs=1e-6)
    share = finite.quality_accepted(0.95)
    assert finite.acceptance(share) >= 0.95 > finite.acceptance(share + 0.001)


def test_rectifying_inspection_as_in_montgomery() -> None:
    """Section 15.2.2: N = 10,000, n = 89, c = 2, incoming 1 %; the AOQL is read there from a figure."""
    plan = Plan(89, 2)

    assert outgoing_quality(plan, 0.01, 10_000) == pytest.approx(0.0093, abs=5e-5)
    assert total_inspection(plan, 0.01, 10_000) == pytest.approx(687, abs=0.5)
    assert outgoing_limit(plan, 10_000).outgoing == pytest.approx(0.0155, abs=5e-4)


@given(st.integers(1, 100), st.integers(0, 5), st.floats(0, 1))
def test_nothing_worse_than_the_limit_leaves_on_average(size: int, accept: int, share: float) -> None:
    assert (
        outgoing_quality(Plan(size, accept), share, 500)
        <= outgoing_limit(Plan(size, accept), 500).outgoing + 1e-9
    )


@given(st.floats(0, 1), st.floats(0.5, 1), st.floats(0, 0.4))
def test_a_checker_known_is_a_checker_undone(share: float, sensitivity: float, false_alarm: float) -> None:
    checker = Checker(sensitivity, false_alarm)

    assert checker.true(checker.seen(share)) == pytest.approx(share, abs=1e-12)


def test_the_checker_s_errors_are_taken_out_of_the_interval_too() -> None:
    found = Checker(0.9, 0.02).corrected(wilson(10, 100))

    assert found.estimate == pytest.approx((0.10 - 0.02) / 0.88)
    assert found.ci_low < found.estimate < found.ci_high
    assert found.ci_high - found.ci_low > wilson(10, 100).ci_high - wilson(10, 100).ci_low
    assert Checker(0.9, 0.02).corrected(wilson(0, 0)).reason == "empty"


def test_what_no_plan_can_mean_is_refused() -> None:
    for refused in (
        lambda: Plan(0, 0),
        lambda: Plan(10, 1, lot=5),
        lambda: Plan(10, 1).acceptance(1.5),
        lambda: Plan(10, 1).acceptance_of(3),
        lambda: single_plan(0.01, 0.05, lot=0),
        lambda: outgoing_limit(Plan(10, 1), 5),
        lambda: outgoing_limit(Plan(10, 20, counts_defects=True), 50),
        lambda: Checker(0.2, 0.3),
    ):
        with pytest.raises(ValueError, match="Expected"):
            refused()


@pytest.mark.parametrize("lot", [60, 3_000, 10**6, 10**9, 10**12, 10**15])
@pytest.mark.parametrize("share", [0.01, 0.3])
def test_a_sample_of_any_lot_is_as_likely_as_counting_says(lot: int, share: float) -> None:
    size, defective = 25, round(lot * share)
    ways = sum(comb(defective, x) * comb(lot - defective, size - x) for x in range(4))

    assert hypergeometric_cdf(3, lot, defective, size) == pytest.approx(
        float(Fraction(ways, comb(lot, size))), rel=1e-12
    )


@given(lot=st.integers(1, 80), data=st.data())
def test_the_worst_that_leaves_a_counted_lot_is_the_worst_of_all(lot: int, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, lot))
    plan = Plan(size, data.draw(st.integers(0, min(size, 9))), lot)

    worst = max(outgoing_quality(plan, items / lot, lot) for items in range(lot + 1))
    assert outgoing_limit(plan, lot).outgoing == pytest.approx(worst, rel=1e-9)
