"""Conger's kappa: Cohen's kappa for any number of raters, each with a habit of their own.

References
----------
A. J. Conger (1980), Psychological Bulletin 88, 322-328;
K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed. (missing ratings, standard error).
"""

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.codes import Codes, as_codes, labels_within, last_answers
from dataops.stats.moments import Moments, chance_obstacle, estimate
from dataops.stats.results import Estimate
from dataops.stats.spread import Floats
from dataops.stats.tally import Tally


def conger_kappa(
    item: ArrayLike,
    annotator: ArrayLike,
    label: ArrayLike,
    n_classes: int,
    *,
    weights: Floats | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Agreement beyond what the raters' own habits would give, rater by rater.

    Parameters
    ----------
    item, annotator, label : (rows,) integers
        As `Tally.from_codes` takes them.
    weights : (categories, categories)
        Agreement weights; identity when not given.
    """
    tally = Tally.from_codes(item, annotator, label, n_classes)
    if reason := chance_obstacle(tally):
        return Estimate.undefined(reason, tally.overlapping_items)
    items, people, labels = _in_force(item, annotator, label, n_classes)
    near = np.eye(n_classes) if weights is None else weights
    seen = np.bincount(people).astype(np.float64)
    raters = seen.size
    habits = np.bincount(people * n_classes + labels, minlength=raters * n_classes).reshape(raters, n_classes)
    shares = habits / seen[:, None]
    others = shares.sum(axis=0) - shares
    pairs = raters * (raters - 1.0)
    expected = float(((others @ near.T) * shares).sum()) / pairs
    pull = others @ (near + near.T) / 2.0
    own = (pull * shares).sum(axis=1)
    size = items.max() + 1
    moved = (size / seen[people]) * (pull[people, labels] - own[people])
    by_item = np.bincount(items, moved) / pairs
    counts = np.bincount(items * n_classes + labels, minlength=size * n_classes).reshape(size, n_classes)
    return _estimate(counts, near, expected, by_item, confidence)


def _estimate(counts: Codes, near: Floats, expected: float, by_item: Floats, confidence: float) -> Estimate:
    """The coefficient from one row per item, since items of one pattern differ in who labelled them."""
    nobody = np.empty(0, np.int64)
    rows = Tally(
        counts.shape[1], counts.astype(np.int64, copy=False), np.ones(len(counts), np.int64), nobody, nobody
    )
    moments = Moments.of(rows, near)
    value = (moments.observed - expected) / (1.0 - expected)
    weight = moments.items / moments.overlapping
    influence = weight * moments.overlaps * (moments.agreeing - expected) - 2.0 * (1.0 - value) * by_item
    return estimate(value, influence / (1.0 - expected), moments.times, moments, expected, confidence)


def _in_force(
    item: ArrayLike, annotator: ArrayLike, label: ArrayLike, n_classes: int
) -> tuple[Codes, Codes, Codes]:
    """Codes counted from 0 without gaps, and only each annotator's last answer to an item."""
    items = np.unique(as_codes("item", item), return_inverse=True)[1]
    people = np.unique(as_codes("annotator", annotator), return_inverse=True)[1]
    labels = as_codes("label", label)
    labels_within(labels, n_classes)
    last = last_answers(items, people, int(items.max()) + 1, int(people.max()) + 1)
    return (items, people, labels) if last is None else (items[last], people[last], labels[last])
