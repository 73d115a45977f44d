"""The same items under other categories; who gave how many, and what was repeated, is lost on the way."""

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats import patterns as table
from dataops.stats.codes import as_codes, labels_within
from dataops.stats.patterns import Counts
from dataops.stats.tally import Tally


def collapsed(tally: Tally, into: ArrayLike, n_classes: int) -> Tally:
    """The same items under coarser categories: category k becomes category `into[k]` of `n_classes`."""
    places = as_codes("into", into)
    labels_within(places, n_classes)
    if places.size != tally.n_classes:
        raise ValueError(f"Expected a new category for each of {tally.n_classes}, got {places.size}.")
    return _showing(tally, tally.patterns @ np.eye(n_classes, dtype=np.int64)[places])


def without(tally: Tally, category: int) -> Tally:
    """The same items as if nobody had given this category."""
    return _showing(tally, np.delete(tally.patterns, category, axis=1))


def _showing(tally: Tally, rows: Counts) -> Tally:
    patterns, times = table.combine(rows, tally.multiplicity)
    nobody = np.empty(0, np.int64)
    return Tally(rows.shape[1], patterns, times, nobody, nobody)
