"""Spans and boxes in one document by several annotators: the table both families start from.

An annotator who looked and marked nothing has a row without marks; one who never saw the document has no row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import one_length
from dataops.stats.codes import as_codes, last_answers, places
from dataops.stats.ratios import Ratio
from dataops.stats.results import Estimate, Reason

Mark = TypeVar("Mark")


@dataclass(frozen=True, slots=True)
class Document(Generic[Mark]):
    """One document: its code, and what each of its annotators marked in it, in the order of their codes."""

    code: int
    annotators: tuple[int, ...]
    marks: tuple[Sequence[Mark], ...]

    @property
    def marked(self) -> int:
        return sum(len(each) for each in self.marks)

    @property
    def compared(self) -> int:
        """Marks counted once for every other annotator they can be compared with."""
        return self.marked * (len(self.marks) - 1)


@dataclass(frozen=True, slots=True)
class Detection:
    """What was found of what is there; documents are the units of the intervals.

    Parameters
    ----------
    precision, recall, f1 : Estimate
        Matches as a share of what was marked, of what should have been, and of the mean of both.
    """

    precision: Estimate
    recall: Estimate
    f1: Estimate


def documents(
    document: ArrayLike, annotator: ArrayLike, marks: Sequence[Sequence[Mark]]
) -> Iterator[Document[Mark]]:
    """Rows gathered by document; of an annotator's answers to one document the last one holds.

    Parameters
    ----------
    document, annotator : (rows,) integers
        One row per annotator and document, in the order of arrival.
    marks : rows of marks
        What that annotator marked there; an empty sequence for nothing.
    """
    codes, rows = places(as_codes("document", document))
    people, seats = places(as_codes("annotator", annotator))
    if not rows.size == seats.size == len(marks):
        raise ValueError("Expected document, annotator and marks of the same length.")
    last = last_answers(rows, seats, codes.size, people.size)
    kept = np.arange(rows.size) if last is None else np.flatnonzero(last)
    order = kept[np.lexsort((seats[kept], rows[kept]))]
    cuts = np.flatnonzero(np.diff(rows[order])) + 1
    for each in np.split(order, cuts):
        if each.size:
            who = tuple(people[seats[each]].tolist())
            yield Document(int(codes[rows[each[0]]]), who, tuple(marks[row] for row in each))


def detection(
    matched: ArrayLike, marked: ArrayLike, wanted: ArrayLike, confidence: float = 0.95
) -> Detection:
    """Precision, recall and F1 of (documents,) integers: matches, marks made, and marks that are right."""
    hits, made, right = map(as_codes, ("matched", "marked", "wanted"), (matched, marked, wanted))
    one_length(matched=hits, marked=made, wanted=right)
    if (hits > np.minimum(made, right)).any():
        raise ValueError("Expected no more matches than marks of either side.")
    parts = (hits, made), (hits, right), (2 * hits, made + right)
    return Detection(*(Ratio.of(*part).estimate(confidence, nothing=Reason.EMPTY) for part in parts))
