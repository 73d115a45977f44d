"""Measurements against gold or against another instrument: how far off, which way, and how closely they move together.

References
----------
J. M. Bland, D. G. Altman (1986), Lancet 327, 307-310 (bias and limits of agreement);
L. I. Lin (1989), Biometrics 45, 255-268 (concordance); D. G. Bonett, T. A. Wright (2000), Psychometrika 65, 23-28
(standard error of the rank correlation).
"""

from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import real_numbers, two_sided
from dataops.stats.distributions import normal_quantile, student_quantile
from dataops.stats.ranking import mid_ranks
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats, mean_of_values

_MOST = 1e75  # its fourth power is finite
_SPREAD_95 = 1.96  # how many standard deviations hold 95 % of differences


@dataclass(frozen=True, slots=True)
class Deviation:
    """What was measured less what is true.

    Parameters
    ----------
    bias : Estimate
        The mean difference.
    spread : float or None
        The standard deviation of differences.
    low, high : Estimate
        Bland and Altman's limits, between which 95 % of differences lie, each with its own interval.
    pearson, spearman : Estimate
        Do they rise together, as numbers and as ranks; neither sees a bias.
    concordance : Estimate
        Lin's coefficient: as Pearson's, less whatever departs from "the same number".
    """

    bias: Estimate
    spread: float | None
    low: Estimate
    high: Estimate
    pearson: Estimate
    spearman: Estimate
    concordance: Estimate


def deviation(measured: ArrayLike, true: ArrayLike, *, confidence: float = 0.95) -> Deviation:
    """Compare (items,) measurements with (items,) true values, in the same unit."""
    two_sided(confidence)
    a, b = real_numbers("measured", measured), real_numbers("true", true)
    if (
        a.shape != b.shape
        or a.ndim != 1
        or max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0)) > _MOST
    ):
        raise ValueError("Expected a finite measurement and a finite true value for every item.")
    apart, n = a - b, a.size
    bias = mean_of_values(apart, confidence, bounded=False)
    if not n:
        nothing = Estimate.undefined(Reason.EMPTY)
        return Deviation(nothing, None, nothing, nothing, nothing, nothing, nothing)
    spread = float(apart.std(ddof=1)) if n > 1 else None
    ranks = mid_ranks(np.stack([a, b]))
    return Deviation(
        bias,
        spread,
        _limit(bias, spread, -_SPREAD_95, confidence),
        _limit(bias, spread, _SPREAD_95, confidence),
        _correlation(a, b, confidence),
        _correlation(ranks[0], ranks[1], confidence, ranked=True),
        _concordance(a, b, confidence),
    )


def _limit(bias: Estimate, spread: float | None, times: float, confidence: float) -> Estimate:
    """The paper's standard error of a limit, root of 3 s^2 / n."""
    if bias.estimate is None or spread is None:
        return Estimate.undefined(Reason.TOO_FEW, bias.n)
    value, se = bias.estimate + times * spread, spread * sqrt(3.0 / bias.n)
    half = student_quantile(0.5 + confidence / 2.0, bias.n - 1.0) * se
    return Estimate(value, se, value - half, value + half, None, bias.n)


def _correlation(a: Floats, b: Floats, confidence: float, *, ranked: bool = False) -> Estimate:
    """Pearson's r of the numbers or of their ranks, with the interval on Fisher's scale."""
    r = _r(a, b)
    if r is None:
        return Estimate.undefined(Reason.TOO_FEW if a.size < 2 else Reason.ONE_CATEGORY, a.size)
    if a.size < 4 or abs(r) >= 1.0:
        return Estimate(r, None, None, None, Reason.TOO_FEW.value, a.size)
    return _on_fishers_scale(
        r, sqrt((1.0 + r * r / 2.0 if ranked else 1.0) / (a.size - 3.0)), a.size, confidence
    )


def _concordance(a: Floats, b: Floats, confidence: float) -> Estimate:
    r = _r(a, b)
    if r is None:
        return Estimate.undefined(Reason.TOO_FEW if a.size < 2 else Reason.ONE_CATEGORY, a.size)
    shift = float(a.mean() - b.mean())
    c = float(2.0 * ((a - a.mean()) * (b - b.mean())).mean() / (a.var() + b.var() + shift**2))
    if a.size < 4 or abs(r) >= 1.0 or not c:
        return Estimate(c, None, None, None, Reason.TOO_FEW.value, a.size)
    u = shift**2 / (float(a.std()) * float(b.std()))
    first = (1.0 - r**2) * c**2 / ((1.0 - c**2) * r**2)
    second = 2.0 * c**3 * (1.0 - c) * u / (r * (1.0 - c**2) ** 2)
    third = c**4 * u**2 / (2.0 * r**2 * (1.0 - c**2) ** 2)
    return _on_fishers_scale(c, sqrt((first + second - third) / (a.size - 2.0)), a.size, confidence)


def _r(a: Floats, b: Floats) -> float | None:
    if a.size < 2 or not np.ptp(a) or not np.ptp(b):
        return None
    return float(np.clip(((a - a.mean()) * (b - b.mean())).mean() / (a.std() * b.std()), -1.0, 1.0))


def _on_fishers_scale(value: float, se: float, n: int, confidence: float) -> Estimate:
    half = normal_quantile(0.5 + confidence / 2.0) * se
    low, high = tanh(atanh(value) - half), tanh(atanh(value) + half)
    return Estimate(value, se * (1.0 - value**2), low, high, None, n)
