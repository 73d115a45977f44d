"""Measurements: intraclass correlation, and interval alpha from sums that are exact."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.intraclass import intraclass_correlation
from dataops.stats.measured import interval_alpha
from dataops.stats.readings import Readings

JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
FORMS = ("one_way", "two_way", "fixed", "one_way_mean", "two_way_mean", "fixed_mean")

readings = st.lists(st.tuples(st.integers(0, 8), st.integers(-4000, 4000)), min_size=1, max_size=40)


def test_the_six_forms_of_shrout_and_fleiss() -> None:
    """Table 4 of the paper: .17 .29 .71 .44 .62 .91."""
    found = intraclass_correlation(JUDGES)

    assert [round(getattr(found, form).estimate, 2) for form in FORMS] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    assert (found.two_way.ci_low, found.two_way.ci_high) == pytest.approx((0.019, 0.761), abs=0.0005)
    assert {getattr(found, form).n for form in FORMS} == {6}


@given(st.permutations(range(6)), st.permutations(range(4)), st.floats(-1e3, 1e3), st.floats(0.1, 10))
def test_order_and_unit_change_no_form(items, raters, shift: float, scale: float) -> None:
    table = np.array(JUDGES, float)
    before, after = (
        intraclass_correlation(each) for each in (table, table[items][:, raters] * scale + shift)
    )

    for form in FORMS:
        assert getattr(after, form).estimate == pytest.approx(getattr(before, form).estimate, abs=1e-6)


def test_items_with_a_hole_are_left_out() -> None:
    holed = [*JUDGES, [1, None, 2, 3]]

    assert intraclass_correlation(np.array(holed, float)) == intraclass_correlation(JUDGES)


def test_the_bootstrap_draws_items() -> None:
    rng = np.random.default_rng(4)
    table = rng.normal(size=(200, 1)) + rng.normal(size=(200, 3))

    by_f, drawn = intraclass_correlation(table), intraclass_correlation(table, rng=rng)

    assert drawn.two_way.estimate == by_f.two_way.estimate
    assert (drawn.two_way.ci_low, drawn.two_way.ci_high) == pytest.approx(
        (by_f.two_way.ci_low, by_f.two_way.ci_high), abs=0.03
    )


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (np.empty((0, 3)), "empty"),
        ([[1], [2]], "single_rater"),
        ([[2, 2], [2, 2]], "one_category"),
        ([[1, 2]], "too_few"),
        ([[1, 2], [2, 1]], "too_few"),
    ],
)
def test_undefined_correlation_says_why(table, reason: str) -> None:
    found = intraclass_correlation(table).two_way

    assert (found.estimate, found.reason) == (None, reason)


def test_a_list_is_no_table_of_ratings() -> None:
    with pytest.raises(ValueError, match=r"\(items, raters\)"):
        intraclass_correlation([1, 2, 3])


@given(readings, st.integers(1, 4), st.randoms())
def test_readings_add_up_in_any_order_to_the_last_digit(rows, shards: int, random) -> None:
    item, value = np.array(rows).T
    parts = [Readings.of(item[item % shards == s], value[item % shards == s] / 1000) for s in range(shards)]
    random.shuffle(parts)
    whole = Readings.of(item, value / 1000)

    assert Readings.merge(parts) == whole
    assert (whole - parts[0]) + parts[0] == whole
    assert Readings.from_json(json.loads(json.dumps(whole.to_json()))) == whole


@given(readings, st.integers(-(10**9), 10**9))
def test_readings_give_interval_alpha_wherever_zero_is(rows, shift: int) -> None:
    item, value = np.array(rows).T
    found, moved = (Readings.of(item, each, decimals=0).alpha() for each in (value, value + shift))
    alpha = interval_alpha(item, value.astype(float))

    assert found == moved
    assert (found.n, found.estimate) == (alpha.n, pytest.approx(alpha.estimate, abs=1e-9))
    if found.estimate is None:
        assert found.reason == alpha.reason


def test_the_linearised_error_of_many_readings_is_the_jackknife_s() -> None:
    rng = np.random.default_rng(0)
    item = rng.integers(0, 400, 1600)
    value = np.round(item % 7 + rng.normal(size=1600), 3)

    assert Readings.of(item, value).alpha().se == pytest.approx(interval_alpha(item, value).se, rel=0.01)


def test_readings_refuse_what_is_no_number_or_was_never_there() -> None:
    with pytest.raises(ValueError, match="finite number"):
        Readings.of([1, 2], [1.0, np.nan])
    with pytest.raises(ValueError, match="keep more of them"):
        Readings.of([1, 1, 2, 2], [0.0001, 0.0002, 0.0004, 0.0003])
    with pytest.raises(ValueError, match="only what was counted"):
        Readings.of([1], [1.0]) - Readings.of([1, 2], [1.0, 2.0])
    with pytest.raises(ValueError, match="same decimals"):
        Readings.of([1], [1.0]) + Readings.of([2], [1.0], decimals=1)


def test_measurements_that_are_all_the_same_are_not_certain() -> None:
    many, few = (intraclass_correlation([[1, 1], [2, 2], [3, 3]] * times) for times in (300, 3))
    drawn = intraclass_correlation([[1, 1], [2, 2], [3, 3]] * 3, rng=np.random.default_rng(1))

    assert (many.one_way.estimate, many.two_way_mean.estimate, few.fixed.estimate) == (1, 1, 1)
    assert many.one_way.ci_low > 0.99
    assert few.fixed.ci_low < 0.5
    assert drawn.two_way == few.two_way
