"""Intraclass correlation of measurements by the same raters on every item.

References
----------
P. E. Shrout, J. L. Fleiss (1979), Psychological Bulletin 86, 420-428 (the six forms);
K. O. McGraw, S. P. Wong (1996), Psychological Methods 1, 30-46 (intervals).
"""

from dataclasses import dataclass, replace
from math import isnan, nan

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import numbers_or_holes
from dataops.stats.distributions import f_quantile
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats, all_alike, draws, jackknife_error, percentiles
from dataops.stats.variance import MeanSquares, mean_squares, mean_squares_without

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Intraclass:
    """The six forms, all from one analysis of variance; `n` of each counts the items.

    Parameters
    ----------
    one_way, two_way, fixed : Estimate
        ICC(1): each item has raters of its own; ICC(2): these raters stand for all raters; ICC(3): only these
        raters matter, and how high each one aims does not.
    one_way_mean, two_way_mean, fixed_mean : Estimate
        The same for the mean of all raters: ICC(1,k), ICC(2,k), ICC(3,k).
    """

    one_way: Estimate
    two_way: Estimate
    fixed: Estimate
    one_way_mean: Estimate
    two_way_mean: Estimate
    fixed_mean: Estimate


def intraclass_correlation(
    ratings: ArrayLike,
    *,
    rng: np.random.Generator | None = None,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Intraclass:
    """ICC(1), (2) and (3), single and mean.

    Parameters
    ----------
    ratings : (items, raters) numbers
        NaN where a rater did not rate; items with a hole are left out, since the forms need complete ones.
    rng
        With it intervals and standard errors are the bootstrap's over items; otherwise intervals are those of the
        F distribution, and standard errors the jackknife's.
    """
    table = numbers_or_holes("ratings", ratings)
    if table.ndim != 2:
        raise ValueError("Expected ratings as an (items, raters) table of finite numbers.")
    table = table[~np.isnan(table).any(axis=1)]
    if reason := _obstacle(table):
        return Intraclass(*[Estimate.undefined(reason, len(table))] * 6)
    points = _by_formula(table, 1.0 - (1.0 - confidence) / 2.0)
    if rng is None:
        return Intraclass(*map(_with_error, points, _without(table)))
    drawn = [_values(mean_squares(table, times), *table.shape) for times in draws(len(table), rng, resamples)]
    replicates = [np.concatenate(each) for each in zip(*drawn, strict=True)]
    replicates += [_stepped(each, table.shape[1]) for each in replicates]
    return Intraclass(*(percentiles(*each, confidence) for each in zip(points, replicates, strict=True)))


def _by_formula(table: Floats, tail: float) -> list[Estimate]:
    """The six forms in their order, with the intervals of the F distribution."""
    n, k = table.shape
    of = mean_squares(table, np.ones((1, n)))
    one, two, three = (float(value[0]) for value in _values(of, n, k))
    single = [
        (one, *_by_f(of.between, of.within, n * (k - 1.0), n, k, tail)),
        (two, *_two_way(of, two, n, k, tail)),
        (three, *_by_f(of.between, of.rest, (n - 1.0) * (k - 1.0), n, k, tail)),
    ]
    mean = [tuple(float(_stepped(x, k)) for x in each) for each in single]
    return [_estimate(value, low, high, n, tail) for value, low, high in [*single, *mean]]


def _without(table: Floats) -> list[Floats]:
    """The six forms in their order, without each item in turn; none of them where too few would be left."""
    if len(table) < 3:
        return [np.full(len(table), nan)] * 6
    left = [*_values(mean_squares_without(table), len(table) - 1, table.shape[1])]
    return left + [_stepped(each, table.shape[1]) for each in left]


def _with_error(point: Estimate, left: Floats) -> Estimate:
    if point.estimate is None or point.se is not None or not np.isfinite(left).all():
        return point
    return replace(point, se=jackknife_error(left, np.ones(left.size)))


def _obstacle(table: Floats) -> Reason | None:
    if not table.size:
        return Reason.EMPTY
    if table.shape[1] < 2:
        return Reason.SINGLE_RATER
    if not np.ptp(table):
        return Reason.ONE_CATEGORY
    return Reason.TOO_FEW if len(table) < 2 else None


def _values(of: MeanSquares, n: int, k: int) -> tuple[Floats, Floats, Floats]:
    """ICC(1), (2), (3); NaN where items do not vary at all."""
    scales = (
        of.between + (k - 1.0) * of.within,
        of.between + (k - 1.0) * of.rest + k * (of.judges - of.rest) / n,
        of.between + (k - 1.0) * of.rest,
    )
    errors = of.within, of.rest, of.rest
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two, three = (
            np.where(scale > 0.0, (of.between - error) / scale, np.nan)
            for scale, error in zip(scales, errors, strict=True)
        )
    return one, two, three


def _by_f(between: Floats, error: Floats, df: float, n: int, k: int, tail: float) -> Interval:
    """The interval of ICC(1) or ICC(3) through F = between / error; NaN where F is 0 or endless."""
    if not error[0] or not between[0]:
        return nan, nan
    f = float(between[0] / error[0])
    low, high = f / f_quantile(tail, n - 1.0, df), f * f_quantile(tail, df, n - 1.0)
    return (low - 1.0) / (low + k - 1.0), (high - 1.0) / (high + k - 1.0)


def _two_way(of: MeanSquares, value: float, n: int, k: int, tail: float) -> Interval:
    b, j, e = float(of.between[0]), float(of.judges[0]), float(of.rest[0])
    if not e or isnan(value):
        return nan, nan
    a, ratio = n * (1.0 + (k - 1.0) * value) - k * value, k * value * j / e
    scale = (n - 1.0) * ratio**2 + a**2
    df = (k - 1.0) * (n - 1.0) * (ratio + a) ** 2 / scale if scale else 0.0
    if df <= 0.0:
        return nan, nan
    above, below = f_quantile(tail, n - 1.0, df), f_quantile(tail, df, n - 1.0)
    rest = k * j + (k * n - k - n) * e
    return n * (b - above * e) / (above * rest + n * b), n * (below * b - e) / (rest + n * below * b)


def _stepped(value: Floats | float, k: int) -> Floats:
    """Spearman and Brown's formula: what the mean of k raters is worth."""
    value = np.asarray(value, np.float64)
    scale = 1.0 + (k - 1.0) * value
    return np.divide(k * value, scale, out=np.full_like(value, nan), where=scale > 0.0)


def _estimate(value: float, low: float, high: float, n: int, tail: float) -> Estimate:
    if isnan(value):
        return Estimate.undefined(Reason.TOO_FEW, n)
    if value >= 1.0:  # no error at all, so no F: as interval alpha where all items are alike
        return all_alike(1.0, n, 2.0 * tail - 1.0, 0.5)
    if isnan(low) or isnan(high):
        return Estimate(value, None, None, None, Reason.TOO_FEW.value, n)
    return Estimate(value, None, low, high, None, n)
