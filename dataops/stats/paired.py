"""Cohen's kappa of many tables at once: the arithmetic of `two_raters` along one more axis."""

import numpy as np
from numpy.typing import NDArray

from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats, with_interval


def kappas(tables: NDArray[np.int64], near: Floats, confidence: float) -> list[Estimate]:
    """One estimate for each of the (pairs, categories, categories) tables of counts.

    Parameters
    ----------
    near : (categories, categories)
        Agreement weights, 1 on the diagonal.
    """
    totals = tables.sum(axis=(1, 2))
    shares = tables / np.maximum(totals, 1)[:, None, None]
    rows, columns = shares.sum(axis=2), shares.sum(axis=1)
    expected = ((rows @ near) * columns).sum(axis=1)
    observed = np.einsum("pkl,kl->p", shares, near)
    alone = np.count_nonzero(rows + columns, axis=1) < 2
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(alone, 0.0, (observed - expected) / (1.0 - expected))
        slope = (columns @ near.T)[:, :, None] + (rows @ near)[:, None, :]
        influence = (near - (1.0 - value)[:, None, None] * slope) / (1.0 - expected)[:, None, None]
        mean = np.einsum("pkl,pkl->p", shares, influence)
        square = np.einsum("pkl,pkl->p", shares, (influence - mean[:, None, None]) ** 2)
        se = np.sqrt(square / np.maximum(totals, 1))
    columns_ = (value.tolist(), se.tolist(), expected.tolist(), totals.tolist(), alone.tolist())
    return [_estimate(*facts, confidence) for facts in zip(*columns_, strict=True)]


def _estimate(value: float, se: float, expected: float, n: int, alone: bool, confidence: float) -> Estimate:
    if not n:
        return Estimate.undefined(Reason.NO_OVERLAP)
    if alone:
        return Estimate.undefined(Reason.ONE_CATEGORY, n)
    if n < 2:
        return Estimate.undefined(Reason.TOO_FEW, n)
    return with_interval(value, se, n, confidence, expected=expected)
