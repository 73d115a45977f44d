"""Undefined is said with a reason, a bad argument is refused with a sentence: never a NaN, never a guess."""

from collections.abc import Callable
from math import inf, nan

import numpy as np
import pytest

from dataops.stats.aggregation import majority
from dataops.stats.agreement import agreement, gwet_ac1
from dataops.stats.comparison import mcnemar, paired_bootstrap
from dataops.stats.control import p_chart, p_chart_run_length
from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.forecast import days_until_done, done_within
from dataops.stats.gold_confusion import GoldConfusion
from dataops.stats.intervals import agresti_coull, clopper_pearson, jeffreys, wald
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.one_coin import one_coin
from dataops.stats.sampling import Plan, estimate_size, single_plan
from dataops.stats.tally import Tally
from dataops.stats.two_raters import contingency
from dataops.stats.weights import WEIGHTS, weights

LABELS = Tally.from_counts([[2, 0, 0], [1, 1, 0], [0, 0, 2], [0, 2, 0]])


def refused(call: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


def test_categories_of_equal_value_are_one_category() -> None:
    two = Tally.from_counts([[2, 0], [1, 1], [0, 2]])
    spelled = Tally.from_counts([[1, 1, 0], [1, 0, 1], [0, 0, 2]])

    alpha = krippendorff_alpha(spelled, "interval", [1, 1, 2])

    assert alpha == krippendorff_alpha(two, "interval", [1, 2])
    assert krippendorff_alpha(spelled, "ratio", [1, 1, 1]).reason == "one_category"
    assert (
        krippendorff_alpha(Tally.from_counts([[1, 1, 0]] * 3), "interval", [1, 1, 2]).reason == "one_category"
    )


@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e300])
def test_the_unit_of_the_values_does_not_matter(scale: float) -> None:
    found = krippendorff_alpha(LABELS, "interval", [scale, 2 * scale, 4 * scale])

    assert found.estimate == pytest.approx(krippendorff_alpha(LABELS, "interval", [1, 2, 4]).estimate)


@pytest.mark.parametrize("level", ["interval", "ratio"])
@pytest.mark.parametrize("values", [[1, nan, 2], [1, inf, 2], [1, None, 2], ["a", "b", "c"]])
def test_category_values_are_finite_numbers(level, values) -> None:
    refused(lambda: krippendorff_alpha(LABELS, level, values), "finite numbers")
    refused(lambda: weights("linear", 3, values), "finite numbers")


def test_ratio_values_count_from_zero() -> None:
    refused(lambda: krippendorff_alpha(LABELS, "ratio", [-1, 0, 1]), "true zero")
    refused(lambda: weights("ratio", 3, [-1, 0, 1]), "true zero")


@pytest.mark.parametrize("name", [name for name in WEIGHTS if name not in ("identity", "ordinal")])
def test_weights_need_values_that_differ(name: str) -> None:
    refused(lambda: weights(name, 3, [1, 1, 1]), "that differ")


def test_weights_given_as_a_matrix_fit_the_categories() -> None:
    refused(lambda: krippendorff_alpha(LABELS, weights=np.eye(2)), "3 x 3")
    refused(lambda: gwet_ac1(LABELS, weights=np.zeros((3, 3))), "1 on the diagonal")

    assert krippendorff_alpha(LABELS, weights=np.ones((3, 3))).reason == "one_category"


@pytest.mark.parametrize("confidence", [nan, inf, 0, 1, 95, -0.5, None, "0.95"])
def test_a_confidence_lies_between_0_and_1(confidence) -> None:
    for tally in (LABELS, Tally.empty(3)):
        refused(lambda tally=tally: agreement(tally, confidence=confidence), "confidence as a")


def test_a_level_is_one_of_four() -> None:
    refused(lambda: agreement(Tally.empty(2), level="fancy"), "level of measurement")


@pytest.mark.parametrize(
    "call",
    [
        lambda: majority([1, 2, 3], [0], 2),
        lambda: majority([1, 2], [0, 1], 2).accuracy([1, 2], [0]),
        lambda: dawid_skene([1, 2, 3], [1], [0, 1, 0], 2),
        lambda: one_coin([1, 2, 3], [1, 2, 3], [0], 2),
        lambda: contingency([0], [1, 1, 0], 2),
    ],
)
def test_a_single_row_is_not_repeated_to_fit_the_others(call) -> None:
    refused(call, "of the same length")


@pytest.mark.parametrize("labels", [[0.9, 1.7], [nan, 1], [None, 1], ["0", "1"], [[0, 1]]])
def test_labels_are_whole_numbers(labels) -> None:
    refused(lambda: contingency(labels, [0, 1], 2), "array of integers")
    refused(lambda: majority([1, 2], labels, 2), "array of integers")


def test_labels_are_among_the_declared_ones() -> None:
    refused(lambda: contingency([0], [3], 2), "from 0 to 1")
    refused(lambda: contingency([-1], [0], 2), "from 0 to 1")
    refused(lambda: majority([1], [0], 2.5), "declared categories")
    refused(lambda: majority([1], [0], None), "declared categories")
    refused(lambda: contingency([0], [0], 10**6), "too many")


@pytest.mark.parametrize(
    "counts", [[[1.9, 0.9]], [[nan, 1]], [[None, 1]], [["a", "b"]], [], [[[1]]], [[-1, 2]], [[2**40, 1]]]
)
def test_counts_are_whole_numbers_in_a_table(counts) -> None:
    refused(lambda: Tally.from_counts(counts), "Expected counts")


def test_items_without_labels_are_no_data() -> None:
    assert Tally.from_counts([[0, 0]]) == Tally.from_counts(np.empty((0, 2))) == Tally.empty(2)
    assert Tally.from_counts([[0, 0], [1, 1]]).items == 1
    assert agreement(Tally.from_counts([[0, 0]])).alpha.reason == "empty"


@pytest.mark.parametrize("scores", [[nan, 1, 2], [inf, 1, 2], [None, 1, 2], ["a", "b", "c"]])
def test_scores_that_are_compared_are_finite(scores) -> None:
    refused(lambda: paired_bootstrap(scores, [1, 1, 2], rng=np.random.default_rng(1)), "finite numbers")
    refused(lambda: paired_bootstrap([1, 1, 2], scores, rng=np.random.default_rng(1)), "finite numbers")
    refused(
        lambda: paired_bootstrap([1, 1, 2], [1, 1, 2], whole=[scores, scores], rng=np.random.default_rng(1)),
        "finite numbers",
    )


def test_compared_counts_are_whole_numbers() -> None:
    refused(lambda: mcnemar(1, 2.5, 0, 1), "first_only as a whole number")
    refused(lambda: mcnemar(None, 2, 0, 1), "both as a whole number")


def test_a_chart_has_an_error_rate_for_its_centre() -> None:
    for centre in (2.0, nan, -0.1):
        refused(lambda centre=centre: p_chart([1, 2], [10, 10], centre=centre), "centre as a")
    refused(lambda: p_chart([1.5, 2], [10, 10]), "array of integers")
    refused(lambda: p_chart_run_length(0.1, 10.5, 0.1), "checks as a whole number")


def test_a_plan_counts_whole_items() -> None:
    refused(lambda: Plan(10.5, 1), "size as a whole number")
    refused(lambda: Plan(10, None), "accept as a whole number")
    refused(lambda: Plan(10, 1).acceptance(nan), "defective_share as a finite number")
    refused(lambda: Plan(10, 1).quality_accepted(1.5), "chance as a share")
    refused(lambda: Plan(10, 1, 50).acceptance_of(51), "from 0 to 50")
    refused(lambda: single_plan(nan, 0.1), "good as a")
    refused(lambda: estimate_size(0.05, population=0), "population as a whole number")


def test_a_forecast_counts_whole_items_and_days() -> None:
    for remaining in (-5, 5.5, None, 10**22):
        refused(
            lambda n=remaining: days_until_done(n, [3] * 20, rng=np.random.default_rng(1)), "remaining as a"
        )
    for days in (-5, 5.5, None):
        refused(lambda n=days: done_within(n, [3] * 20, rng=np.random.default_rng(1)), "days as a whole")

    assert done_within(0, [3] * 20, rng=np.random.default_rng(1)).p85 == 0


@pytest.mark.parametrize("interval", [clopper_pearson, jeffreys, agresti_coull, wald])
def test_successes_of_an_exact_interval_are_whole_numbers(interval) -> None:
    refused(lambda: interval(2.5, 10), "successes as a whole number")
    refused(lambda: interval(None, 10), "successes as a whole number")
    refused(lambda: interval(2, nan), "trials as a whole number")


def test_a_stored_confusion_is_square() -> None:
    refused(lambda: GoldConfusion.from_json([[1, 2, 3]]), "square table")
    refused(lambda: GoldConfusion.from_json([[1, -2], [0, 1]]), "square table")


def test_a_posterior_fits_the_vote() -> None:
    refused(lambda: majority([1, 2], [0, 1], 2).settled_by(np.ones(2)), "Expected a posterior")
