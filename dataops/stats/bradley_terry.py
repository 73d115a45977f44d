"""One scale out of many comparisons of two: how much better each thing is, ties included.

References
----------
R. A. Bradley, M. E. Terry (1952), Biometrika 39, 324-345; R. R. Davidson (1970), JASA 65, 317-328 (ties);
L. R. Ford (1957), American Mathematical Monthly 64(8), 28-33 (when the scale has ends).
"""

from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.codes import Codes, as_codes, labels_within, places
from dataops.stats.davidson import Matches, fit
from dataops.stats.distributions import normal_quantile
from dataops.stats.intervals import wilson
from dataops.stats.preference import EQUAL, FIRST, SECOND
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats

MOST_THINGS = 2000  # a table of all pairs: 32 MB, and its inverse some seconds


@dataclass(frozen=True, eq=False, slots=True)
class BradleyTerry:
    """Where things stand on one scale of log-odds.

    Parameters
    ----------
    things : (things,) integers
        Codes in ascending order.
    ability : (things,) or None
        Their sum is 0. Of two things, the one ahead by 0.7 is chosen twice as often; None with a `reason`.
    covariance : (things, things) or None
        Of the abilities, by the inverse information.
    compared : (things,) integers
        Comparisons of each.
    ties : Estimate
        Davidson's nu: two equal things are tied with probability nu / (2 + nu).
    first_chosen : Estimate
        Share of choices that fell on what was shown first, with Wilson's interval: far from 1/2 it is a bias of
        position, if the order was drawn by lot. The abilities do not correct for it.
    """

    things: Codes
    ability: Floats | None
    covariance: Floats | None
    compared: Codes
    ties: Estimate
    first_chosen: Estimate
    reason: str | None

    def of(self, thing: int, confidence: float = 0.95) -> Estimate:
        """The ability of one thing, 0 being the mean of all."""
        weights = (self.things == thing) * 1.0
        if not weights.any():
            return Estimate.undefined(Reason.EMPTY)
        return self._sum(weights, confidence, int(self.compared[self.things == thing][0]))

    def lead(self, first: int, second: int, confidence: float = 0.95) -> Estimate:
        """By how much the first is ahead of the second."""
        weights = (self.things == first) * 1.0 - (self.things == second)
        if np.count_nonzero(weights) != 2:
            return Estimate.undefined(Reason.EMPTY)
        n = int(self.compared[weights != 0.0].min())
        return self._sum(weights, confidence, n)

    def _sum(self, weights: Floats, confidence: float, n: int) -> Estimate:
        if self.ability is None or self.covariance is None:
            return Estimate(None, None, None, None, self.reason, n)
        se = sqrt(max(0.0, float(weights @ self.covariance @ weights)))
        return _normal(float(weights @ self.ability), se, confidence, n)


def bradley_terry(
    first: ArrayLike, second: ArrayLike, choice: ArrayLike, *, confidence: float = 0.95
) -> BradleyTerry:
    """Maximum likelihood on Davidson's model; without a tie it is Bradley and Terry's.

    Parameters
    ----------
    first, second : (comparisons,) integers
        The thing shown first, and the one shown second.
    choice : (comparisons,) integers
        0 for the first, 1 for equal, 2 for the second. Every row counts as one comparison of its own.
    """
    said = as_codes("choice", choice)
    labels_within(said, 3)
    ahead, behind = as_codes("first", first), as_codes("second", second)
    if not said.size == ahead.size == behind.size:
        raise ValueError("Expected first, second and choice of the same length.")
    if (ahead == behind).any():
        raise ValueError("Expected two different things in every comparison.")
    things, place = places(np.concatenate([ahead, behind]))
    if things.size > MOST_THINGS:
        raise ValueError(f"Expected at most {MOST_THINGS} things on one scale, got {things.size}.")
    chosen, other = int((said == FIRST).sum()), int((said == SECOND).sum())
    compared, bias = np.bincount(place, minlength=things.size), wilson(chosen, chosen + other, confidence)
    matches = Matches.of(place[: said.size], place[said.size :], said, things.size)
    found = fit(matches) if said.size else Reason.EMPTY
    if isinstance(found, Reason):
        nothing = Estimate.undefined(found, said.size)
        return BradleyTerry(things, None, None, compared, nothing, bias, found.value)
    tied = int((said == EQUAL).sum())
    ties = _odds(found.tie, found.tie_se, confidence, said.size) if tied else _never(said.size, confidence)
    return BradleyTerry(things, found.ability, found.covariance, compared, ties, bias, None)


def _normal(value: float, se: float, confidence: float, n: int) -> Estimate:
    half = normal_quantile(0.5 + confidence / 2.0) * se
    return Estimate(value, se, value - half, value + half, None, n)


def _odds(log: float, se: float, confidence: float, n: int) -> Estimate:
    """nu with an interval that was taken on the scale of its logarithm."""
    plain = _normal(log, se, confidence, n)
    low, high = (exp(end) for end in (plain.ci_low or 0.0, plain.ci_high or 0.0))
    return Estimate(exp(log), exp(log) * se, low, high, None, n)


def _never(n: int, confidence: float) -> Estimate:
    """No tie among n comparisons: nu / (2 + nu) is at most what Wilson's interval of 0 of n leaves."""
    most = wilson(0, n, confidence).ci_high or 0.0
    return Estimate(0.0, None, 0.0, 2.0 * most / (1.0 - most), None, n)
