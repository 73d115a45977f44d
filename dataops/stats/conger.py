"""Conger's kappa: Cohen's kappa for any number of raters, each with a habit of their own.

References
----------
A. J. Conger (1980), Psychological Bulletin 88, 322-328;
K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed. (missing ratings, standard error).
"""

from math import nan

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import MOST_DRAWS, whole_number
from dataops.stats.codes import Codes, as_codes, labels_within, last_answers
from dataops.stats.moments import Moments, chance_obstacle, estimate
from dataops.stats.results import Estimate
from dataops.stats.spread import NO_SPREAD, Floats, draws, percentiles
from dataops.stats.tally import Tally

Rows = tuple[Codes, Codes, Codes]  # item, annotator, label: codes without gaps


def conger_kappa(
    item: ArrayLike,
    annotator: ArrayLike,
    label: ArrayLike,
    n_classes: int,
    *,
    weights: Floats | None = None,
    rng: np.random.Generator | None = None,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Estimate:
    """Agreement beyond what the raters' own habits would give, rater by rater.

    Parameters
    ----------
    item, annotator, label : (rows,) integers
        As `Tally.from_codes` takes them.
    weights : (categories, categories)
        Agreement weights; identity when not given.
    rng
        With it the standard error and the interval are those of items drawn anew, a pass over the rows each;
        otherwise linearised.
    """
    whole_number("resamples", resamples, 1, MOST_DRAWS)
    tally = Tally.from_codes(item, annotator, label, n_classes)
    if reason := chance_obstacle(tally):
        return Estimate.undefined(reason, tally.overlapping_items)
    rows = _in_force(item, annotator, label, n_classes)
    moments = _by_item(rows, n_classes, weights)
    point = _linearised(rows, moments, confidence)
    if rng is None or point.reason:
        return point
    blocks = draws(moments.times.size, rng, resamples)
    drawn = [_value(rows, moments, times) for block in blocks for times in block]
    return percentiles(point, np.array(drawn), confidence)


def _by_item(rows: Rows, n_classes: int, weights: Floats | None) -> Moments:
    """One row per item, since items of one pattern differ in who labelled them."""
    items, _, labels = rows
    size = int(items.max()) + 1
    counts = np.bincount(items * n_classes + labels, minlength=size * n_classes).reshape(size, n_classes)
    nobody, once = np.empty(0, np.int64), np.ones(size, np.int64)
    return Moments.of(Tally(n_classes, counts.astype(np.int64, copy=False), once, nobody, nobody), weights)


def _habits(rows: Rows, n_classes: int, times: Floats) -> Floats:
    """(raters, categories): what share of each rater's labels fell on each category; raters without one left out."""
    items, people, labels = rows
    raters = int(people.max()) + 1
    given = np.bincount(people * n_classes + labels, times[items], raters * n_classes).reshape(raters, -1)
    seen = given.sum(axis=1, keepdims=True)
    return np.asarray((given / np.where(seen > 0.0, seen, 1.0))[seen[:, 0] > 0.0])


def _chance(shares: Floats, near: Floats) -> float:
    """The mean over pairs of raters of how far their habits would agree by chance; NaN for one rater."""
    raters = len(shares)
    if raters < 2:
        return nan
    others = shares.sum(axis=0) - shares
    return float(((others @ near.T) * shares).sum()) / (raters * (raters - 1.0))


def _value(rows: Rows, moments: Moments, times: Floats) -> float:
    """Kappa where each item is there so many times; NaN where it is undefined."""
    expected = _chance(_habits(rows, len(moments.weights), times), moments.weights)
    paired = times * moments.overlaps
    if not paired.any() or not 1.0 - expected > NO_SPREAD:
        return nan
    return (float(paired @ moments.agreeing) / float(paired.sum()) - expected) / (1.0 - expected)


def _linearised(rows: Rows, moments: Moments, confidence: float) -> Estimate:
    items, people, labels = rows
    near, size = moments.weights, moments.times.size
    shares = _habits(rows, len(near), moments.times)
    expected, raters = _chance(shares, near), len(shares)
    pull = (shares.sum(axis=0) - shares) @ (near + near.T) / 2.0
    own = (pull * shares).sum(axis=1)
    moved = (size / np.bincount(people)[people]) * (pull[people, labels] - own[people])
    by_item = np.bincount(items, moved) / (raters * (raters - 1.0))
    value = (moments.observed - expected) / (1.0 - expected)
    weight = moments.items / moments.overlapping
    influence = weight * moments.overlaps * (moments.agreeing - expected) - 2.0 * (1.0 - value) * by_item
    return estimate(value, influence / (1.0 - expected), moments.times, moments, expected, confidence)


def _in_force(item: ArrayLike, annotator: ArrayLike, label: ArrayLike, n_classes: int) -> Rows:
    """Codes counted from 0 without gaps, and only each annotator's last answer to an item."""
    items = np.unique(as_codes("item", item), return_inverse=True)[1]
    people = np.unique(as_codes("annotator", annotator), return_inverse=True)[1]
    labels = as_codes("label", label)
    labels_within(labels, n_classes)
    last = last_answers(items, people, int(items.max()) + 1, int(people.max()) + 1)
    return (items, people, labels) if last is None else (items[last], people[last], labels[last])
