"""Is one better than the other? Two annotators, vendors or models on the same items.

References
----------
Q. McNemar (1947), Psychometrika 12, 153-157; B. Efron, R. J. Tibshirani (1993), An Introduction to the Bootstrap;
R. G. Newcombe (1998), Statistics in Medicine 17, 2635-2650 (interval of a paired difference, method 10).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import MOST_DRAWS, real_numbers, two_sided, whole_number
from dataops.stats.distributions import binomial_cdf
from dataops.stats.intervals import wilson_bounds
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import NO_SPREAD, draws, percentiles


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first less the second; `p_value` is that of no difference, None where nothing was compared."""

    difference: Estimate
    p_value: float | None


def mcnemar(
    both: int, first_only: int, second_only: int, neither: int, confidence: float = 0.95
) -> Comparison:
    """The exact test of two shares on the same items, of which only those that one alone got right can tell.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        Items that both, one or none got right.
    """
    counts = (both, first_only, second_only, neither)
    for name, count in zip(("both", "first_only", "second_only", "neither"), counts, strict=True):
        whole_number(name, count)
    two_sided(confidence)
    n, apart = sum(counts), first_only + second_only
    if not n:
        return Comparison(Estimate.undefined(Reason.EMPTY), None)
    p_value = min(1.0, 2.0 * binomial_cdf(min(first_only, second_only), apart, 0.5)) if apart else 1.0
    gap = (first_only - second_only) / n
    se = sqrt(max(apart / n - gap * gap, 0.0) / n)
    return Comparison(Estimate(gap, se, *_newcombe(counts, confidence), None, n), p_value)


def _newcombe(counts: tuple[int, int, int, int], confidence: float) -> tuple[float, float]:
    """The interval of a paired difference, from Wilson's of the two shares and their correlation."""
    a, b, c, d = counts
    n = a + b + c + d
    first, second = (a + b) / n, (a + c) / n
    (low1, high1), (low2, high2) = (wilson_bounds(share, n, confidence) for share in (first, second))
    scale = sqrt(float(a + b) * (c + d) * (a + c) * (b + d))
    cross = float(a) * d - float(b) * c
    phi = (max(cross - n / 2.0, 0.0) if cross > 0 else cross) / scale if scale else 0.0
    down = (first - low1) ** 2 - 2.0 * phi * (first - low1) * (high2 - second) + (high2 - second) ** 2
    up = (high1 - first) ** 2 - 2.0 * phi * (high1 - first) * (second - low2) + (second - low2) ** 2
    gap = first - second
    return max(gap - sqrt(max(down, 0.0)), -1.0), min(gap + sqrt(max(up, 0.0)), 1.0)


def paired_bootstrap(
    first: ArrayLike,
    second: ArrayLike,
    *,
    rng: np.random.Generator,
    whole: ArrayLike | None = None,
    resamples: int = 2000,
    confidence: float = 0.95,
) -> Comparison:
    """The difference of two means, or of two ratios such as F1, when the items are drawn anew in pairs.

    Parameters
    ----------
    first, second : (items,) numbers
        What each scored on the same items.
    whole : (2, items) numbers
        Denominators, for ratios of sums instead of means.
    """
    whole_number("resamples", resamples, 1, MOST_DRAWS)
    two_sided(confidence)
    one, other = real_numbers("first", first), real_numbers("second", second)
    if one.ndim != 1 or one.shape != other.shape:
        raise ValueError("Expected one score of each for every item.")
    scores = np.array([one, other])
    wholes = np.ones_like(scores) if whole is None else real_numbers("whole", whole)
    if scores.shape != wholes.shape or (wholes < 0.0).any():
        raise ValueError("Expected a denominator of 0 or more for each score.")
    n = scores.shape[1]
    if not (n and wholes.sum(axis=1).all()):
        return Comparison(Estimate.undefined(Reason.EMPTY, n), None)
    rates = scores.sum(axis=1) / wholes.sum(axis=1)
    point = Estimate(float(rates[0] - rates[1]), None, None, None, Reason.TOO_FEW.value, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        blocks = [(times @ scores.T) / (times @ wholes.T) for times in draws(n, rng, resamples)]
    drawn = np.concatenate(blocks)
    gaps = drawn[:, 0] - drawn[:, 1]
    found = percentiles(point, gaps, confidence)
    known = gaps[np.isfinite(gaps)]
    if found.reason or not known.size or np.ptp(known) < NO_SPREAD:
        return Comparison(found, None)
    tail = (1 + min((known <= 0.0).sum(), (known >= 0.0).sum())) / (1 + known.size)
    return Comparison(found, min(1.0, 2.0 * float(tail)))
