"""The analysis of variance of a complete table of ratings, for one sample or for many resamples at once.

References
----------
P. E. Shrout, J. L. Fleiss (1979), Psychological Bulletin 86, 420-428, table 1.
"""

from typing import NamedTuple

import numpy as np

from dataops.stats.spread import Floats

_ALIKE = 1e-12


class MeanSquares(NamedTuple):
    """Mean squares between items, within items, between raters, and of what is left: one of each, or arrays."""

    between: Floats
    within: Floats
    judges: Floats
    rest: Floats


def mean_squares(table: Floats, times: Floats) -> MeanSquares:
    """The mean squares of each sample.

    Parameters
    ----------
    table : (items, raters) numbers without a hole
    times : (samples, items)
        How often each sample drew the item; all the same for the data as they are.
    """
    n, k = table.shape
    centred = table - table.mean()
    sums = centred.sum(axis=1)
    correction = (times @ sums) ** 2 / (n * k)
    whole = times @ (centred**2).sum(axis=1) - correction
    between = times @ sums**2 / k - correction
    judges = ((times @ centred) ** 2).sum(axis=1) / n - correction
    between, judges, rest = (
        np.where(each > _ALIKE * whole, each, 0.0) for each in (between, judges, whole - between - judges)
    )
    free = (n - 1.0) * (k - 1.0)
    return MeanSquares(
        between / (n - 1.0), (judges + rest) / (n * (k - 1.0)), judges / (k - 1.0), rest / free
    )
