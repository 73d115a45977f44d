"""Krippendorff's interval alpha of plain measurements, where nearly every value is a category of its own.

References
----------
K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania.
"""

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import one_length, real_numbers
from dataops.stats.codes import as_codes, places
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats, jackknife


def interval_alpha(item: ArrayLike, value: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Interval alpha from sums of squares, with the jackknife's standard error; pass last answers only.

    Parameters
    ----------
    item : (rows,) integers
    value : (rows,) numbers
        One row per judgement.
    """
    items, row = places(as_codes("item", item))
    measured = real_numbers("value", value)
    one_length(item=row, value=measured)
    if not items.size:
        return Estimate.undefined(Reason.EMPTY)
    measured = measured - measured.mean()  # the squares lose no digits to a far-off origin
    sums = np.array([np.bincount(row), np.bincount(row, measured), np.bincount(row, measured**2)])
    sums = sums[:, sums[0] >= 2]
    n = sums.shape[1]
    if not n:
        return Estimate.undefined(Reason.NO_OVERLAP)
    within = 2.0 * (sums[0] * sums[2] - sums[1] ** 2) / (sums[0] - 1.0)
    whole = float(_alpha(within.sum(), sums.sum(axis=1)))
    if np.isnan(whole):
        return Estimate.undefined(Reason.ONE_CATEGORY, n)
    left = _alpha(within.sum() - within, sums.sum(axis=1)[:, None] - sums)
    expected = 1.0 - 2.0 * float(sums[2].sum() / sums[0].sum()) / float(np.ptp(measured)) ** 2
    return jackknife(whole, left, confidence, expected=expected)


def _alpha(within: Floats, sums: Floats) -> Floats:
    """1 - observed / expected squared difference; `sums` are the count, the sum and the sum of squares."""
    count, total, squares = sums
    spread = 2.0 * (count * squares - total**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1.0 - (count - 1.0) * within / np.where(spread > 0.0, spread, np.nan))
