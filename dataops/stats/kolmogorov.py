"""The two-sample Kolmogorov-Smirnov test: scores, times, or labels with an order.

References
----------
J. L. Hodges (1958), Arkiv foer Matematik 3, 469-486: the exact distribution by counting paths.
N. Smirnov (1948), Annals of Mathematical Statistics 19, 279-281: the limit for large samples.
"""

from math import exp, gcd, sqrt

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import one_array, real_numbers
from dataops.stats.codes import Codes
from dataops.stats.drift import Difference
from dataops.stats.results import Reason
from dataops.stats.spread import Floats

_EXACT_UP_TO = 10_000_000  # pairs of positions (a second of work); beyond, the limit is good to two digits
_TERMS = 100


def kolmogorov_smirnov(before: ArrayLike, after: ArrayLike) -> Difference:
    """The largest gap between the two cumulative shares, and how often chance would make one as large.

    Parameters
    ----------
    before, after : (values,) numbers
        What was measured in each window. With ties the p-value errs on the side of no difference.
    """
    samples = [real_numbers("two one-dimensional arrays", values) for values in (before, after)]
    if any(sample.ndim != 1 for sample in samples):
        raise ValueError("Expected two one-dimensional arrays of finite numbers.")
    distinct = np.unique(np.concatenate(samples))
    counts = [np.bincount(np.searchsorted(distinct, sample), minlength=distinct.size) for sample in samples]
    return kolmogorov_smirnov_of_counts(*counts)


def kolmogorov_smirnov_of_counts(before: ArrayLike, after: ArrayLike) -> Difference:
    """The same from counts per bin, or per category of an ordered label; counts add up over batches.

    Parameters
    ----------
    before, after : (bins,) integers
        How many values of each window fall into each bin, in the order of the bins.
    """
    left, right = one_array("before", before), one_array("after", after)
    if left.ndim != 1 or left.shape != right.shape:
        raise ValueError("Expected two one-dimensional arrays of counts of the same bins.")
    if left.size and any(side.dtype.kind not in "iu" or side.min() < 0 for side in (left, right)):
        raise ValueError("Expected counts: integers of 0 or more.")
    n, m = int(left.sum()), int(right.sum())
    if not n or not m:
        return Difference(None, None, Reason.EMPTY.value, n, m)
    gap = _largest_gap(left, right, n, m)
    value = gap * gcd(n, m) / (n * m)
    return Difference(value, _exact(n, m, gap) if n * m <= _EXACT_UP_TO else _limit(n, m, value), None, n, m)


def _largest_gap(left: Codes, right: Codes, n: int, m: int) -> int:
    """The gap in whole units of 1 / lcm(n, m), so that paths are compared without rounding."""
    unit = gcd(n, m)
    gaps = np.cumsum(left, dtype=np.int64) * (m // unit) - np.cumsum(right, dtype=np.int64) * (n // unit)
    return int(np.abs(gaps).max())


def _exact(n: int, m: int, gap: int) -> float:
    """The share of the orders of n and m values in which the gap is as large somewhere.

    `inside[j]` is the share of paths to (i, j) that stayed below the gap; the last step into (i, j) comes
    from the left with probability j / (i + j).
    """
    unit = gcd(n, m)
    j = np.arange(m + 1)
    inside: Floats = np.zeros(m + 1)
    for i in range(n + 1):
        within = np.abs(i * (m // unit) - j * (n // unit)) < gap
        inside = _row(inside, i, within)
    return min(1.0, max(0.0, 1.0 - float(inside[m])))


def _row(above: Floats, i: int, within: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
    row = np.zeros(above.size)
    places = np.flatnonzero(within)
    if not places.size:
        return row
    first, last = int(places[0]), int(places[-1])
    came = 1.0 if i == 0 and first == 0 else 0.0
    for j in range(first, last + 1):
        if i or j:
            came = (above[j] * i + came * j) / (i + j)
        row[j] = came
    return row


def _limit(n: int, m: int, value: float) -> float:
    """Kolmogorov's distribution at the gap, with Stephens' correction for finite samples."""
    root = sqrt(n * m / (n + m))
    x = (root + 0.12 + 0.11 / root) * value
    if x < 0.2:
        return 1.0
    total = sum((-1.0) ** (k - 1) * exp(-2.0 * k * k * x * x) for k in range(1, _TERMS))
    return min(1.0, max(0.0, 2.0 * total))
