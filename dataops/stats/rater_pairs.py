"""Cohen's kappa of every pair of annotators, from one table of paired labels that batches add up to.

What is kept grows with the answers that meet on an item, not with the square of the annotators: four thousand
annotators who each met a few others take a few megabytes.

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
from dataops.stats.meetings import counted, meetings
from dataops.stats.paired import kappas
from dataops.stats.results import Estimate
from dataops.stats.weights import weights

_CELLS = 4_000_000  # cells of the tables whose kappas are found together: the more do not fit the memory


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
    cells : (meetings,) int64
        What was said together, in ascending order: (place of the pair x categories + the first annotator's
        label) x categories + the second's.
    counts : (meetings,) int64
        Of how many items.
    """

    n_classes: int
    pairs: Codes
    cells: Codes
    counts: Codes

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
        nothing = np.empty(0, np.int64)
        if not items.size:
            return cls(n_classes, np.empty((0, 2), np.int64), nothing, nothing)
        last = last_answers(items, seats, int(items.max()) + 1, people.size)
        if last is not None:
            items, seats, labels = items[last], seats[last], labels[last]
        met = meetings(items, seats * n_classes + labels, people.size, n_classes)
        cells, counts = counted(met, (people.size * n_classes) ** 2)
        return _of(n_classes, people, cells, counts)

    def tables(self, start: int = 0, stop: int | None = None) -> Codes:
        """(pairs, categories, categories) items by the first annotator's label and the second's, of a run of pairs."""
        area, stop = self.n_classes**2, len(self.pairs) if stop is None else stop
        low, high = np.searchsorted(self.cells, [start * area, stop * area])
        found = np.zeros((stop - start) * area, np.int64)
        found[self.cells[low:high] - start * area] = self.counts[low:high]
        return found.reshape(-1, self.n_classes, self.n_classes)

    def __add__(self, other: "RaterPairs") -> "RaterPairs":
        return self._with(other, 1)

    def __sub__(self, other: "RaterPairs") -> "RaterPairs":
        """The pairs without the items of `other`, all of which it must contain."""
        return self._with(other, -1)

    def _with(self, other: "RaterPairs", sign: int) -> "RaterPairs":
        if self.n_classes != other.n_classes:
            raise ValueError("Expected pairs over the same declared categories.")
        pairs, row = np.unique(np.concatenate([self.pairs, other.pairs]), axis=0, return_inverse=True)
        area, row, own = self.n_classes**2, row.ravel(), len(self.pairs)
        spread = [
            each[of.cells // area] * area + of.cells % area
            for of, each in ((self, row[:own]), (other, row[own:]))
        ]
        cells, place = np.unique(np.concatenate(spread), return_inverse=True)
        counts = np.zeros(cells.size, np.int64)
        np.add.at(counts, place, np.concatenate([self.counts, sign * other.counts]))
        if (counts < 0).any():
            raise ValueError("Expected to take away only what was counted before.")
        return _kept(self.n_classes, pairs, cells[counts > 0], counts[counts > 0])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RaterPairs) and self.to_json() == other.to_json()

    def to_json(self) -> dict[str, Any]:
        spelled: dict[str, dict[str, int]] = {
            f"{first} {second}": {} for first, second in self.pairs.tolist()
        }
        grids = list(spelled.values())
        place, cell = np.divmod(self.cells, self.n_classes**2)
        for pair, at, count in zip(place.tolist(), cell.tolist(), self.counts.tolist(), strict=True):
            grids[pair][str(at)] = count
        return {"n_classes": self.n_classes, "pairs": spelled}

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> "RaterPairs":
        k = int(state["n_classes"])
        named = sorted((*map(int, name.split()), grid) for name, grid in state["pairs"].items())
        rows = [
            (place * k * k + cell, count)
            for place, (_, _, grid) in enumerate(named)
            for cell, count in sorted((int(cell), count) for cell, count in grid.items())
        ]
        cells, counts = np.array(rows, np.int64).reshape(-1, 2).T
        return cls(
            k, np.array([each[:2] for each in named], np.int64).reshape(-1, 2), cells.copy(), counts.copy()
        )

    def kappas(
        self, weighting: str = "identity", *, at_least: int = 1, confidence: float = 0.95
    ) -> list[RaterPair]:
        """Cohen's kappa, by the `weights` of that name, of pairs with `at_least` so many items in common."""
        near = weights(weighting, self.n_classes)
        found: list[RaterPair] = []
        step = max(1, _CELLS // self.n_classes**2)
        for start in range(0, len(self.pairs), step):
            tables = self.tables(start, min(start + step, len(self.pairs)))
            enough = tables.sum(axis=(1, 2)) >= at_least
            first, second = self.pairs[start : start + step][enough].T.tolist()
            found += map(RaterPair, first, second, kappas(tables[enough], near, confidence))
        return found


def _of(n_classes: int, people: Codes, cells: Codes, counts: Codes) -> RaterPairs:
    """From cells that begin with the places of two annotators."""
    area = n_classes**2
    both = cells // area
    new = np.diff(both, prepend=-1) != 0
    first, second = np.divmod(both[new], people.size)
    place = np.cumsum(new) - 1
    return RaterPairs(
        n_classes, np.stack([people[first], people[second]], axis=1), place * area + cells % area, counts
    )


def _kept(n_classes: int, pairs: Codes, cells: Codes, counts: Codes) -> RaterPairs:
    """Without the pairs that no longer meet."""
    area = n_classes**2
    met = np.zeros(len(pairs), np.bool_)
    met[cells // area] = True
    place = np.cumsum(met) - 1
    return RaterPairs(n_classes, pairs[met], place[cells // area] * area + cells % area, counts)
