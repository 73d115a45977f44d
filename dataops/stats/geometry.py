"""How far two boxes cover each other, and which box of one annotator is which of another's.

References
----------
M. Everingham et al. (2010), International Journal of Computer Vision 88, 303-338 (intersection over union);
H. W. Kuhn (1955), Naval Research Logistics Quarterly 2, 83-97 (optimal matching).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dataops.stats.mark_shapes import Box
from dataops.stats.spread import Floats


def iou(first: ArrayLike, second: ArrayLike) -> Floats:
    """Intersection over union of (n, 4) and (m, 4) boxes (left, top, width, height): an (n, m) table."""
    a, b = (np.asarray(each, np.float64).reshape(-1, 4) for each in (first, second))
    if not np.isfinite([*a.ravel(), *b.ravel()]).all() or (a[:, 2:] < 0).any() or (b[:, 2:] < 0).any():
        raise ValueError("Expected boxes as left, top, width and height, none of these negative.")
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum((a[:, :2] + a[:, 2:])[:, None], (b[:, :2] + b[:, 2:])[None])
    shared = np.clip(high - low, 0.0, None).prod(axis=2)
    union = np.add.outer(a[:, 2:].prod(axis=1), b[:, 2:].prod(axis=1)) - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0.0))


def matching_boxes(first: Sequence[Box], second: Sequence[Box], threshold: float = 0.5) -> Floats:
    """The overlaps of the matched boxes: as many matches of one type as can be made, the closest of them."""
    return matched(overlaps(first, second), threshold) if first and second else np.empty(0)


def overlaps(first: Sequence[Box], second: Sequence[Box]) -> Floats:
    """Intersection over union of boxes of one type, 0 between types."""
    kinds = np.array([[a[4] == b[4] for b in second] for a in first])
    return np.asarray(iou([box[:4] for box in first], [box[:4] for box in second]) * kinds)


def near(overlap: Floats, threshold: float) -> NDArray[np.bool_]:
    """Which overlaps are enough for two boxes to be the same."""
    return np.asarray((overlap >= threshold) & (overlap > 0.0))


def matched(overlap: Floats, threshold: float) -> Floats:
    """The overlaps of an optimal one-to-one matching of rows to columns at `threshold` or more."""
    return np.asarray(overlap[matching(overlap, threshold)])


def matching(overlap: Floats, threshold: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which row is matched to which column: as many as can be at `threshold` or more, and of these the closest."""
    close = near(overlap, threshold)
    if (close.sum(axis=0) <= 1).all() and (close.sum(axis=1) <= 1).all():
        rows, columns = np.nonzero(close)
        return rows, columns
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - only crowded images pay for loading scipy

    rows, columns = linear_sum_assignment(close * (1.0 + overlap / (1.0 + min(overlap.shape))), maximize=True)
    kept = close[rows, columns]
    return rows[kept], columns[kept]
