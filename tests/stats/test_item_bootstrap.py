"""Items drawn anew, for every coefficient: about as wide as the formulas say, and a reason where there is none."""

from dataclasses import fields

import numpy as np
import pytest

from dataops.stats.agreement import agreement
from dataops.stats.boxes import box_agreement, box_counts
from dataops.stats.conger import conger_kappa
from dataops.stats.intraclass import intraclass_correlation
from dataops.stats.pair_agreement import pair_agreement
from dataops.stats.preference import preference_agreement
from dataops.stats.resampling import bootstrap
from dataops.stats.results import Estimate
from dataops.stats.tally import Tally
from dataops.stats.two_raters import cohen_kappa, scott_pi
from dataops.stats.weights import weights

TABLE = np.array([[44, 5, 1], [7, 20, 3], [9, 5, 6]])  # Gwet 2014: two raters, 100 items


def dice() -> np.random.Generator:
    return np.random.default_rng(8)


def estimates(found: object) -> dict[str, Estimate]:
    named = {field.name: getattr(found, field.name) for field in fields(found)}  # type: ignore[arg-type]
    return {name: each for name, each in named.items() if isinstance(each, Estimate)}


def labelled(items: int = 400, raters: int = 5, k: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = dice()
    truth = rng.integers(0, k, items)
    item, rater = (each.ravel() for each in np.meshgrid(np.arange(items), np.arange(raters), indexing="ij"))
    label = np.clip(truth[item] + rng.choice([-1, 0, 0, 0, 1], item.size), 0, k - 1)
    kept = (rater < 2) | (rng.random(item.size) < 0.7)  # Gwet's error is wide where items have one label
    return item[kept], rater[kept], label[kept]


@pytest.mark.parametrize("weighting", ["identity", "linear", "quadratic"])
def test_two_raters_have_about_the_error_of_the_formula(weighting: str) -> None:
    by_formula = pair_agreement(TABLE, weighting)
    drawn = pair_agreement(TABLE, weighting, rng=dice(), resamples=4000)

    assert by_formula.cohen_kappa == cohen_kappa(TABLE, weighting)
    assert by_formula.scott_pi == scott_pi(TABLE, weighting)
    for name, of in estimates(by_formula).items():
        each = getattr(drawn, name)
        assert (each.estimate, each.n) == (of.estimate, 100)
        assert each.se == pytest.approx(of.se, rel=0.05)
        assert (each.ci_low, each.ci_high) == pytest.approx((of.ci_low, of.ci_high), abs=0.03)


@pytest.mark.parametrize(
    ("table", "reason"), [(np.zeros((2, 2)), "no_overlap"), ([[9, 0], [0, 0]], "one_category")]
)
def test_two_raters_without_a_coefficient_say_why(table, reason: str) -> None:
    assert pair_agreement(table, rng=dice()).cohen_kappa.reason == reason


@pytest.mark.parametrize("name", ["linear", "quadratic", "ordinal", "ratio"])
def test_weighted_coefficients_have_about_the_error_of_the_formula(name: str) -> None:
    tally, near = Tally.from_codes(*labelled(), 4), weights(name, 4)

    by_formula = agreement(tally, weights=near)
    drawn = bootstrap(tally, rng=dice(), weights=near, resamples=2000)

    for of, each in zip(estimates(by_formula).values(), estimates(drawn).values(), strict=True):
        assert each.estimate == of.estimate
        assert each.se == pytest.approx(of.se, rel=0.08)
        assert each.ci_low < each.estimate < each.ci_high


def test_identity_weights_are_no_weights() -> None:
    tally = Tally.from_codes(*labelled(), 4)

    assert bootstrap(tally, rng=dice(), weights=np.eye(4)) == bootstrap(tally, rng=dice())


@pytest.mark.parametrize("near", [None, weights("quadratic", 4)])
def test_conger_has_about_the_error_of_the_formula(near: np.ndarray | None) -> None:
    rows = labelled()

    by_formula = conger_kappa(*rows, 4, weights=near)
    drawn = conger_kappa(*rows, 4, weights=near, rng=dice())

    assert drawn.estimate == by_formula.estimate
    assert drawn.se == pytest.approx(by_formula.se, rel=0.08)
    assert (drawn.ci_low, drawn.ci_high) == pytest.approx((by_formula.ci_low, by_formula.ci_high), abs=0.02)


def test_the_error_of_a_correlation_is_about_the_bootstraps() -> None:
    rng = dice()
    table = rng.normal(size=(150, 1)) + rng.normal(size=(150, 3)) + [0.0, 0.3, -0.2]

    by_f, drawn = intraclass_correlation(table), intraclass_correlation(table, rng=rng)

    for name, of in estimates(by_f).items():
        assert of.se == pytest.approx(getattr(drawn, name).se, rel=0.08)
        assert of.ci_low < of.estimate < of.ci_high


def test_two_items_are_too_few_for_the_error_of_a_correlation() -> None:
    assert intraclass_correlation([[1.0, 2.0], [4.0, 4.5]]).fixed.se is None


def test_boxes_and_preferences_are_drawn_anew_too() -> None:
    rng = dice()
    boxes = [
        [(10.0 * n, 5.0, 8.0, 8.0 + (rng.random() < 0.2) * 12, "car") for n in range(1 + image % 3)]
        for image in range(120)
        for _ in range(2)
    ]
    counts = box_counts(np.repeat(np.arange(120), 2), np.tile([1, 2], 120), boxes)
    item, judge, _ = labelled()
    choice = (item % 2 + (rng.random(item.size) < 0.3)) % 2 * 2
    choice[:30] = 1

    for by_formula, drawn in (
        (box_agreement(counts), box_agreement(counts, rng=dice())),
        (preference_agreement(item, judge, choice), preference_agreement(item, judge, choice, rng=dice())),
    ):
        for name, of in estimates(by_formula).items():
            assert getattr(drawn, name).estimate == of.estimate
            assert getattr(drawn, name).se == pytest.approx(of.se, rel=0.15, abs=1e-9) or of.se is None
