"""Labels against gold, class by class."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.gold_confusion import GoldConfusion

K = 3
rows = st.lists(st.tuples(st.integers(0, K - 1), st.integers(0, K - 1)), max_size=40)


def confusion(pairs) -> GoldConfusion:
    return GoldConfusion.of(*np.array(pairs, int).reshape(-1, 2).T, K)


def test_macro_f1_of_the_users_guide_of_scikit_learn() -> None:
    """0.27 in the example of `f1_score`: y_true 0 1 2 0 1 2, y_pred 0 2 1 0 0 1."""
    found = GoldConfusion.of([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], K)

    assert found.macro_f1().estimate == pytest.approx(4 / 15)
    assert [each.f1.estimate for each in found.classes()] == pytest.approx([0.8, 0, 0])
    assert found.accuracy().estimate == pytest.approx(1 / 3)


def test_sensitivity_and_specificity_by_hand() -> None:
    found = GoldConfusion(np.array([[90, 10], [5, 45]])).classes()[1]

    assert (found.recall.estimate, found.recall.n) == (0.9, 50)
    assert (found.specificity.estimate, found.specificity.n) == (0.9, 100)
    assert (found.precision.estimate, found.precision.n) == (pytest.approx(45 / 55), 55)
    assert found.f1.estimate == pytest.approx(90 / 105)


def test_ranks_against_gold() -> None:
    found = GoldConfusion.of([0, 1, 2, 2], [0, 2, 2, 0], K)

    assert (found.rank_error().estimate, found.rank_error().n) == (0.75, 4)
    assert found.kappa("quadratic").estimate == pytest.approx(1 - 5 / 7)


def test_intervals_of_macro_f1_hold_the_truth_19_times_in_20() -> None:
    rng = np.random.default_rng(3)
    truth = np.array([[0.45, 0.04, 0.01], [0.05, 0.24, 0.01], [0.02, 0.03, 0.15]])
    right = np.diag(truth)
    wanted = np.mean(2 * right / (truth.sum(axis=0) + truth.sum(axis=1)))

    drawn = rng.multinomial(300, truth.ravel(), size=2000).reshape(-1, K, K)
    found = [GoldConfusion(table).macro_f1() for table in drawn]

    assert np.mean([each.ci_low <= wanted <= each.ci_high for each in found]) == pytest.approx(
        0.95, abs=0.015
    )


@pytest.mark.parametrize("labels", [100, 300])
@pytest.mark.parametrize(
    ("truth", "wanted"),
    [([[93, 2], [2, 3]], 0.6), ([[94.5, 0.5], [0.5, 4.5]], 0.9), ([[96.5, 0.5], [0.5, 2.5]], 5 / 6)],
)
def test_intervals_of_a_rare_class_s_f1_hold_the_truth(truth, wanted: float, labels: int) -> None:
    drawn = np.random.default_rng(3).multinomial(labels, np.ravel(truth) / 100, size=1000).reshape(-1, 2, 2)
    found = [GoldConfusion(table).classes()[1].f1 for table in drawn]

    held = [each.ci_low <= wanted <= each.ci_high for each in found if each.ci_low is not None]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_two_right_answers_on_a_rare_class_prove_little() -> None:
    found = GoldConfusion(np.array([[98, 0], [0, 2]]))

    assert found.classes()[1].f1.ci_low < 0.6
    assert found.macro_f1().ci_low < 0.8


@given(rows, rows, st.permutations(range(K)))
def test_counts_add_up_come_off_and_keep_no_names(first, second, names) -> None:
    one, other = confusion(first), confusion(second)
    renamed = confusion([(names[a], names[b]) for a, b in first])

    assert one + other == confusion(first + second)
    assert (one + other) - other == one
    assert GoldConfusion.from_json(json.loads(json.dumps(one.to_json()))) == one
    assert renamed.macro_f1().estimate == pytest.approx(one.macro_f1().estimate)
    assert renamed.macro_f1().se == pytest.approx(one.macro_f1().se)


def test_undefined_is_said() -> None:
    nobody, once = confusion([]), confusion([(0, 0), (1, 1)])

    assert (nobody.macro_f1().reason, nobody.rank_error().reason, nobody.accuracy().reason) == ("empty",) * 3
    assert (once.macro_f1().estimate, once.classes()[2].f1.reason) == (1.0, "empty_category")
    assert once.macro_f1().ci_low < 0.5
    assert once.classes()[0].f1.n == 1
    assert confusion([(0, 0)]).macro_f1().reason == "too_few"
    for wrong in (
        lambda: GoldConfusion.of([0], [3], K),
        lambda: GoldConfusion.of([0], [0, 1], K),
        lambda: nobody - once,
        lambda: once + GoldConfusion(np.zeros((2, 2), int)),
    ):
        with pytest.raises(ValueError, match="Expected"):
            wrong()
