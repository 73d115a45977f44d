"""CUSUM of right and wrong answers: has somebody's error rate risen, seen answer by answer.

References
----------
M. R. Reynolds, Z. G. Stoumbos (1999), Journal of Quality Technology 31, 87-108: the Bernoulli CUSUM.
E. S. Page (1954), Biometrika 41, 100-115.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import real_number, real_numbers, whole_number
from dataops.stats.run_length import limit_for, run_length

_RAREST = 1e-9
_FINENESS = 20.0  # an error is worth about this many smallest steps or more


@dataclass(frozen=True, slots=True)
class Run:
    """The points after each answer and the places, counted from 0, at which the limit was reached.

    After an alarm the sum starts again at 0.
    """

    points: tuple[int, ...]
    alarms: tuple[int, ...]

    @property
    def now(self) -> int:
        """The points after the last answer; an alarm still shows."""
        return self.points[-1] if self.points else 0


@dataclass(frozen=True, slots=True)
class BernoulliCusum:
    """A wrong answer adds `wrong` points, a right one takes `right` off, never below 0; alarm at `limit`.

    The points are the log-likelihood ratio of the two rates in whole numbers, so that run lengths are exact.
    """

    accepted: float
    tolerable: float
    right: int
    wrong: int
    limit: int

    def run_length(self, rate: float) -> float:
        """The average number of answers until an alarm, at this error rate from the start."""
        if not 0.0 <= real_number("rate", rate) <= 1.0:
            raise ValueError(f"Expected a rate between 0 and 1, got {rate}.")
        return run_length((-self.right, self.wrong), (1.0 - rate, rate), self.limit)

    def run(self, errors: ArrayLike, *, start: int = 0) -> Run:
        """The chart of these answers in their order; `start` is where yesterday's chart ended.

        Parameters
        ----------
        errors : (answers,) of 0 and 1
            1 is a wrong answer.
        """
        whole_number("start", start)
        wrong = zero_or_one(errors)
        return follow((np.where(wrong, self.wrong, -self.right)).tolist(), self.limit, start)


@lru_cache(maxsize=256)
def bernoulli_cusum(accepted: float, tolerable: float, *, between_alarms: float = 2000.0) -> BernoulliCusum:
    """The chart that, at the accepted error rate, gives a false alarm every `between_alarms` answers or rarer.

    Parameters
    ----------
    accepted, tolerable : rates
        The error rate that is fine, and the one that has to be noticed as soon as possible.
    """
    if not _RAREST <= real_number("accepted", accepted) < real_number("tolerable", tolerable) < 1.0:
        raise ValueError(f"Expected 0 < accepted < tolerable < 1, got {accepted} and {tolerable}.")
    wrong, right = log(tolerable / accepted), log((1.0 - accepted) / (1.0 - tolerable))
    ratio = Fraction(wrong / right).limit_denominator(max(1, round(_FINENESS * right / wrong)))
    steps = (-ratio.denominator, ratio.numerator)
    limit = limit_for(steps, (1.0 - accepted, accepted), between_alarms)
    return BernoulliCusum(accepted, tolerable, ratio.denominator, ratio.numerator, limit)


def zero_or_one(errors: ArrayLike) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Answers as booleans, or a ValueError that says what was expected."""
    array = real_numbers("errors", errors)
    if array.size == 0:
        return np.zeros(0, bool)
    if array.ndim != 1 or not np.isin(array, (0, 1)).all():
        raise ValueError("Expected errors as a one-dimensional array of 0 (right) and 1 (wrong).")
    return np.asarray(array.astype(bool))


def follow(steps: Iterable[int], limit: int, start: int = 0) -> Run:
    """Add the steps up, never below 0, from `start`; begin again at 0 after an alarm."""
    points, alarms, now = [], [], start if start < limit else 0
    for place, step in enumerate(steps):
        now = max(0, now + step)
        points.append(now)
        if now >= limit:
            alarms.append(place)
            now = 0
    return Run(tuple(points), tuple(alarms))
