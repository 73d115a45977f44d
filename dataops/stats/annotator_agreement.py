"""Agreement taken apart by annotator: who stands apart from the others, and which way."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.codes import Codes, as_codes, labels_within, last_answers, places
from dataops.stats.intervals import wilson
from dataops.stats.patterns import MAX_CELLS, TooManyCategories
from dataops.stats.results import Estimate
from dataops.stats.spread import Floats, mean_of

_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class AnnotatorAgreement:
    """One annotator against the others on the same items.

    Parameters
    ----------
    annotator : int
    labels : int
        Labels in force.
    agreement : Estimate
        Mean share of the others who say the same; `n` counts items shared with any.
    with_majority : Estimate
        How often the others' vote, where it has a winner, is this annotator's label too.
    difference : Estimate or None
        Mean of the value given less the others' mean, for labels that have values.
    """

    annotator: int
    labels: int
    agreement: Estimate
    with_majority: Estimate
    difference: Estimate | None


def by_annotator(
    item: ArrayLike,
    annotator: ArrayLike,
    label: ArrayLike,
    n_classes: int,
    *,
    values: ArrayLike | None = None,
    confidence: float = 0.95,
) -> list[AnnotatorAgreement]:
    """One answer for each annotator, by ascending code.

    Parameters
    ----------
    item, annotator, label : (rows,) integers
        As `Tally.from_codes` takes them; of an annotator's answers to one item the last one holds.
    values : (categories,) numbers
        What the categories are worth, if anything.
    """
    labels = as_codes("label", label)
    labels_within(labels, n_classes)
    codes, items = places(as_codes("item", item))
    people, who = places(as_codes("annotator", annotator))
    if not items.size == who.size == labels.size:
        raise ValueError("Expected item, annotator and label of the same length.")
    last = last_answers(items, who, codes.size, people.size) if items.size else None
    if last is not None:
        items, who, labels = items[last], who[last], labels[last]
    if codes.size * n_classes > MAX_CELLS:
        raise TooManyCategories(f"{n_classes} categories are too many to compare annotators.")
    counts = np.bincount(items * n_classes + labels, minlength=codes.size * n_classes)
    counts = counts.reshape(codes.size, n_classes)
    sums = _sums(items, who, labels, counts, people.size)
    bias = None if values is None else _bias(items, who, labels, counts, np.asarray(values, np.float64))
    given = np.bincount(who, minlength=people.size)
    return [
        AnnotatorAgreement(
            annotator=int(people[place]),
            labels=int(given[place]),
            agreement=mean_of(sums[:3, place].tolist(), confidence),
            with_majority=wilson(int(sums[4, place]), int(sums[3, place]), confidence),
            difference=None if bias is None else mean_of(bias[:, place].tolist(), confidence, bounded=False),
        )
        for place in range(people.size)
    ]


def _sums(items: Codes, who: Codes, labels: Codes, counts: Codes, people: int) -> Floats:
    """(5, annotators): shared items, sum and squares of the share of others who agree, votes won, votes shared."""
    found = np.zeros((5, people))
    for rows in _blocks(items.size, counts.shape[1]):
        others, own = counts[items[rows]], (np.arange(items[rows].size), labels[rows])
        others[own] -= 1
        of, top = others.sum(axis=1), others.max(axis=1, initial=0)
        shared = of > 0
        share = others[own] / np.maximum(of, 1)
        decided = shared & ((others == top[:, None]).sum(axis=1) == 1)
        facts = (shared, share, share**2, decided, decided & (others[own] == top))
        found += [np.bincount(who[rows], each, people) for each in facts]
    return found


def _bias(items: Codes, who: Codes, labels: Codes, counts: Codes, values: Floats) -> Floats:
    """(3, annotators): shared items, sum and squares of the value given less the others' mean."""
    of, given = counts.sum(axis=1)[items] - 1, values[labels]
    apart = np.where(of > 0, given - ((counts @ values)[items] - given) / np.maximum(of, 1), 0.0)
    people = int(who.max()) + 1 if who.size else 0
    return np.array([np.bincount(who, each, people) for each in (of > 0, apart, apart**2)])


def _blocks(rows: int, width: int) -> Iterator[slice]:
    size = max(1, _ROWS // width)
    yield from (slice(start, start + size) for start in range(0, rows, size))
