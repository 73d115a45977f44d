"""The mergeable state of label agreement: exact integers that add, subtract and travel as JSON.

A tally of a batch of whole items is computed once; the tally of a project, vendor, slice or week is the
sum of its batches, to the bit, in whatever order they arrive. Every coefficient in `agreement` and
`krippendorff`, its linearised standard error and its bootstrap follow from it.

Size: one entry per distinct pattern (see `patterns`) and one per annotator. A batch of 10,000 judgements
in 10 categories takes about 20 kB of JSON, in 2 categories well under 1 kB.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats import patterns as table
from dataops.stats.arguments import exact_integers, one_array, whole_number
from dataops.stats.codes import Codes
from dataops.stats.patterns import Counts
from dataops.stats.rows import counted, in_force, summed

_PARTS = {"n_classes", "patterns", "annotators", "repeats"}
_MOST = 2**31 - 1  # labels of one category for one item: sums of them stay exact


@dataclass(frozen=True, eq=False, slots=True)
class Tally:
    """How often each pattern of labels occurs, and who gave how many.

    Parameters
    ----------
    n_classes : int
        Categories the label schema declares, used or not.
    patterns : (patterns, categories) int64
        How many annotators gave each category: distinct rows in lexicographic order.
    multiplicity : (patterns,) int64
        How many items show the pattern.
    annotators, judgements_by : (annotators,) int64
        Annotator codes in ascending order, and how many labels each has in force.
    repeats, repeated_pairs, consistent_pairs : int
        Answers superseded by the same annotator's later answer to the same item; how many
        (item, annotator) pairs were answered more than once; how many of those never changed.
    """

    n_classes: int
    patterns: Counts
    multiplicity: Counts
    annotators: Codes
    judgements_by: Codes
    repeats: int = 0
    repeated_pairs: int = 0
    consistent_pairs: int = 0

    @classmethod
    def empty(cls, n_classes: int) -> "Tally":
        nothing = np.empty(0, np.int64)
        return cls(n_classes, np.empty((0, n_classes), np.int64), nothing, nothing, nothing)

    @classmethod
    def from_codes(cls, item: ArrayLike, annotator: ArrayLike, label: ArrayLike, n_classes: int) -> "Tally":
        """Count rows of (item, annotator, label); of an annotator's answers to one item the last one holds.

        Parameters
        ----------
        item, annotator, label : (rows,) integers
            One row per judgement in the order of arrival. Item and annotator codes may be any integers
            (database keys will do; annotator codes are kept, so use the same ones in every batch);
            labels are positions in the label schema, 0 to `n_classes` - 1.
        """
        rows = in_force(item, annotator, label, n_classes)
        patterns, multiplicity = table.from_rows(rows.items, rows.labels, rows.seats, n_classes)
        return cls(n_classes, patterns, multiplicity, *counted(rows.annotators), *rows.again)

    @classmethod
    def from_counts(cls, counts: ArrayLike) -> "Tally":
        """Count an (items, categories) table of integers in which it is no longer known who gave which label.

        An item without a label says nothing and is not counted.
        """
        rows = np.atleast_2d(one_array("counts", counts))
        if rows.ndim != 2 or not rows.shape[1] or (rows.size and rows.dtype.kind not in "iu"):
            raise ValueError("Expected counts as an (items, categories) table of integers.")
        if rows.size and not (rows.min() >= 0 and rows.max() <= _MOST):
            raise ValueError(
                f"Expected counts of labels from 0 to {_MOST}, got {rows.min()} to {rows.max()}."
            )
        rows = rows.astype(np.int64)
        patterns, multiplicity = table.combine(rows, np.ones(len(rows), np.int64))
        nobody = np.empty(0, np.int64)
        return cls(rows.shape[1], patterns, multiplicity, nobody, nobody)

    @classmethod
    def merge(cls, tallies: Iterable["Tally"]) -> "Tally":
        """The tally of all items together; the batches must not share an item."""
        return _total([(tally, 1) for tally in tallies])

    def __add__(self, other: "Tally") -> "Tally":
        return _total([(self, 1), (other, 1)])

    def __sub__(self, other: "Tally") -> "Tally":
        """The tally without the items of `other`, all of which it must contain."""
        return _total([(self, 1), (other, -1)])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self.to_json() == other.to_json()

    @property
    def items(self) -> int:
        return int(self.multiplicity.sum())

    @property
    def judgements(self) -> int:
        return int(self.multiplicity @ self.patterns.sum(axis=1))

    @property
    def overlapping_items(self) -> int:
        """Items with two labels or more: the only ones that can agree or disagree."""
        return int(self.multiplicity[self.patterns.sum(axis=1) >= 2].sum())

    def to_json(self) -> dict[str, Any]:
        """A small JSON object; a pattern is written "category:count category:count"."""
        return {
            "n_classes": self.n_classes,
            "patterns": table.spelled(self.patterns, self.multiplicity),
            "annotators": dict(
                zip(map(str, self.annotators.tolist()), self.judgements_by.tolist(), strict=True)
            ),
            "repeats": [self.repeats, self.repeated_pairs, self.consistent_pairs],
        }

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> "Tally":
        """What `to_json` wrote, or a ValueError that says what is no tally about it."""
        if not isinstance(state, Mapping) or not state.keys() >= _PARTS:
            raise ValueError("Expected the state of a tally: n_classes, patterns, annotators and repeats.")
        n_classes = whole_number("n_classes", state["n_classes"], 1, table.MAX_CELLS)
        people, again = state["annotators"], state["repeats"]
        if not isinstance(people, Mapping) or not isinstance(again, Sequence) or len(again) != 3:
            raise ValueError("Expected how many labels each annotator gave, and three counts of repeats.")
        given = sorted(
            (_code(code), whole_number("labels given", count, 1)) for code, count in people.items()
        )
        codes, counts = exact_integers("annotators", given).reshape(-1, 2).T
        read = table.read(state["patterns"], n_classes)
        return cls(
            n_classes, *read, codes.copy(), counts.copy(), *(whole_number("repeats", n) for n in again)
        )


def _code(annotator: Any) -> int:
    try:
        return int(annotator)
    except (TypeError, ValueError):
        raise ValueError(f"Expected an annotator's code as an integer, got {annotator!r}.") from None


def _total(signed: list[tuple[Tally, int]]) -> Tally:
    """The signed sum of tallies: integers only, so neither order nor grouping can show."""
    if not signed:
        raise ValueError("Expected at least one tally to merge.")
    n_classes = signed[0][0].n_classes
    if any(tally.n_classes != n_classes for tally, _ in signed):
        raise ValueError("Expected tallies of the same declared categories.")
    rows, times = table.combine(
        np.concatenate([tally.patterns for tally, _ in signed]),
        np.concatenate([sign * tally.multiplicity for tally, sign in signed]),
    )
    people, given = summed(
        np.concatenate([tally.annotators for tally, _ in signed]),
        np.concatenate([sign * tally.judgements_by for tally, sign in signed]),
    )
    again = np.array([[of.repeats, of.repeated_pairs, of.consistent_pairs] for of, _ in signed])
    sums = (np.array([sign for _, sign in signed]) @ again).tolist()
    if (times < 0).any() or (given < 0).any() or min(sums) < 0:
        raise ValueError("Expected to take away only what was counted before.")
    return Tally(n_classes, rows, times, people, given, *sums)
