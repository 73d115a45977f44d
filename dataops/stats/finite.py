"""Intervals for the share of a lot of known size, and of a population sampled stratum by stratum.

References
----------
J. P. Buonaccorsi (1987), The American Statistician 41, 215-218 (exact limits for a finite population);
D. G. Horvitz, D. J. Thompson (1952), JASA 47, 663-685; W. G. Cochran (1977), Sampling Techniques, 3rd ed.,
chapter 5A (strata); L. Kish (1965), Survey Sampling (effective size); C. Franco et al. (2019), Journal of Survey Statistics and Methodology 7, 334-364 (Wilson's
interval at the effective sample size).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

import numpy as np

from dataops.stats.arguments import real_numbers, two_sided, whole_number
from dataops.stats.hypergeometric import MOST_ITEMS, hypergeometric_cdf
from dataops.stats.intervals import wilson_bounds
from dataops.stats.results import Estimate, Reason


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the population, and what a random sample of it showed."""

    successes: int
    trials: int
    population: int

    def __post_init__(self) -> None:
        for name in ("successes", "trials", "population"):
            whole_number(name, getattr(self, name), 0, MOST_ITEMS)
        if not self.successes <= self.trials <= self.population:
            raise ValueError(
                f"Expected 0 <= successes <= trials <= population, got {self.successes} of {self.trials} "
                f"of {self.population}."
            )


def finite_share(successes: int, trials: int, population: int, confidence: float = 0.95) -> Estimate:
    """The share in a lot of `population` items, with an interval that never covers less than promised.

    It closes in as the sample nears the lot, and is a point once every item has been looked at.
    """
    lot, tail = Stratum(successes, trials, population), 1.0 - two_sided(confidence)
    if trials == 0:
        return Estimate.undefined(Reason.EMPTY)
    high = _most(lot, tail) / population
    low = (population - _most(Stratum(trials - successes, trials, population), tail)) / population
    share = successes / trials
    left = (population - trials) / max(population - 1, 1)
    return Estimate(share, sqrt(share * (1.0 - share) / trials * left), low, high, None, trials)


def stratified_share(strata: Sequence[Stratum], confidence: float = 0.95) -> Estimate:
    """The share of the population from samples of its strata, each weighing as much as it is large.

    The interval is Wilson's at the effective sample size, for which a stratum with no or only successes counts half a
    success and half a failure more: few checks that all agree are no proof. A stratum nobody looked into leaves the
    share undefined.
    """
    two_sided(confidence)
    known = [stratum for stratum in strata if stratum.population]
    checked = sum(stratum.trials for stratum in known)
    if not checked:
        return Estimate.undefined(Reason.EMPTY)
    if any(stratum.trials == 0 for stratum in known):
        return Estimate.undefined(Reason.TOO_FEW, checked)
    size = sum(stratum.population for stratum in known)
    share = fsum(s.population / size * s.successes / s.trials for s in known)
    if all(stratum.trials == stratum.population for stratum in known):
        return Estimate(share, 0.0, share, share, None, checked)
    if any(stratum.trials == 1 < stratum.population for stratum in known):
        return Estimate(share, None, None, None, Reason.TOO_FEW.value, checked)
    smooth = [(s.population / size, _smoothed(s), 1.0 - s.trials / s.population, s.trials - 1) for s in known]
    se = sqrt(fsum(w**2 * left * p * (1.0 - p) / max(rest, 1) for w, p, left, rest in smooth))
    trials = effective(fsum(w * p for w, p, _, _ in smooth), se, checked)
    return Estimate(share, se, *wilson_bounds(share, trials, confidence), None, checked)


def horvitz_thompson(
    hits: Sequence[bool], inclusion: Sequence[float], population: int, confidence: float = 0.95
) -> Estimate:
    """The share of the population from items drawn independently with unequal probabilities (Poisson sampling).

    Parameters
    ----------
    hits : (items,) yes or no
    inclusion : (items,) probabilities
        How likely each of these items was to be drawn, above 0 and up to 1.
    population : int
        How many items there are to draw from.
    """
    two_sided(confidence)
    whole_number("population", population, 0, MOST_ITEMS)
    found, chances = real_numbers("hits", hits), real_numbers("inclusion", inclusion)
    if found.ndim != 1 or found.shape != chances.shape or population < found.size:
        raise ValueError(
            "Expected an inclusion probability above 0 and up to 1 per item, and a larger population."
        )
    if not ((chances >= 1.0 / MOST_ITEMS) & (chances <= 1.0)).all() or not np.isin(found, (0.0, 1.0)).all():
        raise ValueError("Expected hits of 0 and 1, each with an inclusion probability above 0 and up to 1.")
    if not found.size:
        return Estimate.undefined(Reason.EMPTY)
    drawn = list(zip(found.tolist(), chances.tolist(), strict=True))
    share = min(fsum(hit / p for hit, p in drawn) / population, 1.0)
    se = sqrt(fsum((1.0 - p) * (hit / p) ** 2 for hit, p in drawn)) / population
    even = float((1.0 / chances).sum() ** 2 / (1.0 / chances**2).sum())  # Kish's size of the sample
    low, high = wilson_bounds(share, effective(share, se, even), confidence)
    return Estimate(share, se, low, high, None, found.size)


def effective(share: float, se: float, most: float) -> float:
    """How many independent trials would be as uncertain, at `most` so many: all where the spread proves nothing."""
    return min(share * (1.0 - share) / se**2, most) if se > 0.0 and 0.0 < share < 1.0 else float(most)


def _smoothed(of: Stratum) -> float:
    """The stratum's share; where all its trials are alike, with half a success and half a failure more."""
    half = 0.5 if of.successes in (0, of.trials) and of.trials < of.population else 0.0
    return (of.successes + half) / (of.trials + 2.0 * half)


def _most(lot: Stratum, tail: float) -> int:
    """The most successes the lot may hold for a sample with so few to be no rarer than `tail`."""
    low, high = lot.successes, lot.population - (lot.trials - lot.successes)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _chance(lot, middle) > tail else (low, middle - 1)
    return low


def _chance(lot: Stratum, held: int) -> float:
    """P(at most the lot's successes in its sample) if the lot holds `held` of them."""
    return hypergeometric_cdf(lot.successes, lot.population, held, lot.trials)
