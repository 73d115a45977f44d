"""Agreement by class and by annotator, against the definition row by row."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.annotator_agreement import by_annotator
from dataops.stats.class_agreement import by_class
from dataops.stats.ratios import Ratio, resampled
from dataops.stats.recoding import collapsed
from dataops.stats.repeats import repeats
from dataops.stats.tally import Tally
from tests.stats.test_tally import K, once, rows

pairs = st.tuples(st.integers(0, 9), st.integers(0, 9))
ratios = st.lists(pairs.map(sorted), min_size=1, max_size=20)


@given(rows)
def test_by_annotator_is_what_a_reader_would_count(judgements) -> None:
    said = {(i, a): k for i, a, k in judgements}
    found = by_annotator(*np.array(judgements).T, K, values=[0.0, 1.0, 2.5, 4.0])

    for of in found:
        shares = []
        for (i, a), label in said.items():
            others = [k for (j, b), k in said.items() if j == i and b != a]
            if a == of.annotator and others:
                shares.append(sum(k == label for k in others) / len(others))
        assert of.labels == sum(a == of.annotator for _, a in said)
        assert of.agreement.n == len(shares)
        assert of.agreement.estimate == (pytest.approx(np.mean(shares)) if shares else None)


@given(rows, st.permutations(range(6)))
def test_renaming_annotators_renames_their_parts(judgements, people) -> None:
    item, annotator, label = np.array(judgements).T
    before = {of.annotator: of for of in by_annotator(item, annotator, label, K)}
    after = {of.annotator: of for of in by_annotator(item, np.array(people)[annotator], label, K)}

    assert {code: of.with_majority for code, of in after.items()} == {
        people[code]: of.with_majority for code, of in before.items()
    }


@given(rows)
def test_by_class_is_the_share_of_pairs_that_name_it_too(judgements) -> None:
    table = once(judgements)
    pairs = [(a[2], b[2]) for a in table for b in table if a[0] == b[0] and a[1] != b[1]]

    for k, of in enumerate(by_class(Tally.from_codes(*table.T, K))):
        named = [second == k for first, second in pairs if first == k]
        assert of.labels == (table[:, 2] == k).sum()
        assert of.agreement.estimate == (pytest.approx(np.mean(named)) if named else None)


@given(rows)
def test_repeats_by_annotator_add_up_to_the_tally_s(judgements) -> None:
    columns = np.array(judgements).T
    found, tally = repeats(*columns), Tally.from_codes(*columns, K)

    assert (found.pairs.sum(), found.consistent.sum()) == (tally.repeated_pairs, tally.consistent_pairs)
    assert found.everyone.n == tally.repeated_pairs


@given(ratios, ratios)
def test_ratios_add_up_in_any_order_and_come_off_again(first, second) -> None:
    one, two = (Ratio.of(*np.array(each).T) for each in (first, second))

    assert one + two == two + one == Ratio.of(*np.array(first + second).T)
    assert (one + two) - two == one
    assert Ratio.from_json(json.loads(json.dumps(one.to_json()))) == one


def test_the_error_of_a_ratio_is_cochran_s() -> None:
    part, whole = np.array([3, 5, 2, 8]), np.array([4, 9, 2, 9])
    left = part - whole * part.sum() / whole.sum()
    found = Ratio.of(part, whole).estimate()

    assert found.se == pytest.approx(np.sqrt(4 * (left @ left) / 3) / whole.sum())
    drawn = resampled(np.tile(part, 30), np.tile(whole, 30), np.random.default_rng(0))
    assert drawn.se == pytest.approx(Ratio.of(np.tile(part, 30), np.tile(whole, 30)).estimate().se, rel=0.1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: Ratio.of([1], [1, 2]), "for each item"),
        (lambda: Ratio.of([0.5], [1]), "Expected integers"),
        (lambda: Ratio.of([1], [-1]), "0 or more"),
        (lambda: Ratio.of([1], [2], [-1]), "0 or more"),
        (lambda: Ratio.of([5], [3]), "from 0 to their whole"),
        (lambda: Ratio.of([-1], [3]), "from 0 to their whole"),
        (lambda: Ratio.of([1, 2], [3, 4]) - Ratio.of([1, 1], [1, 3]), "only what was counted"),
        (lambda: Ratio.of([0, 2], [3, 4]) - Ratio.of([1], [3]), "only what was counted"),
        (lambda: Ratio.from_json([1, 2, 3]), "six sums"),
        (lambda: Ratio.from_json([1, 5, 3, 25, 15, 9]), "six sums"),
        (lambda: Ratio.of_shares([float("nan")], [1]), "finite numbers"),
        (lambda: Ratio.of([1], [1]) - Ratio.of([1, 1], [1, 1]), "only what was counted"),
        (lambda: by_annotator([1], [1, 2], [0], 1), "same length"),
        (lambda: collapsed(Tally.from_counts([[1, 1]]), [0], 2), "new category"),
    ],
)
def test_wrong_input_says_what_was_expected(wrong, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        wrong()
