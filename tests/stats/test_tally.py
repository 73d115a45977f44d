"""The state is a sum of integers: order, sharding, merging and taking away leave no trace in it."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.agreement import agreement
from dataops.stats.patterns import TooManyCategories
from dataops.stats.tally import Tally

K = 4

rows = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 5), st.integers(0, K - 1)), min_size=1, max_size=60
)


def once(judgements: list[tuple[int, int, int]]) -> np.ndarray:
    """At most one answer of an annotator to an item, so that any order means the same."""
    return np.array([(i, a, k) for (i, a), k in {(i, a): k for i, a, k in judgements}.items()])


def tally(table: np.ndarray) -> Tally:
    return Tally.from_codes(*table.reshape(-1, 3).T, K)


@given(rows, st.randoms())
def test_the_order_of_rows_leaves_no_trace(judgements, random) -> None:
    table = once(judgements)
    shuffled = table[random.sample(range(len(table)), len(table))]

    assert tally(shuffled) == tally(table)


@given(rows, st.integers(1, 5), st.randoms())
def test_shards_of_whole_items_merge_to_the_same_bits(judgements, shards, random) -> None:
    table = once(judgements)
    parts = [tally(table[table[:, 0] % shards == shard]) for shard in range(shards)]
    random.shuffle(parts)

    merged, whole = Tally.merge(parts), tally(table)

    assert merged == whole
    assert np.array_equal(merged.patterns, whole.patterns)
    assert agreement(merged) == agreement(whole)


@given(rows, rows)
def test_taking_away_what_was_added_changes_nothing(judgements, more) -> None:
    first, second = tally(once(judgements)), tally(once(more) + np.array([100, 0, 0]))

    assert (first + second) - second == first
    assert first - first == Tally.empty(K)


@given(rows, st.permutations(range(13)), st.permutations(range(6)))
def test_renaming_items_and_annotators_changes_no_coefficient(judgements, items, people) -> None:
    table = once(judgements)
    renamed = np.array([(items[i] * 10**12, people[a] - 3, k) for i, a, k in table])

    assert agreement(tally(renamed)) == agreement(tally(table))


@given(rows, st.permutations(range(K)))
def test_renaming_categories_moves_no_coefficient(judgements, names) -> None:
    table = once(judgements)
    renamed = np.array([(i, a, names[k]) for i, a, k in table])
    before, after = agreement(tally(table)), agreement(tally(renamed))

    for name in ("percent_agreement", "alpha", "ac1", "fleiss_kappa", "brennan_prediger"):
        assert getattr(after, name).estimate == pytest.approx(getattr(before, name).estimate, abs=1e-12)


@given(rows)
def test_a_tally_survives_its_journey_as_json(judgements) -> None:
    state = tally(np.array(judgements))

    assert Tally.from_json(json.loads(json.dumps(state.to_json()))) == state


@given(rows)
def test_the_last_answer_holds_and_the_others_are_counted(judgements) -> None:
    state, kept = tally(np.array(judgements)), once(judgements)

    assert np.array_equal(state.patterns, tally(kept).patterns)
    assert (state.judgements, state.repeats) == (len(kept), len(judgements) - len(kept))


def test_repeats_are_split_into_those_that_changed_and_those_that_did_not() -> None:
    item, annotator, label = np.array([(1, 7, 0), (1, 8, 1), (2, 7, 0), (1, 7, 0), (2, 7, 1), (2, 7, 0)]).T

    state = Tally.from_codes(item, annotator, label, 2)

    assert (state.repeats, state.repeated_pairs, state.consistent_pairs) == (3, 2, 1)
    assert (list(state.annotators), list(state.judgements_by)) == ([7, 8], [2, 1])


@pytest.mark.parametrize("n_classes", [3, 60, 400])
def test_many_categories_and_many_raters_stay_exact(n_classes: int) -> None:
    rng = np.random.default_rng(5)
    counts = rng.multinomial(40, np.full(n_classes, 1 / n_classes), size=30)
    pairs = [(i, k) for i, row in enumerate(counts) for k in np.repeat(np.arange(n_classes), row)]
    item, label = np.array(pairs).T
    annotator = np.tile(np.arange(40), 30)

    state = Tally.from_codes(item, annotator, label, n_classes)

    assert np.array_equal(state.patterns, np.unique(counts, axis=0))
    assert state.repeats == 0


def test_what_was_never_counted_cannot_be_taken_away() -> None:
    whole = Tally.from_counts([[2, 0], [1, 1]])

    with pytest.raises(ValueError, match="only what was counted"):
        whole - Tally.from_counts([[0, 2]])


@pytest.mark.parametrize(
    ("label", "sentence"),
    [([0, 5], "Expected labels from 0 to 1"), ([0.5, 1], "array of integers"), ([0], "same length")],
)
def test_wrong_input_says_what_was_expected(label, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Tally.from_codes([1, 2], [1, 1], label, 2)


def test_a_label_for_every_item_is_not_a_set_of_categories() -> None:
    with pytest.raises(TooManyCategories):
        Tally.from_codes(np.arange(60_000), np.zeros(60_000, int), np.arange(60_000), 60_000)


def test_a_batch_of_ten_thousand_judgements_takes_little_room() -> None:
    rng = np.random.default_rng(3)
    item, annotator = np.repeat(np.arange(2_000), 5), np.tile(np.arange(5), 2_000)
    label = (item + (rng.random(10_000) < 0.2) * rng.integers(1, 10, 10_000)) % 10

    state = Tally.from_codes(item, annotator, label, 10)

    assert len(json.dumps(state.to_json())) < 20_000
