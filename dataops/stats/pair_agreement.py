"""Two named raters: all their coefficients side by side, each with its error, and the bootstrap over items.

References
----------
J. Cohen (1960), Educational and Psychological Measurement 20, 37-46; W. A. Scott (1955), Public Opinion Quarterly
19, 321-325; B. Efron, R. J. Tibshirani (1993), An Introduction to the Bootstrap, chapters 12-13.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import MOST_DRAWS, whole_number
from dataops.stats.results import Estimate
from dataops.stats.spread import NO_SPREAD, Floats, percentiles
from dataops.stats.two_raters import (
    Weighting,
    cohen_kappa,
    paired_ac1,
    paired_agreement,
    paired_brennan_prediger,
    scott_pi,
    shares_of,
)

_CELLS = 2_000_000
_COEFFICIENTS = {
    "percent_agreement": paired_agreement,
    "cohen_kappa": cohen_kappa,
    "scott_pi": scott_pi,
    "ac1": paired_ac1,
    "brennan_prediger": paired_brennan_prediger,
}


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """What two raters' table says; `items` are those that both labelled.

    Parameters
    ----------
    percent_agreement : Estimate
        Share of items on which they agree; with weights near misses count in part, as they do in all others.
    """

    items: int
    percent_agreement: Estimate
    cohen_kappa: Estimate
    scott_pi: Estimate
    ac1: Estimate
    brennan_prediger: Estimate


def pair_agreement(
    table: ArrayLike,
    weighting: Weighting = "identity",
    *,
    rng: np.random.Generator | None = None,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> PairAgreement:
    """All coefficients of two raters who labelled the same items.

    Parameters
    ----------
    table : (categories, categories) counts
        Rows: the first rater's label; columns: the second's.
    weighting : a name out of `weights.WEIGHTS`, or a matrix
        "linear" or "quadratic" make them Cohen's weighted kappa and AC2.
    rng
        With it standard errors and intervals are those of items drawn anew; otherwise linearised.
    """
    whole_number("resamples", resamples, 1, MOST_DRAWS)
    found = {name: of(table, weighting, confidence=confidence) for name, of in _COEFFICIENTS.items()}
    shares, near, items = shares_of(table, weighting)
    if rng is not None and items >= 2:
        drawn = [_replicates(block, near) for block in _draws(shares, items, rng, resamples)]
        for name, point in found.items():
            found[name] = percentiles(point, np.concatenate([each[name] for each in drawn]), confidence)
    return PairAgreement(items, **found)


def _draws(shares: Floats, items: int, rng: np.random.Generator, resamples: int) -> list[Floats]:
    """(resamples, categories, categories) shares of as many items drawn anew, in blocks that stay small."""
    size = max(1, _CELLS // shares.size)
    counts = (min(size, resamples - start) for start in range(0, resamples, size))
    flat = (rng.multinomial(items, shares.ravel(), size=count) / items for count in counts)
    return [block.reshape(-1, *shares.shape) for block in flat]


def _replicates(shares: Floats, near: Floats) -> dict[str, Floats]:
    """Every coefficient of every (resamples, categories, categories) table; NaN where it is undefined there."""
    k = len(near)
    first, second = shares.sum(axis=2), shares.sum(axis=1)
    pooled = (first + second) / 2.0
    observed = (shares * near).sum(axis=(1, 2))
    spread = (pooled * (1.0 - pooled)).sum(axis=1) / max(k * (k - 1.0), 1.0)
    chance = {
        "cohen_kappa": ((first @ near) * second).sum(axis=1),
        "scott_pi": ((pooled @ near) * pooled).sum(axis=1),
        "ac1": float(near.sum()) * spread,
        "brennan_prediger": np.full(len(shares), float(near.mean())),
    }
    found = {"percent_agreement": observed}
    for name, expected in chance.items():
        room = np.where(1.0 - expected > NO_SPREAD, 1.0 - expected, np.nan)
        found[name] = (observed - expected) / room
    return found
