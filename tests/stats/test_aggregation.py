"""One label out of many: honest ties, and annotators weighed by how they err."""

import numpy as np
import pytest

from dataops.stats.aggregation import TIED, majority
from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.one_coin import one_coin


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


def crowd(seed: int, items: int = 400, people: int = 15, k: int = 3) -> tuple[np.ndarray, ...]:
    """Items judged by five each; the truth, and how often each annotator is right."""
    rng = np.random.default_rng(seed)
    truth, skill = rng.integers(0, k, items), rng.uniform(0.5, 0.9, people)
    item = np.repeat(np.arange(items), 5)
    annotator = np.concatenate([rng.permutation(people)[:5] for _ in range(items)])
    wrong = (truth[item] + rng.integers(1, k, item.size)) % k
    label = np.where(rng.random(item.size) < skill[annotator], truth[item], wrong)
    return item, annotator, label, truth, skill


def test_the_intervals_of_a_confusion_cover_what_they_promise() -> None:
    covered = []
    for seed in range(12):
        item, annotator, label, _, skill = crowd(seed)
        model = dawid_skene(item, annotator, label, 3)
        for person, right in enumerate(skill):
            cells = [model.said(person, k, other) for k in range(3) for other in range(3)]
            shares = [right if k == other else (1 - right) / 2 for k in range(3) for other in range(3)]
            covered += [
                cell.ci_low <= share <= cell.ci_high for cell, share in zip(cells, shares, strict=True)
            ]

    assert 0.92 <= np.mean(covered) <= 0.98


def test_known_items_are_worth_what_they_count() -> None:
    """Ten annotators who never err leave no doubt: nine answers to each category are nine."""
    item, annotator = np.divmod(np.arange(180), 10)

    model = dawid_skene(item, annotator, item % 2, 2, prior=False)

    assert model.effective == pytest.approx(np.full((10, 2), 9.0))
    assert model.said(3, 0, 0).estimate == pytest.approx(1.0)
    assert model.said(99, 0, 0).reason == "empty"


def test_one_coin_finds_skills_within_their_intervals() -> None:
    covered = []
    for seed in range(30):
        item, annotator, label, truth, skill = crowd(seed)
        model = one_coin(item, annotator, label, 3)
        found = [model.skill_of(person) for person in range(15)]
        covered += [each.ci_low <= right <= each.ci_high for each, right in zip(found, skill, strict=True)]

    assert model.converged
    assert 0.92 <= np.mean(covered) <= 0.98
    assert model.accuracy(np.arange(400), truth).estimate > 0.85


def test_one_coin_with_everybody_alike_is_the_vote() -> None:
    rng = np.random.default_rng(3)
    item, annotator = np.divmod(np.arange(900), 3)
    label = np.where(rng.random(900) < 0.8, item % 2, 1 - item % 2)

    assert list(one_coin(item, annotator, label, 2).labels) == list(majority(item, label, 2).labels)


def test_the_order_of_rows_moves_no_skill_and_nothing_is_nothing() -> None:
    rng = np.random.default_rng(13)
    rows = np.unique(rng.integers(0, [30, 6, 3], (200, 3)), axis=0)

    first, second = one_coin(*rows.T, 3), one_coin(*rng.permutation(rows).T, 3)
    empty = one_coin([], [], [], 2)

    assert np.allclose(first.skill, second.skill, atol=1e-7)
    assert (empty.posterior.shape, empty.converged) == ((0, 2), True)
    assert (empty.skill_of(1).reason, empty.accuracy([1], [0]).reason) == ("empty", "empty")


def test_it_stops_where_it_is_told_and_says_so() -> None:
    item, annotator, label, _, _ = crowd(1)

    hasty = dawid_skene(item, annotator, label, 3, max_iterations=2)
    patient = dawid_skene(item, annotator, label, 3)

    assert (hasty.iterations, hasty.converged) == (2, False)
    assert patient.converged


def by_the_book(item, annotator, label, k: int, steps: int) -> np.ndarray:
    """Dawid and Skene's two steps with the house's prior, written as in the paper."""
    answers = np.zeros((item.max() + 1, annotator.max() + 1, k))
    np.add.at(answers, (item, annotator, label), 1)
    belief = answers.sum(axis=1) / answers.sum(axis=(1, 2))[:, None]
    for _ in range(steps):
        given = np.einsum("ik,ial->akl", belief, answers) + 1 + np.eye(k)
        shares = given / given.sum(axis=2, keepdims=True)
        score = np.log(belief.mean(axis=0)) + np.einsum("ial,akl->ik", answers, np.log(shares))
        belief = np.exp(score - score.max(axis=1, keepdims=True))
        belief /= belief.sum(axis=1, keepdims=True)
    return belief


@pytest.mark.parametrize("most", [1, 3, 60, 41_000])
def test_items_of_any_number_of_answers_are_judged_by_the_book(most: int) -> None:
    rng = np.random.default_rng(most)
    item = np.repeat(np.arange(40), np.append(rng.integers(1, min(most, 60) + 1, 39), most))
    annotator, label = rng.integers(0, 7, item.size), rng.integers(0, 3, item.size)

    model = dawid_skene(item, annotator, label, 3, max_iterations=8, tolerance=0.0)

    assert np.allclose(model.posterior, by_the_book(item, annotator, label, 3, 8), atol=1e-9)
