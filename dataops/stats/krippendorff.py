"""Krippendorff's alpha: agreement at any level of measurement, with any labels missing.

References
----------
K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania;
K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed. (linearised standard error).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dataops.stats.arguments import two_sided
from dataops.stats.coincidence import alpha_of, chance_of, coincidences, distances, pair_tables
from dataops.stats.moments import Moments, chance_obstacle, estimate
from dataops.stats.recoding import collapsed
from dataops.stats.results import LEVELS, Estimate, Level, Reason
from dataops.stats.spread import NO_SPREAD, Floats, jackknife
from dataops.stats.tally import Tally
from dataops.stats.weights import category_values

_CELLS = 2_000_000
_LARGEST = 500_000_000  # cells of all left-out tables together: some seconds


def krippendorff_alpha(
    tally: Tally,
    level: Level = "nominal",
    values: Sequence[float] | None = None,
    *,
    weights: Floats | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Krippendorff's alpha. Its standard error is linearised, or for ordinal labels the jackknife's.

    Parameters
    ----------
    tally : Tally
    level : nominal, ordinal, interval or ratio
    values : (categories,) numbers
        The category values for interval and ratio, equal ones being one category; ordinal takes the declared order.
    weights : (categories, categories)
        Agreement weights instead of a level.
    """
    two_sided(confidence)
    if level not in LEVELS:
        raise ValueError(f"Expected a level of measurement out of {', '.join(LEVELS)}; got {level!r}.")
    worth: Floats | None = None
    if weights is None and level in ("interval", "ratio"):
        tally, worth = _by_value(tally, level, values)
    if reason := chance_obstacle(tally, overlapping_only=True):
        return Estimate.undefined(reason, tally.overlapping_items)
    if level == "ordinal" and weights is None:
        return _ordinal(tally, confidence)
    if worth is not None:
        apart = distances(level, np.zeros(tally.n_classes), worth.tolist())
        weights = 1.0 - apart / apart.max()
    return _linearised(tally, weights, confidence)


def _by_value(tally: Tally, level: Level, values: Sequence[float] | None) -> tuple[Tally, Floats]:
    """The tally with categories of equal value made one, and the values on a scale whose squares are finite."""
    k = tally.n_classes
    worth = np.arange(float(k)) if values is None else category_values(values, k, from_zero=level == "ratio")
    _, power = np.frexp(np.abs(worth).max(initial=0.0))
    distinct, place = np.unique(np.ldexp(worth, -power), return_inverse=True)
    if distinct.size == k:
        return tally, np.ldexp(worth, -power)
    alike = collapsed(tally, place, distinct.size)
    return replace(alike, annotators=tally.annotators, judgements_by=tally.judgements_by), distinct


def _linearised(tally: Tally, weights: Floats | None, confidence: float) -> Estimate:
    moments = Moments.of(tally, weights)
    pairable = moments.overlaps > 0
    times, raters, shares = moments.times[pairable], moments.raters[pairable], moments.shares[pairable]
    mean_raters = float(times @ raters) / float(times.sum())
    size = raters / mean_raters
    agreeing = moments.agreeing[pairable] * size
    paired = float(times @ agreeing) / float(times.sum())
    finite = 1.0 / float(times @ raters)
    observed = (1.0 - finite) * paired + finite
    prevalence = (times @ (shares * size[:, None])) / times.sum()
    near = (moments.weights + moments.weights.T) / 2.0 @ prevalence
    expected = float(prevalence @ near)
    if 1.0 - expected < NO_SPREAD:
        return Estimate.undefined(Reason.ONE_CATEGORY, round(moments.overlapping))
    value, rough = ((p - expected) / (1.0 - expected) for p in (observed, paired))
    by_item = (shares @ near) * size - expected * (size - 1.0)
    influence = (agreeing - observed * (size - 1.0) - expected) / (1.0 - expected)
    influence = influence - 2.0 * (1.0 - rough) * (by_item - expected) / (1.0 - expected)
    return estimate(value, influence, times, moments, expected, confidence)


def _ordinal(tally: Tally, confidence: float) -> Estimate:
    """Ordinal distances move with the labels themselves, so each item is left out once (jackknife)."""
    table, times = coincidences(tally), tally.multiplicity[tally.patterns.sum(axis=1) >= 2]
    value, n = float(alpha_of(table, distances("ordinal", table.sum(axis=0)))), int(times.sum())
    if times.size * tally.n_classes**2 > _LARGEST:
        return Estimate(value, None, None, None, Reason.TOO_MANY_CATEGORIES.value, n)
    left = np.concatenate([_alpha_without(table, block) for block in _blocks(tally)])
    expected = chance_of(table, distances("ordinal", table.sum(axis=0)))
    return jackknife(value, left, confidence, times=times.astype(np.float64), expected=expected)


def _blocks(tally: Tally) -> list[Floats]:
    """The patterns with two labels or more, in blocks whose coincidence tables fit into memory together."""
    counts = tally.patterns[tally.patterns.sum(axis=1) >= 2].astype(np.float64)
    size = max(1, _CELLS // tally.n_classes**2)
    return [counts[start : start + size] for start in range(0, len(counts), size)]


def _alpha_without(table: Floats, counts: Floats) -> Floats:
    """Ordinal alpha of the table less one item of each of these patterns."""
    rest = table - pair_tables(counts)
    return alpha_of(rest, distances("ordinal", rest.sum(axis=1)))
