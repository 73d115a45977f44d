"""How often the intervals hold the truth: docs/statistics/agreement.md says so, and this keeps it true."""

import numpy as np
import pytest

from dataops.stats.agreement import Agreement, agreement
from dataops.stats.tally import Tally

NAMES = ("percent_agreement", "alpha", "ac1", "fleiss_kappa", "brennan_prediger")

# items, annotators, shares of the classes, how often an annotator is right
DESIGNS = {
    "few items": (20, 3, (0.5, 0.5), 0.85),
    "skewed classes": (150, 3, (0.93, 0.07), 0.95),
    "few annotators": (60, 2, (0.4, 0.35, 0.25), 0.8),
}


def labelled(
    rng: np.random.Generator, samples: int, items: int, raters: int, shares, right: float
) -> np.ndarray:
    """(samples, items, classes) counts of labels: an annotator is right, or slips to any other class."""
    k = len(shares)
    truth = rng.choice(k, p=shares, size=(samples, items, 1))
    slip = rng.integers(1, k, (samples, items, raters)) * (rng.random((samples, items, raters)) >= right)
    return np.eye(k, dtype=int)[(truth + slip) % k].sum(axis=2)


def held(found: Agreement, truth: Agreement) -> list[bool]:
    pairs = [(getattr(found, name), getattr(truth, name).estimate) for name in NAMES]
    return [of.ci_low <= true <= of.ci_high for of, true in pairs]


@pytest.mark.parametrize("name", DESIGNS)
def test_intervals_hold_the_truth_19_times_in_20(name: str) -> None:
    items, raters, shares, right = DESIGNS[name]
    rng = np.random.default_rng(2)
    truth = agreement(Tally.from_counts(labelled(rng, 1, 300_000, raters, shares, right)[0]))

    samples = labelled(rng, 1500, items, raters, shares, right)
    coverage = np.mean([held(agreement(Tally.from_counts(counts)), truth) for counts in samples], axis=0)

    assert coverage == pytest.approx(np.full(5, 0.95), abs=0.015)
