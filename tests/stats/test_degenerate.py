"""Where the packages of the field disagree or fall over: the house states the reason and never guesses."""

import numpy as np
import pytest

from dataops.stats.agreement import Agreement, agreement
from dataops.stats.tally import Tally
from dataops.stats.two_raters import (
    cohen_kappa,
    paired_ac1,
    paired_agreement,
    paired_brennan_prediger,
    scott_pi,
)

A, B, C = 0, 1, 2

# The (annotator, item, label) rows of the nine cases, their alpha, or why there is none.
CASES = {
    "all one category": ([(a, i, A) for a in range(3) for i in range(4)], None, "one_category"),
    "single rater": ([(0, i, i % 2) for i in range(4)], None, "single_rater"),
    "no overlap": ([(i % 2, i, i // 2 % 2) for i in range(8)], None, "no_overlap"),
    "one overlapping unit, agree": ([(0, 0, A), (1, 0, A), (0, 1, B), (1, 2, B)], None, None),
    "perfect, two categories": ([(a, i, i % 2) for a in range(2) for i in range(4)], 1.0, None),
    "systematic opposite": ([(a, i, (a + i) % 2) for a in range(2) for i in range(4)], -0.75, None),
    "empty": ([], None, "empty"),
    "one unit only, agree": ([(0, 0, A), (1, 0, A)], None, "one_category"),
    "skew 98, 1, 1, 0": (
        [(0, i, int(i == 98)) for i in range(100)] + [(1, i, int(i == 99)) for i in range(100)],
        -0.00505,
        None,
    ),
}


def measured(rows: list[tuple[int, int, int]]) -> Agreement:
    annotator, item, label = np.array(rows, int).reshape(-1, 3).T
    return agreement(Tally.from_codes(item, annotator, label, 2))


def beyond_chance(found: Agreement) -> list:
    return [found.alpha, found.ac1, found.fleiss_kappa, found.brennan_prediger]


@pytest.mark.parametrize("case", [name for name, (_, _, reason) in CASES.items() if reason])
def test_undefined_coefficients_say_why(case: str) -> None:
    rows, _, reason = CASES[case]

    found = measured(rows)

    assert {(each.estimate, each.se, each.ci_low, each.reason) for each in beyond_chance(found)} == {
        (None, None, None, reason)
    }


@pytest.mark.parametrize("case", [name for name, (_, alpha, _) in CASES.items() if alpha is not None])
def test_defined_alpha_is_given_with_its_interval(case: str) -> None:
    rows, alpha, _ = CASES[case]

    found = measured(rows).alpha

    assert found.estimate == pytest.approx(alpha, abs=1e-5)
    assert found.ci_low < found.estimate or found.ci_low == -1
    assert found.reason is None


def test_one_overlapping_item_is_no_sample() -> None:
    found = measured(CASES["one overlapping unit, agree"][0])

    assert found.alpha.reason == "one_category"
    assert [each.reason for each in beyond_chance(found)[1:]] == ["too_few"] * 3
    assert (found.percent_agreement.estimate, found.percent_agreement.reason) == (1.0, "too_few")


def test_percent_agreement_stays_defined_when_every_label_is_the_same() -> None:
    found = measured(CASES["all one category"][0]).percent_agreement

    assert (found.estimate, found.reason, found.n) == (1.0, None, 4)
    assert found.ci_low == pytest.approx(0.51, abs=0.001)


def test_skewed_labels_sink_kappa_but_not_ac1() -> None:
    found = measured(CASES["skew 98, 1, 1, 0"][0])

    assert found.ac1.estimate == pytest.approx(0.9796, abs=1e-4)
    assert found.fleiss_kappa.estimate == pytest.approx(-0.0101, abs=1e-4)


def test_perfect_agreement_on_four_items_is_not_certainty() -> None:
    found = measured(CASES["perfect, two categories"][0]).alpha

    assert (found.estimate, found.ci_high) == (1.0, 1.0)
    assert found.ci_low < 0.2


def test_ordinal_alpha_of_two_items_that_hang_on_one_another_has_no_interval() -> None:
    tally = Tally.from_counts([[2, 0], [0, 2]])

    found = agreement(tally, level="ordinal").alpha

    assert (found.estimate, found.se, found.reason) == (1.0, None, "too_few")


PAIRED = (cohen_kappa, scott_pi, paired_ac1, paired_brennan_prediger, paired_agreement)


@pytest.mark.parametrize("coefficient", PAIRED)
def test_two_raters_who_agree_on_ten_items_are_not_certain(coefficient) -> None:
    found = coefficient([[5, 0], [0, 5]])

    assert (found.estimate, found.ci_high) == (1.0, 1.0)
    assert found.ci_low < 0.75


@pytest.mark.parametrize("coefficient", PAIRED)
def test_two_raters_who_nearly_always_agree_are_held_to_it(coefficient) -> None:
    rng = np.random.default_rng(8)
    truth = coefficient([[490, 10], [10, 490]]).estimate
    found = [coefficient(rng.multinomial(20, [0.49, 0.01, 0.01, 0.49]).reshape(2, 2)) for _ in range(500)]

    assert np.mean([each.ci_low <= truth <= each.ci_high for each in found]) > 0.94
