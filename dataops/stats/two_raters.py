"""Agreement of exactly two named raters, such as author and reviewer, from their table of paired labels.

References
----------
J. Cohen (1960), Educational and Psychological Measurement 20, 37-46; J. Cohen (1968), Psychological
Bulletin 70, 213-220 (weights); J. L. Fleiss, J. Cohen, B. S. Everitt (1969), Psychological Bulletin 72,
323-327 (standard error); W. A. Scott (1955), Public Opinion Quarterly 19, 321-325.
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import one_length, real_numbers
from dataops.stats.codes import as_codes, labels_within
from dataops.stats.patterns import MAX_CELLS, TooManyCategories
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats, with_interval
from dataops.stats.weights import matrix_of, weights

Weighting = str | Floats


def contingency(first: ArrayLike, second: ArrayLike, n_classes: int) -> Floats:
    """The (categories, categories) table of what two raters said of the same items.

    Parameters
    ----------
    first, second : (items,) integers
        Label positions, aligned by item.
    """
    one, other = as_codes("first", first), as_codes("second", second)
    one_length(first=one, second=other)
    labels_within(one, n_classes)
    labels_within(other, n_classes)
    if n_classes**2 > MAX_CELLS:
        raise TooManyCategories(f"{n_classes} categories are too many for a table of pairs.")
    return (
        np.bincount(one * n_classes + other, minlength=n_classes**2)
        .reshape(n_classes, n_classes)
        .astype(np.float64)
    )


def cohen_kappa(table: ArrayLike, weighting: Weighting = "identity", *, confidence: float = 0.95) -> Estimate:
    """Cohen's kappa: chance is what these two raters' own habits would give.

    Parameters
    ----------
    table : (categories, categories) counts
        Rows: the first rater's label; columns: the second's.
    weighting : a name out of `weights.WEIGHTS`, or a matrix
        "identity" for categories, "linear" or "quadratic" for ranks.
    """
    shares, near, n = shares_of(table, weighting)
    if reason := _obstacle(shares, n):
        return Estimate.undefined(reason, n)
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    slope = np.add.outer(near @ columns, rows @ near)
    return _kappa(shares, near, float(rows @ near @ columns), slope, n, confidence)


def cohen_null_se(table: ArrayLike, weighting: Weighting = "identity") -> float:
    """Cohen's kappa's standard error if the raters were independent: kappa over it is the test against 0."""
    shares, near, n = shares_of(table, weighting)
    if reason := _obstacle(shares, n):
        raise ValueError(f"Kappa has no null distribution here: {reason.sentence}")
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    apart = near - np.add.outer(near @ columns, rows @ near)
    expected = float(rows @ near @ columns)
    return sqrt((float(rows @ apart**2 @ columns) - expected**2) / n) / (1.0 - expected)


def scott_pi(table: ArrayLike, weighting: Weighting = "identity", *, confidence: float = 0.95) -> Estimate:
    """Scott's pi: chance is what the two raters' pooled habit would give."""
    shares, near, n = shares_of(table, weighting)
    if reason := _obstacle(shares, n):
        return Estimate.undefined(reason, n)
    pooled = (shares.sum(axis=1) + shares.sum(axis=0)) / 2.0
    slope = np.add.outer(near @ pooled, near.T @ pooled)
    return _kappa(shares, near, float(pooled @ near @ pooled), slope, n, confidence)


def paired_ac1(table: ArrayLike, weighting: Weighting = "identity", *, confidence: float = 0.95) -> Estimate:
    """Gwet's AC1 of two raters who both labelled every item (AC2 with weights)."""
    shares, near, n = shares_of(table, weighting)
    if reason := _obstacle(shares, n):
        return Estimate.undefined(reason, n)
    pooled, k = (shares.sum(axis=1) + shares.sum(axis=0)) / 2.0, len(shares)
    scale = float(near.sum()) / (k * (k - 1.0))
    slope = scale * (1.0 - np.add.outer(pooled, pooled))
    return _kappa(shares, near, scale * float(pooled @ (1.0 - pooled)), slope, n, confidence)


def paired_brennan_prediger(
    table: ArrayLike, weighting: Weighting = "identity", *, confidence: float = 0.95
) -> Estimate:
    """Brennan and Prediger's coefficient of two raters who both labelled every item."""
    shares, near, n = shares_of(table, weighting)
    if reason := _obstacle(shares, n):
        return Estimate.undefined(reason, n)
    return _kappa(shares, near, float(near.sum()) / near.size, np.zeros_like(near), n, confidence)


def paired_agreement(
    table: ArrayLike, weighting: Weighting = "identity", *, confidence: float = 0.95
) -> Estimate:
    """The (weighted) share of items on which two raters agree."""
    shares, near, n = shares_of(table, weighting)
    if not n:
        return Estimate.undefined(Reason.EMPTY)
    return _kappa(shares, near, 0.0, np.zeros_like(near), n, confidence, lowest=0.0)


def shares_of(table: ArrayLike, weighting: Weighting) -> tuple[Floats, Floats, int]:
    """The table as shares of 1, the weights of its cells, and how many items it counts."""
    counts = real_numbers("the table of two raters", table)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.size or (counts < 0).any():
        raise ValueError("Expected a square table of counts, first rater by second rater.")
    near = (
        weights(weighting, len(counts)) if isinstance(weighting, str) else matrix_of(weighting, len(counts))
    )
    total = counts.sum()
    return (counts / total if total else counts), near, round(total)


def _obstacle(shares: Floats, n: int) -> Reason | None:
    if not n:
        return Reason.NO_OVERLAP
    used = np.count_nonzero(shares.sum(axis=0) + shares.sum(axis=1))
    if used < 2:
        return Reason.ONE_CATEGORY
    return Reason.TOO_FEW if n < 2 else None


def _kappa(
    shares: Floats,
    near: Floats,
    expected: float,
    slope: Floats,
    n: int,
    confidence: float,
    lowest: float = -1.0,
) -> Estimate:
    """(p_a - p_e) / (1 - p_e) by the delta method; `slope` is the derivative of p_e by each cell."""
    value = (float((shares * near).sum()) - expected) / (1.0 - expected)
    if n < 2:
        return Estimate(value, None, None, None, Reason.TOO_FEW.value, n)
    influence = (near - (1.0 - value) * slope) / (1.0 - expected)
    mean = float((shares * influence).sum())
    se = sqrt(float((shares * (influence - mean) ** 2).sum()) / n)
    return with_interval(value, se, n, confidence, expected=expected, lowest=lowest)
