"""Agreement of rankings: Kendall's W where everyone ranked everything, mean tau-b where not.

References
----------
M. G. Kendall, B. Babington Smith (1939), Annals of Mathematical Statistics 10, 275-287 (W);
M. G. Kendall (1945), Biometrika 33, 239-251 (tau-b and ties); A. Ehrenberg (1952), Biometrika 39, 82-87 (mean tau).
"""

from math import nan

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import numbers_or_holes, two_sided
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats, jackknife

_CELLS = 20_000_000


def kendall_w(ranks: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Kendall's coefficient of concordance, corrected for ties, with the jackknife's interval over objects.

    Parameters
    ----------
    ranks : (judges, objects) numbers
        Ranks or scores, without a hole; equal numbers are ties and share their mean rank.
    """
    two_sided(confidence)
    table = _table(ranks)
    if reason := _obstacle(table):
        return Estimate.undefined(reason, table.shape[1] if table.size else 0)
    if np.isnan(table).any():
        raise ValueError("Expected complete rankings; mean_tau_b takes rankings with holes.")
    whole = float(concordance(mid_ranks(table)))
    if np.isnan(whole):
        return Estimate.undefined(Reason.ONE_CATEGORY, table.shape[1])
    return jackknife(whole, _w_without(table), confidence, expected=1.0 / len(table), lowest=0.0)


def concordance(ranks: Floats) -> Floats:
    """W of (..., judges, objects) mid-ranks; NaN where every judge ties every object."""
    judges, objects = ranks.shape[-2:]
    centred = ranks - (objects + 1.0) / 2.0
    spread = (centred.sum(axis=-2) ** 2).sum(axis=-1)
    most = judges * (centred**2).sum(axis=(-2, -1))
    return np.asarray(np.divide(spread, most, out=np.full_like(np.asarray(most), nan), where=most > 1e-12))


def mid_ranks(table: Floats) -> Floats:
    """(judges, objects) ranks from 1, ties sharing their mean."""
    ranks = np.empty(table.shape)
    for row, scores in zip(ranks, table, strict=True):
        _, place, times = np.unique(scores, return_inverse=True, return_counts=True)
        row[:] = (np.cumsum(times) - (times - 1.0) / 2.0)[place]
    return ranks


def mean_tau_b(ranks: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Kendall's tau-b averaged over pairs of judges, with the jackknife's interval over objects.

    Parameters
    ----------
    ranks : (judges, objects) numbers
        Ranks or scores, NaN where a judge did not rank the object. Two judges are compared on what both ranked;
        those who then tie everything say nothing about order and are left out.
    """
    two_sided(confidence)
    table = _table(ranks)
    if reason := _obstacle(table):
        return Estimate.undefined(reason, table.shape[1] if table.size else 0)
    shared = (np.isfinite(table).sum(axis=0) >= 2).sum()
    if shared < 2:
        return Estimate.undefined(Reason.NO_OVERLAP, int(shared))
    signs, known = _orders(table)
    sums = _products(signs.reshape(len(table), -1), known.reshape(len(table), -1))
    whole = _mean_tau(sums)
    if np.isnan(whole):
        return Estimate.undefined(Reason.ONE_CATEGORY, int(shared))
    objects = range(table.shape[1])
    left = [_mean_tau(sums - 2.0 * _products(signs[:, place], known[:, place])) for place in objects]
    return jackknife(whole, np.array(left), confidence)


def tau_of(table: Floats) -> float:
    """The mean tau-b alone, of a (judges, objects) table; NaN where no two judges order anything in common."""
    signs, known = _orders(table)
    return _mean_tau(_products(signs.reshape(len(table), -1), known.reshape(len(table), -1)))


def _orders(table: Floats) -> tuple[Floats, Floats]:
    """(judges, objects, objects): -1, 0 or 1 for the order of two objects, and 1 where the judge ranked both."""
    signs = np.sign(table[:, :, None] - table[:, None, :])
    known = (~np.isnan(signs)).astype(np.float64)
    return np.nan_to_num(signs), known


def _table(ranks: ArrayLike) -> Floats:
    table = numbers_or_holes("ranks", ranks)
    if table.ndim != 2:
        raise ValueError("Expected ranks as a (judges, objects) table of finite numbers.")
    if table.size * max(table.shape) > _CELLS:
        raise ValueError(f"Expected fewer judges or objects than {table.shape[0]} x {table.shape[1]}.")
    return table


def _obstacle(table: Floats) -> Reason | None:
    if not table.size:
        return Reason.EMPTY
    if len(table) < 2:
        return Reason.SINGLE_RATER
    return Reason.TOO_FEW if table.shape[1] < 2 else None


def _w_without(table: Floats) -> Floats:
    """W without each object in turn: the ranks behind it move up, its ties by half."""
    if table.shape[1] < 3:
        return np.full(table.shape[1], nan)
    ahead = np.sign(table[:, :, None] - table[:, None, :])
    moved = mid_ranks(table)[:, :, None] - (ahead + 1.0) / 2.0
    objects = np.arange(table.shape[1])
    kept = [np.delete(moved[:, :, place], place, axis=1) for place in objects]
    return concordance(np.array(kept))


def _products(signs: Floats, known: Floats) -> Floats:
    """(3, judges, judges): concordant less discordant pairs, and either judge's untied pairs that both ranked."""
    untied = signs**2
    return np.array([signs @ signs.T, untied @ known.T, known @ untied.T])


def _mean_tau(sums: Floats) -> float:
    pairs = np.triu_indices(sums.shape[1], 1)
    order, first, second = (each[pairs] for each in sums)
    said = (first > 0.5) & (second > 0.5)
    return float((order[said] / np.sqrt(first[said] * second[said])).mean()) if said.any() else nan
