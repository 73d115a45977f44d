"""Bootstrap intervals: items drawn anew with all their labels, through the pattern table.

Drawing as many items as there are is one multinomial draw over the patterns, so a thousand resamples cost
the same for ten thousand items as for ten million.

References
----------
B. Efron, R. J. Tibshirani (1993), An Introduction to the Bootstrap, chapters 12-13 (percentile interval).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from dataops.stats.agreement import Agreement, agreement
from dataops.stats.arguments import MOST_DRAWS, whole_number
from dataops.stats.coincidence import alpha_of, distances, pair_tables
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.moments import Moments
from dataops.stats.patterns import MAX_CELLS, TooManyCategories
from dataops.stats.results import Level
from dataops.stats.spread import Floats, percentiles
from dataops.stats.tally import Tally
from dataops.stats.weights import matrix_of

_CELLS = 2_000_000


def bootstrap(
    tally: Tally,
    *,
    rng: np.random.Generator,
    resamples: int = 1000,
    level: Level = "nominal",
    values: list[float] | None = None,
    distance: Floats | None = None,
    weights: Floats | None = None,
    confidence: float = 0.95,
) -> Agreement:
    """The headline coefficients with percentile intervals and the bootstrap's standard errors.

    Parameters
    ----------
    tally : Tally
        Its items are drawn anew, each with all its labels.
    level, values
        What alpha measures, as `agreement` takes them.
    distance : (categories, categories)
        Squared distances for alpha instead of a level: those of `set_distances`, say.
    weights : (categories, categories)
        Agreement weights by which near misses count, as `agreement` takes them.
    """
    whole_number("resamples", resamples, 1, MOST_DRAWS)
    found = agreement(tally, level=level, values=values, weights=weights, confidence=confidence)
    if distance is not None:
        found = replace(found, alpha=krippendorff_alpha(tally, weights=1.0 - distance, confidence=confidence))
    elif weights is not None and level == "nominal":
        distance = 1.0 - matrix_of(weights, tally.n_classes)
    if not tally.overlapping_items:
        return found
    if tally.patterns.size * tally.n_classes > MAX_CELLS:
        raise TooManyCategories(f"{tally.n_classes} categories are too many to resample.")

    def apart(marginals: Floats) -> Floats:
        return distances(level, marginals, values) if distance is None else distance

    moments = Moments.of(tally, weights)
    pairs = pair_tables(tally.patterns.astype(np.float64))
    blocks = [_replicates(moments, pairs, times, apart) for times in _draws(tally, rng, resamples)]
    drawn = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    intervals: dict[str, Any] = {
        name: percentiles(getattr(found, name), each, confidence) for name, each in drawn.items()
    }
    return replace(found, **intervals)


def _draws(tally: Tally, rng: np.random.Generator, resamples: int) -> list[Floats]:
    """(resamples, patterns) multiplicities, in blocks that stay small."""
    size = max(1, _CELLS // max(1, tally.multiplicity.size))
    share = tally.multiplicity / tally.items
    return [
        rng.multinomial(tally.items, share, size=min(size, resamples - start)).astype(np.float64)
        for start in range(0, resamples, size)
    ]


def _replicates(
    moments: Moments, pairs: Floats, times: Floats, apart: Callable[[Floats], Floats]
) -> dict[str, Floats]:
    """Every coefficient of every resample; NaN where it is undefined there."""
    near, k = moments.weights, len(moments.weights)
    scale = float(near.sum())
    prevalence = times @ moments.shares / times.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = times @ (moments.agreeing * moments.overlaps) / (times @ moments.overlaps)
        found = {"percent_agreement": observed}
        for name, expected in (
            ("ac1", scale * (1 - (prevalence**2).sum(axis=1)) / (k * (k - 1))),
            ("fleiss_kappa", ((prevalence @ near) * prevalence).sum(axis=1)),
            ("brennan_prediger", scale / k**2),
        ):
            found[name] = (observed - expected) / (1.0 - expected)
    tables = (times @ pairs.reshape(len(pairs), -1)).reshape(-1, k, k)
    found["alpha"] = alpha_of(tables, apart(tables.sum(axis=1)))
    return found
