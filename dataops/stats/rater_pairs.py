"""Cohen's kappa of every pair of annotators, from one table of paired labels that batches add up to.

References
----------
J. Cohen (1960), Educational and Psychological Measurement 20, 37-46; J. L. Fleiss, J. Cohen, B. S. Everitt
(1969), Psychological Bulletin 72, 323-327 (standard error).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.codes import Codes, as_codes, labels_within, last_answers, places
from dataops.stats.paired import kappas
from dataops.stats.results import Estimate
from dataops.stats.weights import weights

MAX_CELLS = 50_000_000  # of the table while it is counted: 700 annotators with 10 categories, 400 MB


class RaterPair(NamedTuple):
    """Two annotators by their codes, and their kappa; its `n` counts the items both labelled."""

    first: int
    second: int
    kappa: Estimate


@dataclass(frozen=True, eq=False, slots=True)
class RaterPairs:
    """What two annotators said of the same items, for every two who share one.

    Parameters
    ----------
    n_classes : int
        Declared categories.
    pairs : (pairs, 2) int64
        Annotator codes, the smaller first, in ascending order.
    tables : (pairs, categories, categories) int64
        Items by the first annotator's label and the second's.
    """

    n_classes: int
    pairs: Codes
    tables: Codes

    @classmethod
    def from_codes(
        cls, item: ArrayLike, annotator: ArrayLike, label: ArrayLike, n_classes: int
    ) -> "RaterPairs":
        """Count rows of (item, annotator, label), as `Tally.from_codes` takes them; last answers hold."""
        labels = as_codes("label", label)
        labels_within(labels, n_classes)
        _, items = places(as_codes("item", item))
        people, seats = places(as_codes("annotator", annotator))
        if not items.size == seats.size == labels.size:
            raise ValueError("Expected item, annotator and label of the same length.")
        if (people.size * n_classes) ** 2 > MAX_CELLS:
            raise ValueError(f"Expected fewer annotators or categories than {people.size} x {n_classes}.")
        if not items.size:
            return cls(n_classes, np.empty((0, 2), np.int64), np.empty((0, n_classes, n_classes), np.int64))
        last = last_answers(items, seats, int(items.max()) + 1, people.size)
        if last is not None:
            items, seats, labels = items[last], seats[last], labels[last]
        found = _together(items, seats * n_classes + labels, people.size * n_classes)
        tables = found.reshape(people.size, n_classes, people.size, n_classes).transpose(0, 2, 1, 3)
        first, second = np.triu_indices(people.size, 1)
        tables = tables[first, second]
        met = tables.any(axis=(1, 2))
        return cls(n_classes, np.stack([people[first], people[second]], axis=1)[met], tables[met])

    def __add__(self, other: "RaterPairs") -> "RaterPairs":
        return self._with(other, 1)

    def __sub__(self, other: "RaterPairs") -> "RaterPairs":
        """The pairs without the items of `other`, all of which it must contain."""
        return self._with(other, -1)

    def _with(self, other: "RaterPairs", sign: int) -> "RaterPairs":
        if self.n_classes != other.n_classes:
            raise ValueError("Expected pairs over the same declared categories.")
        pairs, row = np.unique(np.concatenate([self.pairs, other.pairs]), axis=0, return_inverse=True)
        tables = np.zeros((len(pairs), self.n_classes, self.n_classes), np.int64)
        np.add.at(tables, row.ravel(), np.concatenate([self.tables, sign * other.tables]))
        if (tables < 0).any():
            raise ValueError("Expected to take away only what was counted before.")
        met = tables.any(axis=(1, 2))
        return RaterPairs(self.n_classes, pairs[met], tables[met])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RaterPairs) and self.to_json() == other.to_json()

    def to_json(self) -> dict[str, Any]:
        spelled = {}
        for (first, second), grid in zip(self.pairs.tolist(), self.tables, strict=True):
            cells = np.flatnonzero(grid)
            counts = zip(cells.tolist(), grid.ravel()[cells].tolist(), strict=True)
            spelled[f"{first} {second}"] = {str(cell): count for cell, count in counts}
        return {"n_classes": self.n_classes, "pairs": spelled}

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> "RaterPairs":
        k = int(state["n_classes"])
        tables = np.zeros((len(state["pairs"]), k * k), np.int64)
        for grid, cells in zip(tables, state["pairs"].values(), strict=True):
            grid[[int(cell) for cell in cells]] = list(cells.values())
        pairs = [tuple(map(int, name.split())) for name in state["pairs"]]
        return cls(k, np.array(pairs, np.int64).reshape(-1, 2), tables.reshape(-1, k, k))

    def kappas(
        self, weighting: str = "identity", *, at_least: int = 1, confidence: float = 0.95
    ) -> list[RaterPair]:
        """Cohen's kappa, by the `weights` of that name, of pairs with `at_least` so many items in common."""
        enough = self.tables.sum(axis=(1, 2)) >= at_least
        found = kappas(self.tables[enough], weights(weighting, self.n_classes), confidence)
        first, second = self.pairs[enough].T.tolist()
        return list(map(RaterPair, first, second, found))


def _together(item: Codes, said: Codes, size: int) -> Codes:
    """(size, size) counts of items of which both was `said`: annotator and category in one code."""
    order = np.sort(item * size + said)
    item, said = np.divmod(order, size)
    found, waiting = np.zeros(size * size, np.int64), [np.empty(0, np.int64)]
    for step in range(1, int(np.bincount(item).max())):
        same = np.flatnonzero(item[step:] == item[:-step])
        waiting.append(said[same] * size + said[same + step])
        if sum(map(len, waiting)) > 2 * size * size:
            found += np.bincount(np.concatenate(waiting), minlength=size * size)
            waiting = []
    if waiting:
        found += np.bincount(np.concatenate(waiting), minlength=size * size)
    return found.reshape(size, size)
