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
    centred = table - table.mean()
    sums, squares = centred.sum(axis=1), (centred**2).sum(axis=1)
    return _mean_squares(len(table), times @ sums, times @ sums**2, times @ squares, times @ centred)


def mean_squares_without(table: Floats) -> MeanSquares:
    """The mean squares without each item in turn."""
    centred = table - table.mean()
    sums, squares = centred.sum(axis=1), (centred**2).sum(axis=1)
    whole = sums.sum(), (sums**2).sum(), squares.sum(), centred.sum(axis=0)
    of_items = zip(whole, (sums, sums**2, squares, centred), strict=True)
    return _mean_squares(len(table) - 1, *(total - own for total, own in of_items))


def _mean_squares(
    n: int, total: Floats, of_items: Floats, of_ratings: Floats, by_judge: Floats
) -> MeanSquares:
    """From the sums of samples of n items.

    Parameters
    ----------
    total, of_items, of_ratings : (samples,)
        The sum of all ratings; of the squared sums of items; of the squared ratings.
    by_judge : (samples, raters)
        The sum of each rater's ratings.
    """
    k = by_judge.shape[1]
    correction = total**2 / (n * k)
    whole = of_ratings - correction
    between = of_items / k - correction
    judges = (by_judge**2).sum(axis=1) / n - correction
    between, judges, rest = (
        np.where(each > _ALIKE * whole, each, 0.0) for each in (between, judges, whole - between - judges)
    )
    free = (n - 1.0) * (k - 1.0)
    return MeanSquares(
        between / (n - 1.0), (judges + rest) / (n * (k - 1.0)), judges / (k - 1.0), rest / free
    )
