"""One label out of many: honest ties, and annotators weighed by how they err."""

import numpy as np
import pytest

from dataops.stats.aggregation import TIED, majority
from dataops.stats.dawid_skene import dawid_skene


def test_a_tie_has_no_winner_and_counts_as_a_fair_draw() -> None:
    item, label = [7, 7, 7, 8, 8, 9, 9], [0, 0, 1, 1, 2, 0, 2]

    vote = majority(item, label, 3)

    assert list(vote.items) == [7, 8, 9]
    assert list(vote.labels) == [0, TIED, TIED]
    assert vote.tie_share == pytest.approx(2 / 3)
    assert vote.accuracy([7, 8, 9], [0, 1, 1]).estimate == pytest.approx((1 + 0.5 + 0) / 3)


def test_ties_go_to_the_winner_the_model_favours() -> None:
    vote = majority([1, 1], [0, 2], 3)

    assert list(vote.settled_by(np.array([[0.1, 0.7, 0.2]]))) == [2]


def test_gold_nobody_labelled_is_left_out_and_a_category_nobody_used_is_wrong() -> None:
    vote = majority([1, 2], [0, 0], 2)

    found = vote.accuracy([1, 2, 3], [0, -1, 0])

    assert (found.estimate, found.n) == (0.5, 2)


def test_no_gold_at_all_is_no_accuracy() -> None:
    vote = majority([], [], 2)

    assert vote.tie_share is None
    assert vote.accuracy([], []).reason == "empty"


@pytest.mark.parametrize("prior", [True, False])
def test_systematic_inversion_is_read_the_right_way_round(prior: bool) -> None:
    rng = np.random.default_rng(11)
    truth = rng.integers(0, 2, 300)
    item, annotator = np.repeat(np.arange(300), 5), np.tile(np.arange(5), 300)
    right = np.where(annotator == 4, 0.05, 0.85)
    label = np.where(rng.random(1500) < right, truth[item], 1 - truth[item])

    model = dawid_skene(item, annotator, label, 2, prior=prior)

    assert model.converged
    assert model.confusion[4, 0, 1] > 0.85
    assert (
        model.accuracy(np.arange(300), truth).estimate
        > majority(item, label, 2).accuracy(np.arange(300), truth).estimate
    )


def test_posteriors_and_confusions_are_probabilities_in_item_order() -> None:
    rng = np.random.default_rng(12)
    item, annotator = rng.integers(100, 150, 400), rng.integers(0, 9, 400)
    label = rng.integers(0, 3, 400)

    model = dawid_skene(item, annotator, label, 3)

    assert list(model.items) == sorted(set(item))
    assert np.allclose(model.posterior.sum(axis=1), 1)
    assert np.allclose(model.confusion.sum(axis=2), 1)
    assert model.prevalence.sum() == pytest.approx(1)


def test_the_order_of_rows_moves_no_posterior() -> None:
    rng = np.random.default_rng(13)
    rows = np.unique(rng.integers(0, [30, 6, 3], (200, 3)), axis=0)
    shuffled = rng.permutation(rows)

    first, second = dawid_skene(*rows.T, 3), dawid_skene(*shuffled.T, 3)

    assert np.allclose(first.posterior, second.posterior, atol=1e-7)


def test_nothing_to_weigh_is_an_empty_answer() -> None:
    model = dawid_skene([], [], [], 2)

    assert (model.posterior.shape, model.converged, model.iterations) == ((0, 2), True, 0)
    assert model.accuracy([1], [0]).reason == "empty"
