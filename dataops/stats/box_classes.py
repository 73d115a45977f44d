"""What two annotators call the box both drew: agreement on the class, given that the boxes match.

Boxes are matched by where they are and not by what they are called, so this tells apart two things that F1 of boxes
of one type mixes: not seeing the same object, and not calling it the same.

References
----------
K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dataops.stats.arguments import share
from dataops.stats.clusters import clustered_alpha
from dataops.stats.codes import Codes
from dataops.stats.geometry import iou, matching, near
from dataops.stats.mark_shapes import Box, as_boxes
from dataops.stats.marks import Document, documents
from dataops.stats.ratios import Ratio
from dataops.stats.results import Estimate, Reason

_TIE = 1e-9  # of boxes in the same place the ones called the same belong together


@dataclass(frozen=True, eq=False, slots=True)
class BoxClasses:
    """Matched boxes by what either annotator calls them.

    Parameters
    ----------
    kinds : (classes,) names
        In alphabetical order.
    tables : (images, classes, classes) int64
        Each matched pair counted from either side, so that every table is symmetric.
    """

    kinds: tuple[str, ...]
    tables: Codes

    @property
    def pairs(self) -> int:
        """How many pairs of boxes matched."""
        return int(self.tables.sum()) // 2

    def alpha(self, *, rng: np.random.Generator | None = None, confidence: float = 0.95) -> Estimate:
        """Krippendorff's nominal alpha of the class over images; with `rng` the interval is the bootstrap's.

        Every matched pair counts once, so an object that r annotators found counts r (r - 1) / 2 times.
        """
        return clustered_alpha(
            self.tables.astype(np.float64), rng=rng, confidence=confidence, nothing=self._nothing
        )

    def agreement(self, confidence: float = 0.95) -> Estimate:
        """The share of matched pairs with one class, images being the unit."""
        same = np.trace(self.tables, axis1=1, axis2=2)
        return Ratio.of(same, self.tables.sum(axis=(1, 2))).estimate(confidence, nothing=self._nothing)

    @property
    def _nothing(self) -> Reason:
        return Reason.NO_OVERLAP if len(self.tables) else Reason.EMPTY


def box_classes(
    image: ArrayLike, annotator: ArrayLike, boxes: Sequence[Iterable[Box]], threshold: float = 0.5
) -> BoxClasses:
    """Match the boxes of every two annotators of an image, whatever their types; arguments as `box_counts` takes them."""
    enough = share("threshold", threshold)
    drawn = [as_boxes(each) for each in boxes]
    kinds = tuple(sorted({box[4] for each in drawn for box in each}))
    code = {kind: place for place, kind in enumerate(kinds)}
    found = [_table(of, code, enough) for of in documents(image, annotator, drawn)]
    return BoxClasses(kinds, np.array(found, np.int64).reshape(len(found), len(kinds), len(kinds)))


def _table(of: Document[Box], code: dict[str, int], threshold: float) -> NDArray[np.int64]:
    table = np.zeros((len(code), len(code)), np.int64)
    for first, second in combinations(of.marks, 2):
        if first and second:
            same = np.array([[a[4] == b[4] for b in second] for a in first])
            overlap = iou([box[:4] for box in first], [box[:4] for box in second])
            overlap *= 1.0 + _TIE * (same & near(overlap, threshold))
            for row, column in zip(*matching(overlap, threshold), strict=True):
                np.add.at(table, (code[first[row][4]], code[second[column][4]]), 1)
    return table + table.T
