"""Rankings and preferences, against scipy and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dataops.stats.preference import preference_agreement
from dataops.stats.ranking import kendall_w, mean_tau_b
from dataops.stats.rankings import ranking_agreement

tables = st.integers(2, 4).flatmap(
    lambda judges: st.lists(
        st.lists(st.integers(1, 5), min_size=judges, max_size=judges), min_size=4, max_size=7
    ).map(lambda rows: np.array(rows, float).T)
)


@given(tables)
def test_w_with_ties_is_friedman_s_statistic_in_another_dress(table) -> None:
    judges, objects = table.shape
    found = kendall_w(table)

    if judges > 2 and found.estimate is not None:
        chi2 = stats.friedmanchisquare(*table.T).statistic
        assert found.estimate == pytest.approx(chi2 / (judges * (objects - 1)), abs=1e-9)


@given(tables)
def test_tau_b_of_two_judges_is_scipy_s(table) -> None:
    found, other = mean_tau_b(table[:2]), stats.kendalltau(table[0], table[1]).statistic

    assert found.estimate == (None if np.isnan(other) else pytest.approx(other, abs=1e-9))


@given(tables, st.randoms())
def test_renaming_judges_and_objects_changes_nothing(table, random) -> None:
    judges, objects = (random.sample(range(size), size) for size in table.shape)
    shuffled = table[judges][:, objects] * 3 - 7

    for statistic in (kendall_w, mean_tau_b):
        before, after = statistic(table), statistic(shuffled)
        assert after.reason == before.reason
        if before.estimate is not None:
            assert (after.estimate, after.se) == (pytest.approx(before.estimate), pytest.approx(before.se))


def test_the_jackknife_of_w_is_w_without_each_object() -> None:
    table = np.array([[1, 2, 2, 4, 5, 6], [2, 1, 3, 3, 5, 6], [1, 3, 2, 4, 6, 5]], float)
    left = np.array([kendall_w(np.delete(table, place, axis=1)).estimate for place in range(6)])

    assert kendall_w(table).se == pytest.approx(np.sqrt(5 * left.var()))


def test_tau_of_rankings_with_holes_uses_what_both_ranked() -> None:
    table = np.array([[1, 2, 3, np.nan], [1, 2, np.nan, 3], [2, 1, 3, 4]])

    found = mean_tau_b(table)

    assert found.estimate == pytest.approx((1 + 1 / 3 + 1 / 3) / 3)
    with pytest.raises(ValueError, match="mean_tau_b takes"):
        kendall_w(table)


@pytest.mark.parametrize("statistic", [kendall_w, mean_tau_b])
@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (np.empty((2, 0)), "empty"),
        ([[1, 2, 3]], "single_rater"),
        ([[1], [1]], "too_few"),
        ([[1, 1, 1], [2, 2, 2]], "one_category"),
    ],
)
def test_undefined_rankings_say_why(statistic, table, reason: str) -> None:
    assert (statistic(table).estimate, statistic(table).reason) == (None, reason)


def long(lists: list[list[list[int]]]) -> tuple[list[int], list[int], list[int], list[int]]:
    rows = [
        (item, judge, thing, rank)
        for item, judges in enumerate(lists)
        for judge, ranks in enumerate(judges)
        for thing, rank in enumerate(ranks)
    ]
    return tuple(list(column) for column in zip(*rows, strict=True))


def test_many_lists_are_averaged_and_their_pairs_compared() -> None:
    found = ranking_agreement(
        *long([[[1, 2, 3], [1, 2, 3]], [[1, 2, 3], [3, 2, 1]], [[1, 2], [1, 2]], [[1, 2]]])
    )

    assert (found.lists, found.overlapping_lists) == (4, 3)
    assert found.tau_b.estimate == pytest.approx(1 / 3)
    assert found.kendall_w.estimate == pytest.approx(2 / 3)
    assert found.pair_agreement.estimate == pytest.approx(4 / 7)
    assert found.pair_alpha.n == 3


def test_lists_ranked_once_do_not_overlap() -> None:
    found = ranking_agreement(*long([[[1, 2]], [[2, 1]]]))

    assert {found.kendall_w.reason, found.tau_b.reason, found.pair_alpha.reason} == {"no_overlap"}
    assert ranking_agreement([], [], [], []).pair_agreement.reason == "empty"


def test_the_bootstrap_draws_lists() -> None:
    rng = np.random.default_rng(2)
    lists = [
        [(1 + rng.permutation(4)).tolist() if rng.random() < 0.3 else [1, 2, 3, 4] for _ in range(3)]
        for _ in range(80)
    ]

    closed, drawn = ranking_agreement(*long(lists)), ranking_agreement(*long(lists), rng=rng)

    for name in ("kendall_w", "tau_b", "pair_agreement", "pair_alpha"):
        a, b = getattr(closed, name), getattr(drawn, name)
        assert (b.ci_low, b.ci_high) == pytest.approx((a.ci_low, a.ci_high), abs=0.05)


def test_preferences_with_and_without_equal() -> None:
    pair, judge = np.divmod(np.arange(12), 3)
    choice = [0, 0, 0, 2, 2, 1, 0, 1, 2, 1, 1, 0]

    found = preference_agreement(pair, judge, choice)

    assert found.agreement.estimate == pytest.approx((3 + 1 + 0 + 1) / 12)
    assert found.agreement_without_equal.estimate == pytest.approx((1 + 1 + 0) / 3)
    assert (found.first_chosen.estimate, found.first_chosen.n) == (pytest.approx(5 / 8), 8)
    assert found.equal.estimate == pytest.approx(4 / 12)


def test_a_choice_of_four_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 2"):
        preference_agreement([1], [1], [3])
    assert preference_agreement([], [], []).alpha.reason == "empty"
