"""Drift of the mix of labels: tests that hold their level, distances that behave."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.chi_square import chi_square_tail, poisson_cdf
from dataops.stats.drift import chi_square, jensen_shannon, population_stability
from dataops.stats.kolmogorov import kolmogorov_smirnov, kolmogorov_smirnov_of_counts

COUNTS = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("x", "df", "tail"),
    [(3.841, 1, 0.05), (6.635, 1, 0.01), (18.307, 10, 0.05), (2.558, 10, 0.99), (124.342, 100, 0.05)],
)
def test_chi_square_tails_of_the_tables(x: float, df: int, tail: float) -> None:
    """Pearson and Hartley (1966), Biometrika Tables for Statisticians, table 8."""
    assert chi_square_tail(x, df) == pytest.approx(tail, abs=3e-5)


def test_poisson_sums() -> None:
    assert poisson_cdf(2, 1.0) == pytest.approx(2.5 / np.e)
    assert (poisson_cdf(-1, 1.0), poisson_cdf(0, 0.0)) == (0.0, 1.0)


def test_chi_square_of_a_fourfold_table() -> None:
    """For [[a, b], [c, d]] it is n (ad - bc)^2 / (row and column sums): here 100 * 500^2 / (50 * 50 * 55 * 45)."""
    found = chi_square([30, 20], [25, 25])

    assert found.value == pytest.approx(100 * 250**2 / (50 * 50 * 55 * 45))
    assert found.p_value == pytest.approx(chi_square_tail(found.value, 1))


@given(COUNTS)
def test_the_order_of_windows_and_categories_changes_nothing(pairs: list[tuple[int, int]]) -> None:
    before, after = np.array(pairs).T

    for measure in (chi_square, population_stability, jensen_shannon):
        assert measure(before, after).value == pytest.approx(measure(after, before).value)
        assert measure(before, after).value == pytest.approx(measure(before[::-1], after[::-1]).value)
        assert measure(before, before * 3).value == pytest.approx(0.0, abs=1e-7)
        assert measure(before, after).value >= 0.0
    assert jensen_shannon(before, after).value <= 1.0


@given(COUNTS, COUNTS)
def test_counts_of_batches_add_up(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    size = min(len(one), len(other))
    first, second = np.array(one[:size]).T, np.array(other[:size]).T

    merged = chi_square(first[0] + second[0], first[1] + second[1])

    assert merged.before == int(first[0].sum() + second[0].sum())
    assert merged == chi_square(second[0] + first[0], second[1] + first[1])


def test_a_test_at_five_per_cent_errs_that_often() -> None:
    rng = np.random.default_rng(3)
    mix = [0.5, 0.3, 0.15, 0.05]

    found = [chi_square(rng.multinomial(400, mix), rng.multinomial(600, mix)).p_value for _ in range(2000)]

    assert np.mean(np.array(found) < 0.05) == pytest.approx(0.05, abs=0.015)


def test_a_planted_change_of_the_mix_is_found() -> None:
    rng = np.random.default_rng(4)
    before, after = rng.multinomial(1000, [0.5, 0.3, 0.2]), rng.multinomial(1000, [0.4, 0.3, 0.3])

    assert chi_square(before, after).p_value < 0.001
    assert population_stability(before, after).value > 5 * 2 * (1 / 1000 + 1 / 1000)


def test_small_counts_get_no_p_value() -> None:
    found = chi_square([3, 1], [1, 2])

    assert (found.p_value, found.reason) == (None, "too_few")
    assert found.value > 0


def test_a_category_on_one_side_only_has_no_bounded_index() -> None:
    found = population_stability([5, 5, 0], [5, 4, 1])

    assert (found.value, found.reason) == (None, "empty_category")
    assert population_stability([5, 5, 0], [5, 4, 1], floor=0.001).value > 0
    assert 0 < jensen_shannon([5, 5, 0], [5, 4, 1]).value < 1


def test_nothing_to_compare_is_said() -> None:
    for measure in (chi_square, population_stability, jensen_shannon, kolmogorov_smirnov_of_counts):
        assert measure([0, 0], [1, 2]).to_json() == {
            "value": None,
            "p_value": None,
            "reason": "empty",
            "before": 0,
            "after": 3,
        }
    assert chi_square([5, 0], [9, 0]).reason == "one_category"
    assert kolmogorov_smirnov([], [1.0]).reason == "empty"


@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=30),
    st.lists(st.integers(-50, 50), min_size=1, max_size=30),
)
def test_only_the_order_of_values_counts(x: list[int], y: list[int]) -> None:
    found = kolmogorov_smirnov(x, y)

    assert found == kolmogorov_smirnov(np.exp(np.array(x) / 10), np.exp(np.array(y) / 10))
    assert (found.value, found.p_value) == pytest.approx(
        (kolmogorov_smirnov(y, x).value, kolmogorov_smirnov(y, x).p_value)
    )
    assert 0 <= found.value <= 1


def test_the_limit_continues_the_exact_distribution() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=3000), rng.normal(0.06, 1, size=3500)

    beyond, exact = kolmogorov_smirnov(x, y), kolmogorov_smirnov(x[:2800], y)

    assert x.size * y.size > 10_000_000 > 2800 * y.size
    assert 0 < beyond.p_value < 1
    assert exact.p_value == pytest.approx(beyond.p_value, abs=0.1)


def test_what_cannot_be_compared_is_refused() -> None:
    for refused in (
        lambda: chi_square([1, 2], [1, 2, 3]),
        lambda: chi_square([1, -2], [1, 2]),
        lambda: jensen_shannon([0.5, 0.5], [0.4, 0.6]),
        lambda: population_stability([1, 2], [2, 1], floor=2.0),
        lambda: kolmogorov_smirnov([float("nan")], [1.0]),
        lambda: kolmogorov_smirnov_of_counts([1], [1, 2]),
        lambda: kolmogorov_smirnov_of_counts([-1], [1]),
        lambda: chi_square_tail(-1.0, 2),
    ):
        with pytest.raises(ValueError, match="Expected"):
            refused()
