"""Tables of label pairs within items, distances between labels, and alpha of the two.

References
----------
K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania.
"""

from collections.abc import Sequence

import numpy as np

from dataops.stats.results import LEVELS, Level
from dataops.stats.spread import Floats
from dataops.stats.tally import Tally
from dataops.stats.weights import category_values


def coincidences(tally: Tally) -> Floats:
    """The (categories, categories) table of label pairs within items; an item weighs as its labels do."""
    counts = tally.patterns.astype(np.float64)
    counts, times = counts[counts.sum(axis=1) >= 2], tally.multiplicity[tally.patterns.sum(axis=1) >= 2]
    scaled = counts * (times / (counts.sum(axis=1) - 1.0))[:, None]
    table: Floats = scaled.T @ counts
    table[np.diag_indices_from(table)] -= scaled.sum(axis=0)
    return table


def disagreement(tally: Tally) -> tuple[float, float]:
    """Observed and expected nominal disagreement: alpha is 1 less the first over the second, and both add up."""
    table = coincidences(tally)
    each, total = table.sum(axis=0), float(table.sum())
    if total <= 1.0:
        return 0.0, 0.0
    return total - float(np.trace(table)), (total**2 - float(each @ each)) / (total - 1.0)


def pair_tables(counts: Floats) -> Floats:
    """(patterns, categories, categories): what one item of each pattern (counts) adds to the coincidences."""
    raters = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
    scale = np.divide(1.0, raters - 1.0, out=np.zeros_like(raters), where=raters >= 2.0)
    return np.asarray(pairs * scale[:, None, None])


def distances(level: Level, marginals: Floats, values: Sequence[float] | None = None) -> Floats:
    """Squared distances between categories.

    Parameters
    ----------
    marginals : (..., categories)
        How many paired labels each category has: the ordinal distance is counted in them.
    values : (categories,) numbers
        What each category is worth, in its declared order; 0, 1, 2... when not given.
    """
    if level not in LEVELS:
        raise ValueError(f"Expected a level of measurement out of {', '.join(LEVELS)}; got {level!r}.")
    k = marginals.shape[-1]
    v = np.arange(float(k)) if values is None else category_values(values, k, from_zero=level == "ratio")
    if level == "nominal":
        return 1.0 - np.eye(k)
    if level == "ordinal":
        middle: Floats = np.cumsum(marginals, axis=-1) - marginals / 2.0
        between: Floats = middle[..., :, None] - middle[..., None, :]
        return between**2
    apart = np.subtract.outer(v, v) ** 2
    if level == "interval":
        return apart
    total = np.add.outer(v, v) ** 2
    return np.asarray(np.divide(apart, total, out=np.zeros_like(apart), where=total != 0))


def alpha_of(table: Floats, distance: Floats) -> Floats:
    """1 - observed / expected disagreement of a (..., categories, categories) coincidence table.

    NaN where no disagreement is possible, because only one category occurs.
    """
    marginals = table.sum(axis=-1)
    total = marginals.sum(axis=-1)
    observed = (table * distance).sum(axis=(-2, -1))
    expected = (marginals[..., :, None] * marginals[..., None, :] * distance).sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1.0 - (total - 1.0) * observed / expected)


def chance_of(table: Floats, distance: Floats) -> float:
    """Agreement by chance on a scale from 0 (the largest distance) to 1, for one table of coincidences."""
    shares = table.sum(axis=0) / table.sum()
    return 1.0 - float(shares @ distance @ shares / distance.max())
