"""From a value and its standard error to an estimate, and the standard error of what has no formula for one.

References
----------
B. Efron, C. Stein (1981), Annals of Statistics 9, 586-596 (jackknife);
B. Efron, R. J. Tibshirani (1993), An Introduction to the Bootstrap, chapters 12-13 (percentile interval).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from dataops.stats.distributions import student_quantile
from dataops.stats.intervals import wilson_bounds
from dataops.stats.results import Estimate, Reason

Floats = NDArray[np.float64]

NO_SPREAD = 1e-12
_CANCELLED = 1e-12  # a difference of sums this small beside them is rounding
_DEFINED = 0.95  # of the replicates
_CELLS = 2_000_000


def around(
    value: float, se: float, n: int, confidence: float, *, lowest: float = -1.0, highest: float = 1.0
) -> Estimate:
    """Student's interval with n - 1 degrees of freedom, cut at the ends of the scale."""
    half = student_quantile(0.5 + confidence / 2.0, n - 1.0) * se
    return Estimate(
        value, se, max(value - half, min(lowest, value)), min(value + half, max(highest, value)), None, n
    )


def all_alike(value: float, n: int, confidence: float, expected: float = 0.0) -> Estimate:
    """The estimate where all n items agree alike: a standard error of 0 proves nothing.

    The interval is Wilson's for the observed agreement, carried over by (p - expected) / (1 - expected).
    """
    observed = expected + value * (1.0 - expected)
    bounds = wilson_bounds(min(max(observed, 0.0), 1.0), n, confidence)
    low, high = ((p - expected) / (1.0 - expected) for p in bounds)
    return Estimate(value, 0.0, min(low, value), min(max(high, value), 1.0), None, n)


def with_interval(
    value: float, se: float, n: int, confidence: float, *, expected: float = 0.0, lowest: float = -1.0
) -> Estimate:
    """Student's interval, or where all n items are alike the one that says how few they are."""
    if se < NO_SPREAD:
        return all_alike(value, n, confidence, expected)
    return around(value, se, n, confidence, lowest=lowest)


def mean_of(sums: Sequence[float], confidence: float, *, bounded: bool = True) -> Estimate:
    """The mean of values from (how many, their sum, the sum of their squares); `bounded` values are shares."""
    n, total, squares = sums
    mean = total / n if n else 0.0
    apart = squares - n * mean * mean
    return _mean(n, mean, apart if apart > _CANCELLED * squares else 0.0, confidence, bounded)


def mean_of_values(values: Floats, confidence: float, *, bounded: bool = True) -> Estimate:
    """The mean of (values,), whose squares are taken about it: large values with a small spread lose nothing."""
    if not values.size:
        return Estimate.undefined(Reason.NO_OVERLAP)
    off = values - values[0]
    mean = float(off.mean())
    return _mean(values.size, float(values[0]) + mean, float(((off - mean) ** 2).sum()), confidence, bounded)


def _mean(n: float, mean: float, apart: float, confidence: float, bounded: bool) -> Estimate:
    """The mean of n values whose squared distances from it add up to `apart`."""
    count = round(n)
    if not n:
        return Estimate.undefined(Reason.NO_OVERLAP)
    if n < 2:
        return Estimate(mean, None, None, None, Reason.TOO_FEW.value, count)
    if apart > 0.0:
        lowest, highest = (0.0, 1.0) if bounded else (-inf, inf)
        se = sqrt(apart / (n * (n - 1.0)))
        return around(mean, se, count, confidence, lowest=lowest, highest=highest)
    if bounded:
        return all_alike(mean, count, confidence)
    return Estimate(mean, 0.0, None, None, Reason.TOO_FEW.value, count)


def jackknife(
    value: float,
    left: Floats,
    confidence: float,
    *,
    times: Floats | None = None,
    expected: float = 0.0,
    lowest: float = -1.0,
) -> Estimate:
    """The value with the spread it shows when each unit is left out once.

    Parameters
    ----------
    left : (units,)
        The value without that unit.
    times : (units,)
        How many units are like this one; 1 when not given.
    expected : float
        Agreement by chance, should all units turn out alike.
    """
    weight = np.ones(left.size) if times is None else times
    n = round(float(weight.sum()))
    if n < 2 or not np.isfinite(left).all():
        return Estimate(value, None, None, None, Reason.TOO_FEW.value, n)
    return with_interval(
        value, jackknife_error(left, weight), n, confidence, expected=expected, lowest=lowest
    )


def jackknife_error(left: Floats, weight: Floats) -> float:
    """The standard error out of the values without each unit, `weight` units being like that one."""
    n = float(weight.sum())
    centred = left - weight @ left / n
    return sqrt((n - 1.0) / n * float(weight @ centred**2))


def draws(units: int, rng: np.random.Generator, resamples: int) -> Iterator[Floats]:
    """(resamples, units): how often each unit is drawn when as many are drawn as there are, in small blocks."""
    size = max(1, _CELLS // max(1, units))
    share = np.full(units, 1.0 / units)
    for start in range(0, resamples, size):
        yield rng.multinomial(units, share, size=min(size, resamples - start)).astype(np.float64)


def percentiles(point: Estimate, replicates: Floats, confidence: float) -> Estimate:
    """The point estimate with the interval of its replicates, if at least 95 in 100 of them are defined.

    Those that are not are no accident: they hold one category alone, and leaving them out would flatter the rest.
    """
    known = replicates[np.isfinite(replicates)]
    if point.estimate is None:
        return point
    if known.size > 1 and np.ptp(known) < NO_SPREAD:
        return point  # every resample alike proves nothing; the point's own interval knows how many items
    if known.size < _DEFINED * replicates.size or known.size < 2:
        return Estimate(point.estimate, None, None, None, Reason.TOO_FEW.value, point.n)
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(known, [tail, 1.0 - tail])
    return replace(point, se=float(known.std(ddof=1)), ci_low=float(low), ci_high=float(high), reason=None)
