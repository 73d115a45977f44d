"""One label per item out of many: the plain vote, with its ties left standing.

The model-based counterpart, which weighs annotators by their confusions, is `dawid_skene`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dataops.stats.arguments import one_length, real_numbers
from dataops.stats.codes import Codes, as_codes, labels_within, places
from dataops.stats.intervals import wilson
from dataops.stats.patterns import MAX_CELLS, TooManyCategories
from dataops.stats.results import Estimate
from dataops.stats.spread import Floats

TIED = -1


@dataclass(frozen=True, eq=False, slots=True)
class Majority:
    """The outcome of the vote.

    Parameters
    ----------
    items : (items,) integers
        Item codes in ascending order.
    winners : (items, categories) booleans
        Every category with the most votes: more than one where the vote is tied.
    """

    items: Codes
    winners: NDArray[np.bool_]

    @property
    def tied(self) -> NDArray[np.bool_]:
        return np.asarray(self.winners.sum(axis=1) > 1)

    @property
    def tie_share(self) -> float | None:
        return float(self.tied.mean()) if self.items.size else None

    @property
    def labels(self) -> Codes:
        """The winning category of each item, `TIED` where there is none: categories have no order of merit."""
        return np.where(self.tied, TIED, self.winners.argmax(axis=1))

    def settled_by(self, posterior: Floats) -> Codes:
        """The winning category, ties going to the winner that `posterior` (items, categories) favours."""
        believed = real_numbers("posterior", posterior)
        if believed.shape != self.winners.shape:
            raise ValueError(f"Expected a posterior of {self.winners.shape} numbers, got {believed.shape}.")
        return np.asarray(np.where(self.winners, believed, -1.0).argmax(axis=1))

    def accuracy(self, gold_item: ArrayLike, gold_label: ArrayLike, confidence: float = 0.95) -> Estimate:
        """The share of gold items voted right, a tie counting as a fair draw among its winners."""
        row, label = matched(self.items, gold_item, gold_label)
        known = (label >= 0) & (label < self.winners.shape[1])
        won = self.winners[row[known]]
        right = won[np.arange(len(won)), label[known]] / won.sum(axis=1)
        return wilson(float(right.sum()), row.size, confidence)


def majority(item: ArrayLike, label: ArrayLike, n_classes: int) -> Majority:
    """The vote on each item; pass each annotator's last answer only.

    Parameters
    ----------
    item, label : (rows,) integers
        One row per judgement; labels are 0 to `n_classes` - 1.
    """
    labels = as_codes("label", label)
    labels_within(labels, n_classes)
    items, row = places(as_codes("item", item))
    one_length(item=row, label=labels)
    if items.size * n_classes > MAX_CELLS:
        raise TooManyCategories(f"{n_classes} categories are too many to vote on {items.size} items.")
    votes = np.bincount(row * n_classes + labels, minlength=items.size * n_classes)
    votes = votes.reshape(items.size, n_classes)
    return Majority(items, votes == votes.max(axis=1, keepdims=True))


def matched(items: Codes, gold_item: ArrayLike, gold_label: ArrayLike) -> tuple[Codes, Codes]:
    """Rows of `items` that have a gold label, and that label; gold for items nobody labelled is left out."""
    wanted, label = as_codes("gold_item", gold_item), as_codes("gold_label", gold_label)
    one_length(gold_item=wanted, gold_label=label)
    if not items.size:
        return wanted[:0], label[:0]
    row = np.minimum(np.searchsorted(items, wanted), items.size - 1)
    found = items[row] == wanted
    return row[found], label[found]
