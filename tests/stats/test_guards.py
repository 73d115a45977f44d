"""Signs that somebody is not looking."""

from itertools import combinations, groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.guards import leakage, pace, run_chance, shuffled_run_chance, straight_line


def test_difference_of_two_shares_by_newcombe() -> None:
    """Newcombe 1998, 56 of 70 against 48 of 80: 0.0524 to 0.3339 (method 10)."""
    found = leakage(56, 70, 48, 80).difference

    assert (found.estimate, found.n) == (pytest.approx(0.2), 150)
    assert (found.ci_low, found.ci_high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_lady_tasting_tea() -> None:
    """Fisher 1935, three of four cups right: 0.243 one-sided, 0.486 two-sided."""
    assert leakage(3, 4, 1, 4).p_value == pytest.approx(34 / 70)


@given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 12), st.integers(1, 12))
def test_swapping_the_sides_turns_the_sign(a: int, n: int, b: int, m: int) -> None:
    there, back = leakage(min(a, n), n, min(b, m), m), leakage(min(b, m), m, min(a, n), n)

    assert there.p_value == pytest.approx(back.p_value)
    assert there.difference.ci_low == pytest.approx(-back.difference.ci_high, abs=1e-12)


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([0.25, 0.5, 0.8]))
def test_run_chance_counts_every_sequence(answers: int, longest: int, share: float) -> None:
    def has_run(flips) -> bool:
        return any(flip and len(list(run)) >= longest for flip, run in groupby(flips))

    chance = sum(
        np.prod([share if flip else 1 - share for flip in flips])
        for flips in product((False, True), repeat=answers)
        if has_run(flips)
    )

    assert run_chance(answers, longest, share) == pytest.approx(chance)


@given(st.integers(1, 8), st.integers(0, 8), st.integers(1, 8))
def test_shuffled_run_chance_counts_every_order(answers: int, of_it: int, longest: int) -> None:
    of_it = min(of_it, answers)
    orders = list(combinations(range(answers), of_it))
    long = sum(
        any(all(start + i in set(places) for i in range(longest)) for start in range(answers))
        for places in orders
    )

    assert shuffled_run_chance(answers, of_it, longest) == pytest.approx(long / len(orders), abs=1e-12)


@pytest.mark.parametrize(("answers", "of_it", "longest"), [(20, 10, 6), (20, 16, 12), (200, 100, 10)])
def test_shuffled_run_chance_is_that_of_shuffling(answers: int, of_it: int, longest: int) -> None:
    orders = np.random.default_rng(1).permuted(np.tile(np.arange(answers) < of_it, (4000, 1)), axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(orders, longest, axis=1)

    found = windows.all(axis=2).any(axis=1).mean()

    assert shuffled_run_chance(answers, of_it, longest) == pytest.approx(found, abs=0.02)


def test_shuffled_run_chance_of_many_answers() -> None:
    assert shuffled_run_chance(100_000, 50_000, 30) == pytest.approx(run_chance(100_000, 30, 0.5), rel=0.01)
    assert shuffled_run_chance(100_000, 50_000, 5) == 1.0


def test_straight_lines() -> None:
    honest = straight_line(np.random.default_rng(1).integers(0, 4, 400))
    lazy = straight_line([*[0, 1, 2, 3] * 50, *[2] * 40, *[0, 1, 2, 3] * 50])

    assert honest.chance > 0.05
    assert honest.entropy == pytest.approx(2, abs=0.02)
    assert (lazy.longest, lazy.label) == (40, 2)
    assert lazy.chance < 1e-6
    assert (straight_line([7] * 5).chance, straight_line([7] * 5).entropy) == (1.0, 0.0)
    assert straight_line([]).chance is None


def test_pace_is_normal_for_who_works_as_ever() -> None:
    rng = np.random.default_rng(2)
    usual = [
        pace(np.exp(rng.normal(3, 0.4, 20)), np.exp(rng.normal(3, 0.4, 300))).estimate for _ in range(500)
    ]

    assert np.mean(usual) == pytest.approx(0, abs=0.15)
    assert np.std(usual) == pytest.approx(1, abs=0.1)
    assert pace([2.0] * 20, np.exp(rng.normal(3, 0.4, 300))).estimate < -10


def test_undefined_is_said() -> None:
    assert leakage(0, 0, 1, 2).p_value is None
    assert (pace([], [1, 2]).reason, pace([1], [2]).reason) == ("empty", "too_few")
    for wrong in (lambda: pace([0], [1, 2]), lambda: run_chance(5, 0, 0.5), lambda: leakage(3, 2, 1, 2)):
        with pytest.raises(ValueError, match="Expected"):
            wrong()
