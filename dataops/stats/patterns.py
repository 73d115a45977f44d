"""Patterns: the distinct count rows of an items x categories table, and how many items show each.

An item that r annotators sorted into K categories shows one of at most C(r+K-1, K-1) patterns (2,002 for
r=5, K=10), so a table of patterns stays small however many items it sums up, and it loses nothing that a
nominal, ordinal or interval coefficient, its standard error or its bootstrap needs.
"""

from collections.abc import Mapping
from math import floor, log2

import numpy as np
from numpy.typing import NDArray

from dataops.stats.arguments import exact_integers

Counts = NDArray[np.int64]

MAX_CELLS = 20_000_000  # 160 MB of int64: beyond it the labels are not categories


class TooManyCategories(ValueError):
    """The labels are so many that a table of patterns would not be small."""


def from_rows(item: Counts, label: Counts, items: int, n_classes: int) -> tuple[Counts, Counts]:
    """Patterns and multiplicities of rows (item, label); both dense codes, one row per judgement.

    Each item's counts are added up as digits of one number, so the items x categories table is never made.
    """
    if not item.size:
        return np.empty((0, n_classes), np.int64), np.empty(0, np.int64)
    if n_classes > MAX_CELLS:
        raise TooManyCategories(f"{n_classes} categories are too many for a table of patterns.")
    base = int(np.bincount(item).max()) + 1
    spans = _spans(n_classes, base, bits=52)
    if len(spans) * items > MAX_CELLS:
        raise TooManyCategories(f"{n_classes} categories are too many for a table of patterns.")
    keys = [np.bincount(item, _places(span, n_classes, base)[label], items) for span in spans]
    keys, multiplicity = _distinct([key.astype(np.int64) for key in keys], None)
    if multiplicity.size * n_classes > MAX_CELLS:
        raise TooManyCategories(f"{n_classes} categories are too many for a table of patterns.")
    patterns = np.hstack([_digits(key, hi - lo, base) for key, (lo, hi) in zip(keys, spans, strict=True)])
    seen = patterns.any(axis=1)
    return patterns[seen], multiplicity[seen]


def combine(patterns: Counts, multiplicity: Counts) -> tuple[Counts, Counts]:
    """The same table with every pattern once, in lexicographic order, and none of multiplicity 0."""
    if not multiplicity.size:
        return patterns, multiplicity
    n_classes, base = patterns.shape[1], int(patterns.max()) + 1
    spans = _spans(n_classes, base, bits=62)
    places = [_places(span, n_classes, base).astype(np.int64) for span in spans]
    keys = [patterns[:, lo:hi] @ place[lo:hi] for place, (lo, hi) in zip(places, spans, strict=True)]
    keys, total = _distinct(keys, multiplicity)
    rows = np.hstack([_digits(key, hi - lo, base) for key, (lo, hi) in zip(keys, spans, strict=True)])
    kept = (total != 0) & rows.any(axis=1)
    return rows[kept], total[kept]


def spelled(patterns: Counts, multiplicity: Counts) -> dict[str, int]:
    """The table as JSON takes it; a pattern is written "category:count category:count"."""
    names = (" ".join(f"{place}:{row[place]}" for place in np.flatnonzero(row)) for row in patterns)
    return dict(zip(names, multiplicity.tolist(), strict=True))


def read(written: Mapping[str, int], n_classes: int) -> tuple[Counts, Counts]:
    """Patterns and multiplicities back from what `spelled` wrote."""
    if not isinstance(written, Mapping) or len(written) * n_classes > MAX_CELLS:
        raise ValueError("Expected patterns as how many items show each, and few enough to be categories.")
    rows = np.zeros((len(written), n_classes), np.int64)
    for row, name in zip(rows, written, strict=True):
        for entry in name.split():
            category, _, count = entry.partition(":")
            if not (
                category.isdecimal() and count.isdecimal() and int(category) < n_classes and len(count) < 10
            ):
                raise ValueError(
                    f'Expected a pattern as "category:count" of {n_classes} categories, got {name!r}.'
                )
            row[int(category)] = int(count)
    times = exact_integers("how many items show a pattern", list(written.values()))
    if times.ndim != 1 or (times < 0).any():
        raise ValueError("Expected how many items show each pattern: none below 0.")
    return combine(rows, times)


def _spans(n_classes: int, base: int, bits: int) -> list[tuple[int, int]]:
    """Categories cut into stretches whose counts fit into one exact number each."""
    width = max(1, floor(bits / log2(max(base, 2))))
    return [(low, min(low + width, n_classes)) for low in range(0, n_classes, width)]


def _places(span: tuple[int, int], n_classes: int, base: int) -> NDArray[np.float64]:
    """The place value of every category in its stretch; the first category weighs most."""
    places = np.zeros(n_classes)
    low, high = span
    places[low:high] = [float(base**power) for power in range(high - low - 1, -1, -1)]
    return places


def _digits(key: Counts, width: int, base: int) -> Counts:
    rows = np.empty((key.size, width), np.int64)
    for column in range(width - 1, -1, -1):
        key, rows[:, column] = np.divmod(key, base)
    return rows


def _distinct(keys: list[Counts], weight: Counts | None) -> tuple[list[Counts], Counts]:
    """Distinct key tuples in order, and the sum of their weights (or their number)."""
    if len(keys) == 1 and weight is None:
        distinct, counts = np.unique(keys[0], return_counts=True)
        return [distinct], counts.astype(np.int64)
    order = np.lexsort(keys[::-1])
    new = np.zeros(order.size, np.bool_)
    new[0] = True
    for key in keys:
        new[1:] |= key[order][1:] != key[order][:-1]
    starts = np.flatnonzero(new)
    weights = np.ones(order.size, np.int64) if weight is None else weight[order]
    return [key[order][starts] for key in keys], np.add.reduceat(weights, starts)
