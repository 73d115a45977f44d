"""Agreement on boxes drawn in images: mean pairwise F1 at a least overlap, matched one to one.

References
----------
M. Everingham et al. (2010), International Journal of Computer Vision 88, 303-338.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dataops.stats.arguments import share
from dataops.stats.codes import Codes
from dataops.stats.geometry import matched, near, overlaps
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.mark_shapes import Box, as_boxes
from dataops.stats.marks import Document, documents
from dataops.stats.ratios import UNIT, Ratio, resampled
from dataops.stats.resampling import bootstrap
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats
from dataops.stats.tally import Tally


@dataclass(frozen=True, slots=True)
class BoxCounts:
    """Per image, for intervals by image, a bootstrap or a sum.

    Parameters
    ----------
    matched, compared : (images,) int64
        Matched boxes and all boxes, each counted once for every other annotator.
    overlap : (images,) int64
        Overlap of the matched boxes, in billionths, so that sums do not depend on order.
    counts : Tally
        How many boxes each annotator drew in each image; category k stands for k boxes.
    """

    matched: Codes
    compared: Codes
    overlap: Codes
    counts: Tally

    @property
    def f1(self) -> Ratio:
        return Ratio.of(self.matched, self.compared)

    @property
    def mean_iou(self) -> Ratio:
        return Ratio.of(self.overlap, self.matched * UNIT)


@dataclass(frozen=True, slots=True)
class BoxAgreement:
    """Agreement on boxes; `n` counts images with boxes that two annotators looked at.

    Parameters
    ----------
    f1, mean_iou : Estimate
        Pairwise F1 (micro), and the mean overlap of the boxes that matched.
    count_alpha : Estimate
        Krippendorff's ratio alpha of the number of boxes: did they see the same number of things?
    """

    f1: Estimate
    mean_iou: Estimate
    count_alpha: Estimate


def box_counts(
    image: ArrayLike, annotator: ArrayLike, boxes: Sequence[Iterable[Box]], threshold: float = 0.5
) -> BoxCounts:
    """Compare the boxes of every two annotators of an image.

    Parameters
    ----------
    image, annotator : (rows,) integers
        One row per annotator and image.
    boxes : rows of (left, top, width, height, type)
        What that annotator drew there; nothing for an empty image.
    threshold : float
        The intersection over union from which two boxes of one type are the same.
    """
    enough = share("threshold", threshold)
    seen = list(documents(image, annotator, [as_boxes(each) for each in boxes]))
    found = [_pairs(of, enough) for of in seen]
    numbers = [len(drawn) for of in seen for drawn in of.marks]
    who = [code for of in seen for code in of.annotators]
    where = [of.code for of in seen for _ in of.annotators]
    return BoxCounts(
        matched=np.array([2 * each.size for each in found], np.int64),
        compared=np.array([of.compared for of in seen], np.int64),
        overlap=np.array([2 * round(UNIT * float(each.sum())) for each in found], np.int64),
        counts=Tally.from_codes(where, who, numbers, 1 + max(numbers, default=0)),
    )


def _pairs(of: Document[Box], threshold: float) -> Floats:
    """The overlaps of the matched boxes of every two annotators of an image, from one table of all its boxes."""
    if not of.compared:
        return np.empty(0)
    every = [box for drawn in of.marks for box in drawn]
    ends = np.cumsum([len(drawn) for drawn in of.marks])
    owner = np.repeat(np.arange(len(of.marks)), [len(drawn) for drawn in of.marks])
    overlap = overlaps(every, every) * (owner[:, None] < owner)
    close = near(overlap, threshold)
    if not (_crowded(close, owner) or _crowded(close.T, owner)):
        return np.asarray(overlap[close])
    spans = list(zip(ends - [len(drawn) for drawn in of.marks], ends, strict=True))
    blocks = [overlap[a:b, c:d] for (a, b), (c, d) in combinations(spans, 2)]
    return np.concatenate([matched(block, threshold) for block in blocks])


def _crowded(close: NDArray[np.bool_], owner: Codes) -> bool:
    """Is a box near two boxes of one and the same other annotator?"""
    box, other = np.nonzero(close)
    pair = box * (owner.max() + 1) + owner[other]
    return bool(np.unique(pair).size < pair.size)


def box_agreement(
    counts: BoxCounts,
    *,
    rng: np.random.Generator | None = None,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> BoxAgreement:
    """Pairwise F1, mean overlap of matches, and alpha of the counts, each with its interval by image.

    With `rng` standard errors and intervals are those of images drawn anew; otherwise linearised.
    """
    nothing = Reason.NO_OVERLAP if counts.compared.size else Reason.EMPTY
    values = [float(n) for n in range(counts.counts.n_classes)]
    f1 = counts.f1.estimate(confidence, nothing=nothing)
    overlap = counts.mean_iou.estimate(confidence, nothing=nothing)
    if rng is None:
        alpha = krippendorff_alpha(counts.counts, "ratio", values, confidence=confidence)
        return BoxAgreement(f1, overlap, alpha)
    again = rng, resamples, confidence
    return BoxAgreement(
        f1 if f1.reason else resampled(counts.matched, counts.compared, *again),
        overlap if overlap.reason else resampled(counts.overlap, counts.matched * UNIT, *again),
        bootstrap(
            counts.counts, rng=rng, resamples=resamples, level="ratio", values=values, confidence=confidence
        ).alpha,
    )
