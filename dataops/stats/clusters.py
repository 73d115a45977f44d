"""Agreement on what lies together: tokens of one document, pairs out of one ranking, resampled as a whole.

Labels inside a document are not independent, so a standard error over tokens is too small by far: here the
document is left out (jackknife) or drawn anew (bootstrap) with everything in it.

References
----------
A. C. Davison, D. V. Hinkley (1997), Bootstrap Methods and their Application, section 3.8 (clusters);
K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania.
"""

from collections.abc import Sequence

import numpy as np

from dataops.stats.arguments import two_sided
from dataops.stats.coincidence import alpha_of, chance_of, distances
from dataops.stats.results import Estimate, Level, Reason
from dataops.stats.spread import Floats, draws, jackknife, percentiles


def clustered_alpha(
    tables: Floats,
    level: Level = "nominal",
    values: Sequence[float] | None = None,
    *,
    rng: np.random.Generator | None = None,
    resamples: int = 1000,
    confidence: float = 0.95,
    nothing: Reason = Reason.EMPTY,
) -> Estimate:
    """Krippendorff's alpha over documents; `n` counts those with something to compare.

    Parameters
    ----------
    tables : (documents, categories, categories)
        The coincidences inside each document (see `krippendorff.coincidences`).
    level, values
        As `krippendorff_alpha` takes them.
    rng
        With it the interval is the bootstrap's; otherwise the jackknife's.
    nothing : Reason
        Why there may be no coincidence at all.
    """
    two_sided(confidence)
    known = tables[tables.any(axis=(1, 2))]
    if not len(known):
        return Estimate.undefined(nothing)
    whole = known.sum(axis=0)
    if np.count_nonzero(whole.any(axis=0)) < 2:
        return Estimate.undefined(Reason.ONE_CATEGORY, len(known))
    seen = whole.sum(axis=0)
    apart = distances(level, seen, values)
    if not float(seen @ apart @ seen):
        return Estimate.undefined(Reason.ONE_CATEGORY, len(known))
    value, expected = float(alpha_of(whole, apart)), chance_of(whole, apart)
    point = jackknife(value, _alpha(whole - known, level, values), confidence, expected=expected)
    if rng is None or point.reason:
        return point
    flat = known.reshape(len(known), -1)
    drawn = [(times @ flat).reshape(-1, *whole.shape) for times in draws(len(known), rng, resamples)]
    return percentiles(point, np.concatenate([_alpha(block, level, values) for block in drawn]), confidence)


def _alpha(tables: Floats, level: Level, values: Sequence[float] | None) -> Floats:
    return alpha_of(tables, distances(level, tables.sum(axis=-1), values))
