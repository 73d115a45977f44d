"""Files of spans and boxes read into rows: each cell is a JSON list of what one annotator marked in one document.

spans  [[start, end, "TYPE"], …]                 end is the first position behind the span
boxes  [[left, top, width, height, "TYPE"], …]
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dataops.stats.codes import Codes
from dataops.stats.mark_shapes import as_boxes, as_spans
from dataops.stats.records import BadTable, records

MarkLevel = Literal["spans", "boxes"]
MARK_LEVELS: tuple[MarkLevel, ...] = ("spans", "boxes")
SHAPES = {
    "spans": '[[start, end, "TYPE"], …] with whole numbers, 0 <= start < end',
    "boxes": '[[left, top, width, height, "TYPE"], …] with width and height of 0 or more',
}
Marks = list[tuple[Any, ...]]


@dataclass(frozen=True, eq=False, slots=True)
class MarkRows:
    """One row per annotator and document, in the order of the file.

    Parameters
    ----------
    item, annotator : (rows,) int64
        Positions in the tuples of names below.
    marks : (rows,) lists of marks
        Nothing in a list is "looked and found nothing".
    """

    level: MarkLevel
    item: Codes
    annotator: Codes
    marks: list[Marks]
    items: tuple[str, ...]
    annotators: tuple[str, ...]


def read_marks(path: Path, level: MarkLevel, *, column: str = "label") -> MarkRows:
    """Read item_id, annotator_id and the column of marks; other columns are passed over."""
    items: dict[str, int] = {}
    people: dict[str, int] = {}
    codes: list[tuple[int, int]] = []
    marks = []
    for row, (item, annotator, cell) in records(path, ("item_id", "annotator_id", column)):
        codes.append((items.setdefault(item, len(items)), people.setdefault(annotator, len(people))))
        marks.append(_marks(cell, level, f"{path.name}, row {row}, column {column}"))
    who = np.array(codes, np.int64).reshape(-1, 2).T
    return MarkRows(level, who[0].copy(), who[1].copy(), marks, tuple(items), tuple(people))


def read_gold_marks(path: Path, of: MarkRows) -> dict[int, Marks]:
    """What is right, by the code of those documents that somebody marked."""
    codes = {name: code for code, name in enumerate(of.items)}
    gold: dict[int, Marks] = {}
    for row, (item, cell) in records(path, ("item_id", "label")):
        if item in codes:
            right = _marks(cell, of.level, f"{path.name}, row {row}, column label")
            if gold.setdefault(codes[item], right) != right:
                raise BadTable(
                    f"{path.name}, row {row}, column label: item {item!r} has another gold label above."
                )
    return gold


def read_lengths(path: Path, of: MarkRows) -> dict[int, int]:
    """How many tokens each document has, by its code: the columns item_id and n_tokens."""
    codes = {name: code for code, name in enumerate(of.items)}
    found = {}
    for row, (item, cell) in records(path, ("item_id", "n_tokens")):
        if not cell.isascii() or not cell.isdigit() or len(cell) > 9:
            raise BadTable(f"{path.name}, row {row}, column n_tokens: {cell!r} is not a number of tokens.")
        if item in codes:
            found[codes[item]] = int(cell)
    return found


def _marks(cell: str, level: MarkLevel, place: str) -> Marks:
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError) as fault:
        raise BadTable(f"{place} is not JSON. In the file: {SHAPES[level]}.") from fault
    if not isinstance(found, list):
        raise BadTable(f"{place} is no list. In the file: {SHAPES[level]}.")
    try:
        return list(as_spans(found) if level == "spans" else as_boxes(found))
    except ValueError as fault:
        raise BadTable(f"{place}: {fault} In the file: {SHAPES[level]}.") from fault
