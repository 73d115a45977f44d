"""Gamma of one document, against alignments tried one by one."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataops.stats.gamma import disorder, gamma

A = [(0, 5, "A"), (10, 16, "B"), (20, 24, "A")]
B = [(0, 6, "A"), (11, 16, "B"), (30, 33, "A")]
C = [(1, 5, "A"), (10, 16, "A")]

spans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from("AB")).map(
        lambda it: (it[0], it[0] + it[1], it[2])
    ),
    max_size=3,
    unique=True,
)


def apart(one, other) -> float:
    if one is None or other is None:
        return 1.0
    lengths = one[1] - one[0] + other[1] - other[0]
    return ((abs(one[0] - other[0]) + abs(one[1] - other[1])) / lengths) ** 2 + (one[2] != other[2])


def least(left: tuple) -> float:
    """The cheapest way to give every span of every annotator one place, by trying all."""
    first = next(((who, own[0]) for who, own in enumerate(left) if own), None)
    if first is None:
        return 0.0
    who, span = first
    choices = [[span] if a == who else [None, *own] for a, own in enumerate(left)]
    pairs = list(combinations(range(len(left)), 2))
    costs = []
    for place in product(*choices):
        rest = tuple(tuple(s for s in own if s is not place[a]) for a, own in enumerate(left))
        costs.append(sum(apart(place[a], place[b]) for a, b in pairs) / len(pairs) + least(rest))
    return min(costs)


@settings(max_examples=40)
@given(st.lists(spans, min_size=2, max_size=3).filter(any))
def test_the_best_alignment_is_the_best_of_all(marked) -> None:
    mean = sum(map(len, marked)) / len(marked)

    assert disorder(marked) == pytest.approx(least(tuple(map(tuple, marked))) / mean, abs=1e-9)


@settings(max_examples=40)
@given(st.lists(spans, min_size=2, max_size=3).filter(any), st.permutations(range(3)), st.integers(1, 50))
def test_names_unit_and_place_change_nothing(marked, order, times: int) -> None:
    turned = [marked[a] for a in order if a < len(marked)]
    stretched = [[(7 + start * times, 7 + end * times, kind) for start, end, kind in own] for own in marked]

    assert disorder(turned) == pytest.approx(disorder(marked), abs=1e-9)
    assert disorder(stretched) == pytest.approx(disorder(marked), abs=1e-9)


def test_by_hand() -> None:
    """Two annotators, one span each, 1 of 11 apart at one end: (1/11)^2; and another type on top: 1 more."""
    assert disorder([[(0, 5, "A")], [(0, 6, "A")]]) == pytest.approx(1 / 121)
    assert disorder([[(0, 5, "A")], [(0, 6, "B")]]) == pytest.approx(1 + 1 / 121)
    assert disorder([[(0, 5, "A")], [(50, 60, "A")]]) == pytest.approx(2)


def test_agreement_is_one_and_chance_is_near_zero() -> None:
    rng = np.random.default_rng(8)

    assert gamma([A, A, A], 60, rng=rng, shifts=10).value == 1
    found = gamma([A, B, C], 60, rng=rng)
    assert 0.3 < found.value < 0.5
    assert found.noise < 0.03
    alone = [
        gamma(
            [[(s, s + 4, "A") for s in rng.choice(96, 5, replace=False)] for _ in range(2)],
            100,
            rng=rng,
            shifts=20,
        )
        for _ in range(20)
    ]
    assert np.mean([each.value for each in alone]) == pytest.approx(0, abs=0.1)


def test_undefined_is_said() -> None:
    rng = np.random.default_rng(8)

    assert gamma([[], []], 9, rng=rng).reason == "empty"
    assert gamma([A], 60, rng=rng).reason == "single_rater"
    assert gamma([[(0, 9, "A")]] * 2, 9, rng=rng).observed == 0
    for wrong, sentence in (
        (lambda: gamma([A, B], 20, rng=rng), "within 20 positions"),
        (lambda: gamma([A, B], 60, rng=rng, shifts=1), "shifts as a whole number from 2"),
        (lambda: gamma([[(3, 3, "A")]], 60, rng=rng), "start < end"),
        (lambda: disorder([[(s, s + 9, "A") for s in range(60)]] * 4), "smaller document"),
    ):
        with pytest.raises(ValueError, match=sentence):
            wrong()
