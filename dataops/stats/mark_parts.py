"""A table of spans or boxes taken apart: by annotator, against the others and gold; by class of the marks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from dataops.stats.boxes import box_agreement, box_counts
from dataops.stats.codes import Codes, last_answers
from dataops.stats.geometry import matching_boxes
from dataops.stats.mark_tables import MarkLevel, MarkRows, Marks
from dataops.stats.marks import Detection, detection
from dataops.stats.parts import NoParts, Part
from dataops.stats.results import Estimate
from dataops.stats.spans import matching_spans, span_counts

Gold = Mapping[int, Marks]


def in_force(rows: MarkRows) -> tuple[MarkRows, int]:
    """Without what the same annotator later replaced, and how many rows that were."""
    last = last_answers(rows.item, rows.annotator, len(rows.items), len(rows.annotators))
    if last is None:
        return rows, 0
    marks = [marks for marks, holds in zip(rows.marks, last.tolist(), strict=True) if holds]
    return replace(rows, item=rows.item[last], annotator=rows.annotator[last], marks=marks), int(
        (~last).sum()
    )


def mark_parts(rows: MarkRows, by: str, gold: Gold | None) -> list[Part]:
    """One part for each annotator or each class.

    An annotator's first score is F1 with gold, or with each other annotator of the same document where there is
    none. A class is compared alone: a mark meets only marks of the same class.
    """
    ways: dict[str, Callable[[MarkRows, Gold | None], list[Part]]] = {
        "annotator": _by_annotator,
        "class": _by_class,
    }
    if by not in ways:
        raise NoParts(f"Expected parts by {' or '.join(ways)}; got {by!r}.")
    return sorted(ways[by](in_force(rows)[0], gold), key=lambda part: part.name)


def against(rows: MarkRows, gold: Gold, of: Iterable[int]) -> Detection:
    """What these rows found of the gold marks, summed by document: several annotators of one are not independent."""
    pairs = ((row, gold[item]) for row, item in ((row, int(rows.item[row])) for row in of) if item in gold)
    return _compared(rows, pairs)


def _by_annotator(rows: MarkRows, gold: Gold | None) -> list[Part]:
    order = np.argsort(rows.annotator, kind="stable")
    own = np.split(order, np.cumsum(np.bincount(rows.annotator))[:-1]) if rows.annotators else []
    beside = _rows_by_document(rows)
    parts = []
    for name, of in zip(rows.annotators, (each.tolist() for each in own), strict=True):
        others = [
            (row, rows.marks[other]) for row in of for other in beside[int(rows.item[row])] if other != row
        ]
        right = _scores(against(rows, gold, of)) if gold is not None else {}
        parts.append(Part(name, len(of), right | {"F1 with others": _compared(rows, others).f1}))
    return parts


def _by_class(rows: MarkRows, gold: Gold | None) -> list[Part]:
    kinds = {mark[-1] for marks in (*rows.marks, *(gold or {}).values()) for mark in marks}
    return [_class(str(kind), kind, rows, gold) for kind in kinds]


def _class(name: str, kind: object, rows: MarkRows, gold: Gold | None) -> Part:
    of = replace(rows, marks=[_only(kind, marks) for marks in rows.marks])
    scores = dict(_agreement(of))
    if gold is not None:
        right = {item: _only(kind, marks) for item, marks in gold.items()}
        scores |= _scores(against(of, right, range(of.item.size)))
    return Part(name, sum(len(marks) for marks in of.marks), scores)


def _agreement(rows: MarkRows) -> dict[str, Estimate]:
    given = rows.item, rows.annotator, rows.marks
    if rows.level == "boxes":
        found = box_agreement(box_counts(*given))
        return {"F1 at half overlap": found.f1, "Mean overlap of matches": found.mean_iou}
    exact, relaxed = span_counts(*given).tally.f1()
    return {"Exact F1": exact, "Overlapping F1": relaxed}


def _compared(rows: MarkRows, pairs: Iterable[tuple[int, Marks]]) -> Detection:
    """Rows held against lists of marks of the same document; sums of matches, marks made and marks wanted."""
    sums = np.zeros((3, len(rows.items)), np.int64)
    for row, wanted in pairs:
        made = rows.marks[row]
        hits = matching_spans(wanted, made) if rows.level == "spans" else matching_boxes(wanted, made).size
        sums[:, rows.item[row]] += hits, _number(rows.level, made), _number(rows.level, wanted)
    return detection(*sums)


def _rows_by_document(rows: MarkRows) -> list[Codes]:
    order = np.argsort(rows.item, kind="stable")
    return np.split(order, np.cumsum(np.bincount(rows.item, minlength=len(rows.items)))[:-1])


def _only(kind: object, marks: Marks) -> Marks:
    return [mark for mark in marks if mark[-1] == kind]


def _number(level: MarkLevel, marks: Marks) -> int:
    """A span given twice counts once; two boxes may well lie in one place."""
    return len(set(marks)) if level == "spans" else len(marks)


def _scores(found: Detection) -> dict[str, Estimate]:
    return {"F1": found.f1, "Precision": found.precision, "Recall": found.recall}
