"""Every state there is, held to one promise: order, names, shards, grouping and taking away leave no bit behind."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.rater_pairs import RaterPairs
from dataops.stats.ratios import Ratio
from dataops.stats.readings import Readings
from dataops.stats.spans import SpanTally, span_counts
from dataops.stats.stored import empty_stored, merge_stored, moved_stored
from dataops.stats.tally import Tally

ITEMS, PEOPLE, K = 12, 5, 4

Rows = dict[tuple[int, int], int]  # what each annotator said to each item

tables = st.dictionaries(
    st.tuples(st.integers(0, ITEMS - 1), st.integers(0, PEOPLE - 1)), st.integers(0, K - 1), max_size=40
)


@dataclass(frozen=True)
class Kind:
    """How a state is made of rows (item, annotator, label), read back from JSON, and what nothing is."""

    of: Callable[[np.ndarray], Any]
    read: Callable[[Any], Any]


def columns(rows: np.ndarray) -> tuple[np.ndarray, ...]:
    return tuple(rows.reshape(-1, 3).T)


def ratio(rows: np.ndarray) -> Ratio:
    """For each item the labels 0 out of all its labels."""
    item, _, label = columns(rows)
    _, place = np.unique(item, return_inverse=True)
    return Ratio.of(np.bincount(place[label == 0], minlength=place.max(initial=-1) + 1), np.bincount(place))


def shares(rows: np.ndarray) -> Ratio:
    """Thirds that no binary number holds exactly."""
    item, _, label = columns(rows)
    _, place = np.unique(item, return_inverse=True)
    return Ratio.of_shares(np.bincount(place, label / 3.0), np.bincount(place))


def readings(rows: np.ndarray) -> Readings:
    """Values far apart, whose sums as floating numbers would depend on their order."""
    item, annotator, label = columns(rows)
    return Readings.of(item, label * 1e9 + annotator * 0.1 + 1 / 3, decimals=6)


def spans(rows: np.ndarray) -> SpanTally:
    """A label is so many letters, marked from the letter that is the annotator's number on."""
    item, annotator, label = columns(rows)
    marks = [[(int(a), int(a) + int(k), "A")] if k else [] for a, k in zip(annotator, label, strict=True)]
    return span_counts(item, annotator, marks).tally


KINDS = {
    "Tally": Kind(lambda rows: Tally.from_codes(*columns(rows), K), Tally.from_json),
    "RaterPairs": Kind(lambda rows: RaterPairs.from_codes(*columns(rows), K), RaterPairs.from_json),
    "Ratio": Kind(ratio, Ratio.from_json),
    "Ratio of shares": Kind(shares, Ratio.from_json),
    "Readings": Kind(readings, Readings.from_json),
    "SpanTally": Kind(spans, SpanTally.from_json),
}

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def bits(state: Any) -> str:
    return json.dumps(state.to_json())


def rows_of(table: Rows) -> np.ndarray:
    return np.array([(i, a, k) for (i, a), k in table.items()], np.int64).reshape(-1, 3)


@every_kind
@given(table=tables, names=st.permutations(range(ITEMS)), random=st.randoms())
def test_the_order_of_rows_and_the_names_of_items_leave_no_bit(kind, table, names, random) -> None:
    rows = rows_of(table)
    shuffled = rows[random.sample(range(len(rows)), len(rows))]
    shuffled[:, 0] = 10**12 + 7 * np.array(names)[shuffled[:, 0]]

    assert bits(kind.of(shuffled)) == bits(kind.of(rows))


@every_kind
@given(table=tables, home=st.lists(st.integers(0, 4), min_size=ITEMS, max_size=ITEMS), random=st.randoms())
def test_shards_add_up_in_any_order_and_grouping(kind, table, home, random) -> None:
    rows = rows_of(table)
    parts = [kind.of(rows[np.array(home)[rows[:, 0]] == shard]) for shard in range(5)]
    whole = bits(kind.of(rows))
    random.shuffle(parts)
    cut = random.randint(1, 4)

    assert bits(reduce(add, parts)) == whole
    assert bits(reduce(add, parts[:cut]) + reduce(add, parts[cut:])) == whole


@every_kind
@given(table=tables, home=st.lists(st.integers(0, 2), min_size=ITEMS, max_size=ITEMS))
def test_what_is_taken_away_was_never_there(kind, table, home) -> None:
    rows = rows_of(table)
    gone = np.array(home)[rows[:, 0]] == 0
    whole, left, taken = kind.of(rows), kind.of(rows[~gone]), kind.of(rows[gone])

    assert bits(whole - taken) == bits(left)
    assert bits(whole - left - taken) == bits(kind.of(rows[:0]))
    assert bits(left + taken - taken + taken) == bits(whole)


@given(table=tables, home=st.lists(st.integers(0, 4), min_size=ITEMS, max_size=ITEMS))
def test_stored_tallies_add_up_as_they_lie(table, home) -> None:
    rows = rows_of(table)
    parts = [Tally.from_codes(*columns(rows[np.array(home)[rows[:, 0]] == shard]), K) for shard in range(5)]

    assert bits(merge_stored(part.to_json() for part in parts)) == bits(Tally.from_codes(*columns(rows), K))
    with pytest.raises(ValueError, match="same declared categories"):
        merge_stored([])


@given(table=tables, border=st.integers(0, ITEMS))
def test_a_stored_sum_moves_by_a_batch_to_the_same_bits(table, border: int) -> None:
    rows = rows_of(table)
    cut = rows[:, 0] < border
    low, high = (Tally.from_codes(*columns(part), K).to_json() for part in (rows[cut], rows[~cut]))
    whole = Tally.from_codes(*columns(rows), K).to_json()

    assert moved_stored(low, high, 1) == whole
    assert moved_stored(whole, low, -1) == high
    assert moved_stored(whole, whole, -1) == empty_stored(K)
    if cut.any():
        with pytest.raises(ValueError, match="only what was counted"):
            moved_stored(empty_stored(K), low, -1)


@every_kind
@given(table=tables)
def test_a_state_comes_back_from_json_as_it_went(kind, table) -> None:
    state = kind.of(rows_of(table))

    again = kind.read(json.loads(bits(state)))

    assert again == state
    assert bits(again) == bits(state)


@every_kind
@given(table=tables.filter(bool), label=st.integers(0, K - 1))
def test_an_item_whose_label_changes_is_taken_away_and_added_anew(kind, table, label) -> None:
    changed = min(table)
    before = rows_of(table)
    after = rows_of({**table, changed: label})
    old, new = (rows[rows[:, 0] == changed[0]] for rows in (before, after))

    assert bits(kind.of(before) - kind.of(old) + kind.of(new)) == bits(kind.of(after))


@given(tables, st.permutations(range(PEOPLE)), st.permutations(range(K)))
def test_renaming_people_and_categories_renames_them_in_the_state_and_nothing_else(
    table, people, names
) -> None:
    rows = rows_of(table)
    renamed = np.stack([rows[:, 0], np.array(people)[rows[:, 1]], np.array(names)[rows[:, 2]]], axis=1)
    plain, other = (Tally.from_codes(*columns(each), K) for each in (rows, renamed))
    pairs, others = (RaterPairs.from_codes(*columns(each), K) for each in (rows, renamed))

    found = {tuple(row[list(names)]): n for row, n in zip(other.patterns, other.multiplicity, strict=True)}
    assert found == {tuple(row): n for row, n in zip(plain.patterns, plain.multiplicity, strict=True)}
    assert dict(zip(other.annotators, other.judgements_by, strict=True)) == {
        people[a]: n for a, n in zip(plain.annotators, plain.judgements_by, strict=True)
    }
    tables_of = {tuple(pair): grid for pair, grid in zip(others.pairs.tolist(), others.tables(), strict=True)}
    for (a, b), grid in zip(pairs.pairs.tolist(), pairs.tables(), strict=True):
        first, second = people[a], people[b]
        seen = tables_of[first, second] if first < second else tables_of[second, first].T
        assert np.array_equal(seen[np.ix_(names, names)], grid)
