"""Spans and boxes in small: what counts as the same, what is nothing, and what order may not change."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.boxes import box_agreement, box_counts
from dataops.stats.geometry import iou, matched, matching_boxes
from dataops.stats.marks import detection
from dataops.stats.spans import matching_spans, span_counts
from dataops.stats.tokens import token_agreement

spans = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 4), st.sampled_from("AB")).map(
        lambda it: (it[0], it[0] + it[1], it[2])
    ),
    max_size=5,
    unique=True,
)
boxes = st.lists(
    st.tuples(*[st.integers(0, 9)] * 2, *[st.integers(1, 6)] * 2, st.sampled_from("AB")), max_size=4
)


def crew(marks):
    """Up to three annotators on up to four documents, each seen once."""
    return st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 2)), marks, min_size=1)


def columns(table) -> tuple[list[int], list[int], list]:
    return [key[0] for key in table], [key[1] for key in table], list(table.values())


def pairs_of(table):
    for (d, a), (e, b) in combinations(sorted(table), 2):
        if d == e:
            yield table[d, a], table[e, b]


def overlapping(first, second) -> int:
    return sum(any(s[0] < t[1] and t[0] < s[1] and s[2] == t[2] for t in second) for s in first)


@given(crew(spans))
def test_counting_spans_equals_comparing_every_pair(table) -> None:
    found = span_counts(*columns(table)).tally
    exact = sum(2 * matching_spans(a, b) for a, b in pairs_of(table))
    relaxed = sum(overlapping(a, b) + overlapping(b, a) for a, b in pairs_of(table))

    assert (found.exact.part, found.relaxed.part) == (exact, relaxed)
    assert found.exact.whole == sum(len(a) + len(b) for a, b in pairs_of(table))


@given(crew(boxes))
def test_counting_boxes_equals_comparing_every_pair(table) -> None:
    found = box_counts(*columns(table), threshold=0.3)
    one_by_one = [matching_boxes(a, b, 0.3) for a, b in pairs_of(table)]

    assert found.matched.sum() == 2 * sum(map(len, one_by_one))
    assert found.overlap.sum() == pytest.approx(2e9 * sum(each.sum() for each in one_by_one), abs=50)


@given(crew(spans), st.randoms(), st.permutations(range(3)))
def test_order_and_names_and_shards_leave_no_trace_on_spans(table, random, names) -> None:
    keys = random.sample(sorted(table), len(table))
    renamed = {(d, names[a]): table[d, a] for d, a in keys}
    shards = [{k: v for k, v in renamed.items() if k[0] % 2 == odd} for odd in (0, 1)]
    whole, parts = span_counts(*columns(table)).tally, [span_counts(*columns(s)).tally for s in shards]

    assert parts[1] + parts[0] == whole
    assert whole - parts[1] == parts[0]


@given(crew(boxes), st.permutations(range(3)))
def test_order_and_names_leave_no_trace_on_boxes(table, names) -> None:
    renamed = dict(reversed([((d, names[a]), marks[::-1]) for (d, a), marks in table.items()]))

    assert box_agreement(box_counts(*columns(renamed))) == box_agreement(box_counts(*columns(table)))


def test_the_best_matching_is_not_the_greedy_one() -> None:
    overlap = np.array([[0.9, 0.6], [0.6, 0.1]])

    assert sorted(matched(overlap, 0.5)) == [0.6, 0.6]


def test_boxes_of_different_types_never_match() -> None:
    assert len(matching_boxes([(0, 0, 2, 2, "car")], [(0, 0, 2, 2, "van")])) == 0
    assert iou([0, 0, 0, 0], [0, 0, 0, 0])[0, 0] == 0


def test_looked_and_found_nothing_differs_from_never_looked() -> None:
    alone = span_counts([1], [1], [[(0, 2, "A")]]).tally.f1()[0]
    nobody = span_counts([], [], []).tally.f1()[0]
    empty = span_counts([1, 1], [1, 2], [[(0, 2, "A")], []]).tally.f1()[0]

    assert (alone.estimate, alone.reason, nobody.reason) == (None, "no_overlap", "empty")
    assert (empty.estimate, empty.reason) == (0.0, "too_few")


def test_the_last_answer_of_an_annotator_holds() -> None:
    found = span_counts([1, 1, 1], [1, 2, 1], [[(5, 6, "A")], [(0, 2, "A")], [(0, 2, "A")]]).tally

    assert found.exact.part == found.exact.whole == 2


def test_perfect_agreement_on_five_documents_is_not_certainty() -> None:
    rows = [(d, a) for d in range(5) for a in range(2)]

    found = span_counts(*np.array(rows).T, [[(0, 2, "A")]] * 10).tally.f1()[0]

    assert (found.estimate, found.ci_high) == (1, 1)
    assert found.ci_low < 0.6


def test_tokens_nobody_marked_are_one_category() -> None:
    found = token_agreement([1, 1, 2, 2], [1, 2, 1, 2], [[], [], [], []], {1: 5, 2: 5})

    assert (found.alpha.estimate, found.alpha.reason) == (None, "one_category")
    assert found.percent_agreement.estimate == 1
    assert token_agreement([], [], [], {}).alpha.reason == "empty"
    assert token_agreement([1], [1], [[]], {1: 5}).alpha.reason == "no_overlap"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: span_counts([1], [1], [[(2, 2, "A")]]), "start < end"),
        (lambda: span_counts([1, 2], [1], [[]]), "same length"),
        (lambda: token_agreement([1], [1], [[(0, 9, "A")]], {1: 5}), "within the 5 tokens"),
        (lambda: token_agreement([1], [1], [[]], {}), "number of tokens"),
        (lambda: box_counts([1], [1], [[]], threshold=2), "threshold as a share from 0 to 1"),
        (lambda: iou([0, 0, -1, 1], [0, 0, 1, 1]), "none of these negative"),
        (lambda: detection([2], [1], [3]), "no more matches"),
    ],
)
def test_wrong_marks_say_what_was_expected(wrong, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        wrong()
