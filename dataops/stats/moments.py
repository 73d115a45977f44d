"""What every agreement coefficient is made from: a tally as shares, and how a value gets its interval."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from dataops.stats.arguments import two_sided
from dataops.stats.distributions import student_quantile
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import NO_SPREAD, Floats, all_alike
from dataops.stats.tally import Tally
from dataops.stats.weights import matrix_of


@dataclass(frozen=True, slots=True)
class Moments:
    """A tally as floats, one row per pattern.

    Parameters
    ----------
    times : (patterns,)
        Items that show the pattern.
    raters : (patterns,)
        Labels per item.
    overlaps : (patterns,) 0 or 1
        Whether the pattern has two labels or more.
    agreeing : (patterns,)
        Weighted share of its rater pairs that agree, 0 where there is no pair.
    shares : (patterns, categories)
        The item's labels as shares of 1.
    """

    times: Floats
    raters: Floats
    overlaps: Floats
    agreeing: Floats
    shares: Floats
    weights: Floats

    @classmethod
    def of(cls, tally: Tally, weights: Floats | None = None) -> "Moments":
        weighted = np.eye(tally.n_classes) if weights is None else matrix_of(weights, tally.n_classes)
        counts = tally.patterns.astype(np.float64)
        raters = counts.sum(axis=1)
        near = counts if weights is None else counts @ weighted.T
        pairs = np.maximum(raters * (raters - 1.0), 1.0)
        agreeing = (counts * (near - 1.0)).sum(axis=1) / pairs
        shares = counts / raters[:, None]
        times = tally.multiplicity.astype(np.float64)
        return cls(times, raters, (raters >= 2.0).astype(np.float64), agreeing, shares, weighted)

    @property
    def items(self) -> float:
        return float(self.times.sum())

    @property
    def overlapping(self) -> float:
        return float(self.times @ self.overlaps)

    @property
    def observed(self) -> float:
        """Percent agreement: the mean share of agreeing pairs over items that have any."""
        return float(self.times @ (self.agreeing * self.overlaps)) / self.overlapping

    @property
    def prevalence(self) -> Floats:
        """The mean share of each category over all items, single labels included."""
        return (self.times @ self.shares) / self.items


def obstacle(tally: Tally) -> Reason | None:
    """Why nothing at all can be said about agreement; percent agreement needs no more than this."""
    if not tally.items:
        return Reason.EMPTY
    if tally.annotators.size == 1:
        return Reason.SINGLE_RATER
    if not tally.overlapping_items:
        return Reason.NO_OVERLAP
    return None


def chance_obstacle(tally: Tally, *, overlapping_only: bool = False) -> Reason | None:
    """Why agreement beyond chance cannot be judged.

    A single category makes alpha and kappa 0/0; AC1 and Brennan-Prediger would be 1 by definition, which
    tells a reader nothing, so none of them is given. One item with two labels is no sample at all.
    """
    if reason := obstacle(tally):
        return reason
    rows = tally.patterns[tally.patterns.sum(axis=1) >= 2] if overlapping_only else tally.patterns
    if np.count_nonzero(rows.any(axis=0)) < 2:
        return Reason.ONE_CATEGORY
    return Reason.TOO_FEW if tally.overlapping_items < 2 else None


def estimate(
    value: float,
    influence: Floats,
    times: Floats,
    moments: Moments,
    expected: float,
    confidence: float,
    lowest: float = -1.0,
) -> Estimate:
    """The value with its linearised standard error and Student's interval with items - 1 degrees of freedom.

    `influence` holds what one item of each pattern adds to the value. Where all items
    agree alike the standard error is 0 and proves nothing; there the interval is Wilson's for the observed
    agreement, carried over by (p - expected) / (1 - expected).
    """
    n, overlapping = float(times.sum()), round(moments.overlapping)
    level = two_sided(confidence)
    spread = influence - times @ influence / n
    se = sqrt(float(times @ spread**2) / (n * (n - 1.0)))
    if se < NO_SPREAD:
        return all_alike(value, overlapping, confidence, expected)
    half = student_quantile(level, n - 1.0) * se
    low, high = max(value - half, min(lowest, value)), min(value + half, 1.0)
    return Estimate(value, se, low, high, None, overlapping)
