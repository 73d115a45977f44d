"""Everything worth saying about one table of spans or boxes: how far annotators mark alike, and who is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dataops.stats.box_classes import box_classes
from dataops.stats.boxes import box_agreement, box_counts
from dataops.stats.mark_parts import against, in_force
from dataops.stats.mark_tables import MarkLevel, MarkRows, Marks
from dataops.stats.marks import Detection
from dataops.stats.repeats import KEEP_LAST
from dataops.stats.results import Estimate, Reason
from dataops.stats.spans import span_counts
from dataops.stats.tokens import token_agreement

# What categories have and marks have not. Said with its reason, so that who reads all levels misses no key.
OF_CATEGORIES = ("percent_agreement", "alpha", "ac1", "fleiss_kappa", "brennan_prediger")


@dataclass(frozen=True, slots=True)
class MarkMeasurement:
    """Agreement of one table of spans or boxes; documents are the units of every interval.

    Parameters
    ----------
    agreement : {name: estimate}
        What is defined for these marks.
    against_gold : Detection or None
        All annotators together; None without gold.
    repeats : int
        Rows superseded by the same annotator's later one for the document.
    """

    level: MarkLevel
    items: int
    overlapping_items: int
    annotators: int
    judgements: int
    marks: int
    repeats: int
    agreement: dict[str, Estimate]
    against_gold: Detection | None

    def to_json(self) -> dict[str, Any]:
        nothing = Estimate.undefined(Reason.NOT_CATEGORIES).to_json()
        facts = {
            name: getattr(self, name)
            for name in (
                "level",
                "items",
                "overlapping_items",
                "annotators",
                "judgements",
                "marks",
                "repeats",
            )
        }
        return {
            **dict.fromkeys(OF_CATEGORIES, nothing),
            **facts,
            "policy": KEEP_LAST,
            **{name: estimate.to_json() for name, estimate in self.agreement.items()},
            "against_gold": _scores(self.against_gold),
        }


def measure_marks(
    rows: MarkRows, gold: Mapping[int, Marks] | None = None, lengths: Mapping[int, int] | None = None
) -> MarkMeasurement:
    """Agreement between annotators, and with gold where there is some.

    Parameters
    ----------
    gold : {document: marks}
    lengths : {document: tokens}
        For the agreement on tokens; of spans only.
    """
    rows, repeats = in_force(rows)
    seen = np.bincount(rows.item, minlength=1)
    return MarkMeasurement(
        level=rows.level,
        items=len(rows.items),
        overlapping_items=int((seen >= 2).sum()),
        annotators=len(rows.annotators),
        judgements=rows.item.size,
        marks=sum(len(marks) for marks in rows.marks),
        repeats=repeats,
        agreement=_of_spans(rows, lengths) if rows.level == "spans" else _of_boxes(rows),
        against_gold=None if gold is None else against(rows, gold, range(rows.item.size)),
    )


def _of_spans(rows: MarkRows, lengths: Mapping[int, int] | None) -> dict[str, Estimate]:
    exact, relaxed = span_counts(rows.item, rows.annotator, rows.marks).tally.f1()
    found = {"span_f1_exact": exact, "span_f1_relaxed": relaxed}
    if lengths is None:
        nothing = Estimate.undefined(Reason.NO_LENGTHS)
        return found | {"token_alpha": nothing, "token_agreement": nothing}
    if missing := set(range(len(rows.items))) - set(lengths):
        raise ValueError(f"Expected the number of tokens of item {rows.items[min(missing)]!r}.")
    tokens = token_agreement(rows.item, rows.annotator, rows.marks, lengths)
    return found | {"token_alpha": tokens.alpha, "token_agreement": tokens.percent_agreement}


def _of_boxes(rows: MarkRows) -> dict[str, Estimate]:
    given = rows.item, rows.annotator, rows.marks
    found, classes = box_agreement(box_counts(*given)), box_classes(*given)
    return {
        "box_f1": found.f1,
        "mean_iou": found.mean_iou,
        "count_alpha": found.count_alpha,
        "class_agreement": classes.agreement(),
        "class_alpha": classes.alpha(),
    }


def _scores(found: Detection | None) -> dict[str, Any]:
    nothing = Estimate.undefined(Reason.EMPTY)
    names = ("precision", "recall", "f1")
    return {name: (getattr(found, name) if found else nothing).to_json() for name in names}
