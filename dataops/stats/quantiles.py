"""How long it usually takes, and how long at worst: a quantile of what was observed, with an exact interval.

References
----------
R. J. Hyndman, Y. Fan (1996), The American Statistician 50, 361-365 (definition 2: the inverse of the
distribution function, averaged where it is flat); W. J. Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2
(interval between two of the ordered values, whatever the distribution).
"""

from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats import arguments
from dataops.stats.arguments import real_numbers, two_sided
from dataops.stats.distributions import binomial_cdf
from dataops.stats.results import Estimate, Reason

_HAIR = 1e-9  # 0.85 x 20 is 17, not a hair more


def quantile(values: ArrayLike, share: float, *, confidence: float = 0.95) -> Estimate:
    """The value at or below which this share of the (values,) numbers lies; 0.5 is the median.

    The interval never covers less than promised. Where the values are too few for it to have an end
    (six for a median, 23 for a P85) there is none: `too_few`.
    """
    p, tail = arguments.share("share", share, ends=False), 1.0 - two_sided(confidence)
    given = np.sort(real_numbers("values", values))
    if given.ndim != 1:
        raise ValueError("Expected values as a one-dimensional array.")
    n = given.size
    if not n:
        return Estimate.undefined(Reason.EMPTY)
    place = ceil(p * n - _HAIR)
    after = min(place, n - 1) if abs(p * n - place) < _HAIR else place - 1
    value = float((given[place - 1] + given[after]) / 2.0)
    low, high = _first(n, p, tail), _first(n, p, 1.0 - tail) + 1
    if not low or high > n:
        return Estimate(value, None, None, None, Reason.TOO_FEW.value, n)
    return Estimate(value, None, float(given[low - 1]), float(given[high - 1]), None, n)


def _first(n: int, p: float, mass: float) -> int:
    """The fewest of n values below the quantile up to which more than this share of chances lies."""
    low, high = -1, n
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if binomial_cdf(middle, n, p) > mass else (middle, high)
    return high
