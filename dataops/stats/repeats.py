"""Answers of one annotator to the same item more than once: how steady a hand is, apart from agreement.

The policy: between annotators the last answer holds (`KEEP_LAST`), so a repeat never agrees with itself there;
what the repeats say about their annotator is reported here and nowhere else.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.codes import Codes, as_codes
from dataops.stats.intervals import wilson
from dataops.stats.results import Estimate

KEEP_LAST = "keep_last"


@dataclass(frozen=True, eq=False, slots=True)
class Repeats:
    """Who answered what more than once.

    Parameters
    ----------
    annotators : (annotators,) int64
        Those who repeated anything, in ascending order.
    pairs, consistent : (annotators,) int64
        Items they answered more than once, and those of them on which they never changed.
    """

    annotators: Codes
    pairs: Codes
    consistent: Codes

    def of(self, annotator: int, confidence: float = 0.95) -> Estimate:
        """The share of repeated items on which this annotator never changed, with Wilson's interval."""
        here = self.annotators == annotator
        return wilson(int(self.consistent[here].sum()), int(self.pairs[here].sum()), confidence)

    @property
    def everyone(self) -> Estimate:
        return wilson(int(self.consistent.sum()), int(self.pairs.sum()))


def repeats(item: ArrayLike, annotator: ArrayLike, label: ArrayLike) -> Repeats:
    """Find the repeats in (rows,) integer codes, one row per judgement in the order of arrival."""
    columns = [
        as_codes(name, codes) for name, codes in (("item", item), ("annotator", annotator), ("label", label))
    ]
    if len({column.size for column in columns}) != 1:
        raise ValueError("Expected item, annotator and label of the same length.")
    items, people, labels = columns
    order = np.lexsort((labels, items, people))
    items, people, labels = items[order], people[order], labels[order]
    new = np.ones(items.size, np.bool_)
    new[1:] = (items[1:] != items[:-1]) | (people[1:] != people[:-1])
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], items.size) - 1
    often, same = ends > starts, labels[starts] == labels[ends] if starts.size else np.ones(0, np.bool_)
    who, row = np.unique(people[starts][often], return_inverse=True)
    pairs = np.bincount(row, minlength=who.size).astype(np.int64)
    return Repeats(who, pairs, np.bincount(row[same[often]], minlength=who.size).astype(np.int64))
