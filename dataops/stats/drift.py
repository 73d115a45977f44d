"""Has the mix of labels changed? A test for whether, two distances for how much, all from counts.

Counts of two windows add up over batches, vendors and days in any order.
"""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import one_array
from dataops.stats.chi_square import chi_square_tail
from dataops.stats.codes import Codes
from dataops.stats.results import Reason
from dataops.stats.spread import Floats

_LOWEST_EXPECTED, _USUAL_EXPECTED, _SHARE_BELOW = 1.0, 5.0, 0.2  # Cochran's rule


@dataclass(frozen=True, slots=True)
class Difference:
    """How two windows differ, with the test's probability where there is a test.

    `value` is None when undefined and `p_value` when it would mislead; `reason` says why.
    """

    value: float | None
    p_value: float | None
    reason: str | None
    before: int
    after: int

    def to_json(self) -> dict[str, float | int | str | None]:
        return asdict(self)


def chi_square(before: ArrayLike, after: ArrayLike) -> Difference:
    """Pearson's test that both windows were drawn from one mix of labels.

    Parameters
    ----------
    before, after : (categories,) integers
        How many labels of each category the two windows hold; categories in neither are left out.

    Without p-value and with the reason `too_few` where expected counts are small (one below 1, or more than
    a fifth below 5).

    References
    ----------
    K. Pearson (1900), Philosophical Magazine 50, 157-175; W. G. Cochran (1954), Biometrics 10, 417-451.
    """
    table, sizes = _table(before, after)
    if not all(sizes):
        return Difference(None, None, Reason.EMPTY.value, *sizes)
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2:
        return Difference(None, None, Reason.ONE_CATEGORY.value, *sizes)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    value = float(((table - expected) ** 2 / expected).sum())
    if expected.min() < _LOWEST_EXPECTED or (expected < _USUAL_EXPECTED).mean() > _SHARE_BELOW:
        return Difference(value, None, Reason.TOO_FEW.value, *sizes)
    return Difference(value, chi_square_tail(value, table.shape[1] - 1.0), None, *sizes)


def population_stability(before: ArrayLike, after: ArrayLike, *, floor: float | None = None) -> Difference:
    """PSI, the sum of (q - p) ln(q / p) over categories: Jeffreys' divergence of the two mixes.

    Parameters
    ----------
    before, after : (categories,) integers
        How many labels of each category the two windows hold.
    floor : float
        Shares below it are raised to it. Without one, a category seen on one side only leaves the index
        undefined (`empty_category`): it has no bound.

    The usual thresholds, 0.1 and 0.25, are conventions: chance alone brings about (K - 1)(1/n + 1/m).

    References
    ----------
    H. Jeffreys (1946), Proceedings of the Royal Society A 186, 453-461; B. Yurdakul, J. Naranjo (2020),
    Journal of Risk Model Validation 14, 89-100.
    """
    table, sizes = _table(before, after)
    if not all(sizes):
        return Difference(None, None, Reason.EMPTY.value, *sizes)
    if floor is not None and not 0.0 < floor < 1.0:
        raise ValueError(f"Expected a floor between 0 and 1, got {floor}.")
    p, q = _shares(table[:, table.sum(axis=0) > 0])
    if floor is not None:
        p, q = np.maximum(p, floor), np.maximum(q, floor)
    if not (p.all() and q.all()):
        return Difference(None, None, Reason.EMPTY_CATEGORY.value, *sizes)
    return Difference(float(((q - p) * np.log(q / p)).sum()), None, None, *sizes)


def jensen_shannon(before: ArrayLike, after: ArrayLike) -> Difference:
    """The Jensen-Shannon distance of the two mixes: 0 when equal, 1 when no category is in both.

    Parameters
    ----------
    before, after : (categories,) integers
        How many labels of each category the two windows hold.

    References
    ----------
    J. Lin (1991), IEEE Transactions on Information Theory 37, 145-151; D. M. Endres, J. E. Schindelin (2003),
    the same 49, 1858-1860: the root of the divergence (here in bits) is a metric.
    """
    table, sizes = _table(before, after)
    if not all(sizes):
        return Difference(None, None, Reason.EMPTY.value, *sizes)
    p, q = _shares(table)
    middle = (p + q) / 2.0
    divergence = (_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2.0
    return Difference(float(np.sqrt(min(1.0, max(0.0, divergence)))), None, None, *sizes)


def _table(before: ArrayLike, after: ArrayLike) -> tuple[Codes, tuple[int, int]]:
    rows = [one_array("counts", counts) for counts in (before, after)]
    if rows[0].ndim != 1 or rows[0].shape != rows[1].shape:
        raise ValueError("Expected two one-dimensional arrays of counts of the same categories.")
    if rows[0].size and any(row.dtype.kind not in "iu" or row.min() < 0 for row in rows):
        raise ValueError("Expected counts: integers of 0 or more.")
    table = np.array(rows, dtype=np.int64)
    return table, (int(table[0].sum()), int(table[1].sum()))


def _shares(table: Codes) -> Floats:
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def _relative_entropy(p: Floats, q: Floats) -> float:
    """In bits; where p is 0 nothing is added."""
    seen = p > 0.0
    return float((p[seen] * np.log2(p[seen] / q[seen])).sum())
