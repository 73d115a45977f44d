"""Where few items hold a rarer label: what agreement rests on there, and how its interval is kept honest.

The linearised error is made from the items there are. With five of a rare class, all disputed, it is far too small:
alpha's interval then held the truth in 78 of 100 samples (docs/statistics/agreement.md). With two items more, one
agreed upon as rare and one disputed, it holds in 94, as two successes and two failures more do for a share.

References
----------
A. Agresti, B. A. Coull (1998), American Statistician 52, 119-126 (pseudo-observations, for a share).
"""

from dataclasses import replace

import numpy as np

from dataops.stats.patterns import combine
from dataops.stats.results import Estimate
from dataops.stats.tally import Tally

ENOUGH_OF_A_KIND = 15  # items with a rarer label, from which on the plain intervals hold


def minority_items(tally: Tally) -> int:
    """How many items with two labels or more hold another than the commonest: kappa and alpha rest on these."""
    paired = tally.patterns.sum(axis=1) >= 2
    patterns, times = tally.patterns[paired], tally.multiplicity[paired]
    commonest = int((times @ patterns).argmax())
    return int(times[np.delete(patterns, commonest, axis=1).any(axis=1)].sum())


def with_two_more(tally: Tally) -> Tally:
    """The tally with an item that all call by the second commonest label, and one that a single annotator does.

    Both have as many labels as the others have on average.
    """
    first, second = np.argsort(-(tally.multiplicity @ tally.patterns), kind="stable")[:2]
    raters = max(2, round(tally.judgements / tally.items))
    more = np.zeros((2, tally.n_classes), np.int64)
    more[:, second] = raters, 1
    more[1, first] = raters - 1
    times = np.append(tally.multiplicity, [1, 1])
    rows = combine(np.vstack([tally.patterns, more]), times)
    return replace(tally, patterns=rows[0], multiplicity=rows[1])


def widened(point: Estimate, more: Estimate) -> Estimate:
    """The estimate with the interval it has with two items more."""
    if point.estimate is None or more.ci_low is None or more.ci_high is None:
        return point
    low, high = min(more.ci_low, point.estimate), max(more.ci_high, point.estimate)
    return replace(point, ci_low=low, ci_high=high)
