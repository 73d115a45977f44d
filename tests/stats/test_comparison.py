"""Comparisons, adjusted p-values, finite populations and shrunken shares."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from dataops.stats.comparison import mcnemar, paired_bootstrap
from dataops.stats.distributions import f_quantile
from dataops.stats.finite import Stratum, finite_share, horvitz_thompson, stratified_share
from dataops.stats.intervals import clopper_pearson, wilson
from dataops.stats.multiple import benjamini_hochberg, holm
from dataops.stats.shrinkage import shrink

counts = st.tuples(*[st.integers(0, 60)] * 4)


@given(st.floats(0.001, 0.999), st.floats(1, 300), st.floats(1, 300))
def test_f_quantiles_agree_with_scipy(p: float, above: float, below: float) -> None:
    assert f_quantile(p, above, below) == pytest.approx(stats.f.ppf(p, above, below), rel=1e-6)


@given(counts)
def test_mcnemar_is_the_exact_binomial_test(table) -> None:
    _, first, second, _ = table
    found = mcnemar(*table)

    if first + second:
        assert found.p_value == pytest.approx(stats.binomtest(first, first + second).pvalue, abs=1e-9)
    if sum(table):
        assert -1 <= found.difference.ci_low <= found.difference.estimate <= found.difference.ci_high <= 1


@given(counts)
def test_mcnemar_mirrors_when_the_two_change_places(table) -> None:
    both, first, second, neither = table
    found, mirrored = mcnemar(*table), mcnemar(both, second, first, neither)

    assert found.p_value == mirrored.p_value
    if sum(table):
        assert found.difference.ci_low == pytest.approx(-mirrored.difference.ci_high)


def test_newcombe_s_interval_of_a_paired_difference() -> None:
    """Newcombe (1998), table II, method 10: 36, 12, 2, 0 gives 0.0569 to 0.3404."""
    found = mcnemar(36, 12, 2, 0).difference

    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx((0.2, 0.0569, 0.3404), abs=5e-5)


def test_the_paired_bootstrap_knows_a_difference_from_none() -> None:
    rng = np.random.default_rng(1)
    hard = rng.random(300) < 0.5
    good, fair = hard | (rng.random(300) < 0.7), hard | (rng.random(300) < 0.3)

    apart, same = (paired_bootstrap(good, other, rng=rng) for other in (fair, good))

    assert apart.p_value < 0.01 < 0.05 < apart.difference.ci_low
    assert (same.difference.estimate, same.difference.reason, same.p_value) == (0, "too_few", None)


def test_two_ratios_are_compared_by_item() -> None:
    found = paired_bootstrap([2, 4, 6], [1, 4, 3], whole=[[4, 4, 8], [4, 4, 8]], rng=np.random.default_rng(0))

    assert found.difference.estimate == pytest.approx(12 / 16 - 8 / 16)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_p_values(p) -> None:
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))
    assert all(a <= h + 1e-12 for a, h in zip(benjamini_hochberg(p), holm(p), strict=True))
    assert holm(p)[int(np.argmin(p))] == pytest.approx(min(1, min(p) * len(p)))


@given(st.integers(1, 60), st.data())
def test_a_lot_s_interval_holds_no_count_that_its_sample_rules_out(population: int, data) -> None:
    trials = data.draw(st.integers(1, population))
    x = data.draw(st.integers(0, trials))
    found = finite_share(x, trials, population)
    chances = [
        (
            stats.hypergeom.cdf(x, population, held, trials),
            stats.hypergeom.sf(x - 1, population, held, trials),
        )
        for held in range(population + 1)
    ]
    assume(all(abs(chance - 0.025) > 1e-9 for pair in chances for chance in pair))  # rounding decides a tie
    kept = [held for held, (low, high) in enumerate(chances) if low > 0.025 and high > 0.025]

    assert (found.ci_low, found.ci_high) == pytest.approx((kept[0] / population, kept[-1] / population))


def test_a_large_lot_is_endless_and_a_lot_seen_whole_is_certain() -> None:
    endless, large, whole = clopper_pearson(7, 60), finite_share(7, 60, 10**6), finite_share(7, 60, 60)

    assert (large.ci_low, large.ci_high) == pytest.approx((endless.ci_low, endless.ci_high), abs=1e-4)
    assert whole.ci_low == whole.ci_high == whole.estimate


def test_strata_weigh_by_their_size() -> None:
    found = stratified_share([Stratum(10, 100, 1000), Stratum(40, 100, 9000)])

    assert found.estimate == pytest.approx(0.1 * 0.1 + 0.9 * 0.4)
    assert found.se == pytest.approx(
        np.sqrt(0.01 * 0.9 * 0.09 / 99 + 0.81 * (1 - 100 / 9000) * 0.24 / 99), rel=1e-9
    )
    assert stratified_share([Stratum(0, 0, 5), Stratum(1, 2, 5)]).reason == "too_few"
    assert stratified_share([]).reason == "empty"


@pytest.mark.parametrize(
    "design",
    [
        [(10, 9000, 0.02), (200, 1000, 0.10)],
        [(20, 9500, 0.01), (100, 500, 0.2)],
        [(30, 7000, 0.03), (30, 2000, 0.03), (30, 1000, 0.03)],
        [(100, 1000, 0.1), (100, 9000, 0.4)],
    ],
)
def test_a_small_sample_without_a_hit_makes_no_population_certain(design) -> None:
    rng = np.random.default_rng(6)
    sizes = sum(size for _, size, _ in design)
    truth = sum(round(share * size) for _, size, share in design) / sizes
    drawn = [
        [
            Stratum(int(rng.hypergeometric(round(p * size), size - round(p * size), n)), n, size)
            for n, size, p in design
        ]
        for _ in range(1000)
    ]
    found = [stratified_share(strata) for strata in drawn]

    assert 0.93 <= np.mean([each.ci_low <= truth <= each.ci_high for each in found]) <= 0.995


def test_unequal_chances_hold_the_truth() -> None:
    rng = np.random.default_rng(7)
    risky = rng.random(2000) < 0.05
    wrong, chance = rng.random(2000) < np.where(risky, 0.3, 0.01), np.where(risky, 0.5, 0.02)
    samples = [rng.random(2000) < chance for _ in range(1000)]
    found = [horvitz_thompson(wrong[s].tolist(), chance[s].tolist(), 2000) for s in samples]

    assert np.mean([each.ci_low <= wrong.mean() <= each.ci_high for each in found]) > 0.94
    assert horvitz_thompson([False] * 101, [1.0] * 100 + [0.01], 200).ci_high > 0.4


def test_unequal_chances_are_weighed_back() -> None:
    even = horvitz_thompson([True, False] * 50, [0.1] * 100, 1000)
    uneven = horvitz_thompson([True, False], [0.5, 0.1], 12)

    assert even.estimate == pytest.approx(0.5)
    assert uneven.estimate == pytest.approx(2 / 12)
    assert horvitz_thompson([], [], 10).reason == "empty"


def test_few_answers_are_drawn_to_the_pool_and_many_are_not() -> None:
    found = shrink([3, 190, 0, 90, 70, 85], [3, 200, 0, 100, 100, 100])

    assert found.pooled.estimate < found.shares[0].estimate < 0.99
    assert found.shares[1].estimate == pytest.approx(0.95, abs=0.01)
    assert (found.shares[2].estimate, found.shares[2].reason) == (None, "empty")
    assert not found.not_enough_to_rank


def test_a_pool_that_looks_alike_makes_nobody_certain() -> None:
    found = shrink([9] * 8, [10] * 8)
    uneven = shrink([8, 9, 8, 9, 8], [10] * 5)

    assert found.not_enough_to_rank
    assert found.shares[0].ci_low < found.pooled.ci_low < found.pooled.ci_high < found.shares[0].ci_high
    assert 0 < uneven.shares[1].estimate - uneven.shares[0].estimate < 0.05


@pytest.mark.parametrize(
    ("right", "wrong", "annotators", "answers"),
    [(18, 2, 8, 10), (9, 1, 20, 5), (18, 2, 30, 10), (18, 2, 8, 40)],
)
def test_what_each_is_likely_worth_holds_the_truth(
    right: int, wrong: int, annotators: int, answers: int
) -> None:
    rng = np.random.default_rng(4)
    held = []
    for _ in range(80):
        truth = rng.beta(right, wrong, annotators)
        found = shrink(rng.binomial(answers, truth).tolist(), [answers] * annotators)
        held += [of.ci_low <= true <= of.ci_high for of, true in zip(found.shares, truth, strict=True)]

    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=2, max_size=8))
def test_nobody_is_known_better_than_the_pool(answers) -> None:
    trials = [right + wrong for right, wrong in answers]
    found = shrink([right for right, _ in answers], trials)

    for each in found.shares:
        assert each.ci_high - each.ci_low >= found.pooled.ci_high - found.pooled.ci_low - 1e-12
        assert 0 <= each.ci_low <= each.estimate <= each.ci_high <= 1


def test_one_annotator_is_no_pool() -> None:
    found = shrink([3, 0], [4, 0])

    assert (found.weight, found.shares[0]) == (None, wilson(3, 4))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: mcnemar(1, -1, 0, 0), "0 or more"),
        (lambda: holm([0.5, 1.5]), "p-values from 0 to 1"),
        (lambda: finite_share(3, 5, 4), "trials <= population"),
        (lambda: horvitz_thompson([True], [0.0], 5), "inclusion probability"),
        (lambda: shrink([1], [1, 2]), "same length"),
        (lambda: paired_bootstrap([1], [1, 2], rng=np.random.default_rng(0)), "score"),
    ],
)
def test_wrong_input_says_what_was_expected(wrong, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        wrong()
