"""Rows of judgements made ready for counting: checked, and without answers that a later one replaced."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.codes import Codes, as_codes, dense, labels_within, last_answers
from dataops.stats.repeats import repeats


class Rows(NamedTuple):
    """The answers in force.

    Parameters
    ----------
    items, labels : (rows,) integers
        Items counted from 0; there are `seats` numbers for them, some perhaps without an item.
    annotators : (rows,) integers
        Codes as they came.
    again : three integers
        Answers left out, (item, annotator) pairs answered more than once, and pairs that never changed.
    """

    items: Codes
    seats: int
    annotators: Codes
    labels: Codes
    again: tuple[int, int, int]


def in_force(item: ArrayLike, annotator: ArrayLike, label: ArrayLike, n_classes: int) -> Rows:
    """Of each annotator's answers to one item the last; labels outside 0..n_classes-1 are refused."""
    items, annotators = as_codes("item", item), as_codes("annotator", annotator)
    labels = as_codes("label", label)
    if not items.size == annotators.size == labels.size:
        raise ValueError("Expected item, annotator and label of the same length.")
    labels_within(labels, n_classes)
    items, seats = dense(items)
    people, people_seats = dense(annotators)
    last = last_answers(items, people, seats, people_seats)
    if last is None:
        return Rows(items, seats, annotators, labels, (0, 0, 0))
    found = repeats(items, people, labels)
    again = int((~last).sum()), int(found.pairs.sum()), int(found.consistent.sum())
    return Rows(items[last], seats, annotators[last], labels[last], again)


def counted(codes: Codes) -> tuple[Codes, Codes]:
    """Distinct codes in ascending order, and how many rows have each."""
    if not codes.size:
        return codes, codes
    seats, size = dense(codes)
    if seats.max() - seats.min() != codes.max() - codes.min():
        distinct, counts = np.unique(codes, return_counts=True)
        return distinct, counts.astype(np.int64)
    counts = np.bincount(seats, minlength=size)
    present = np.flatnonzero(counts)
    return present + codes.min(), counts[present]


def summed(codes: Codes, amounts: Codes) -> tuple[Codes, Codes]:
    """Distinct codes in ascending order with the sum of their amounts, without those that come to 0."""
    distinct, positions = np.unique(codes, return_inverse=True)
    totals = np.zeros(distinct.size, np.int64)
    np.add.at(totals, positions, amounts)
    return distinct[totals != 0], totals[totals != 0]
