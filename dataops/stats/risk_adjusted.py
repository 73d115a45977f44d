"""CUSUM that knows how hard each item was: a hard batch does not make a bad annotator.

References
----------
S. H. Steiner, R. J. Cook, V. T. Farewell, T. Treasure (2000), Biostatistics 1, 441-452.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import real_number, real_numbers, whole_number
from dataops.stats.codes import Codes
from dataops.stats.cusum import Run, follow, zero_or_one
from dataops.stats.run_length import limit_for, run_length
from dataops.stats.spread import Floats

MOST_ODDS = 100.0
POINTS_PER_NAT = 200  # of log-likelihood; weights are rounded to whole points so that run lengths are exact


@dataclass(frozen=True, slots=True)
class RiskAdjustedCusum:
    """Watches for odds of an error that are `odds_ratio` times those each item deserves; alarm at `limit`."""

    odds_ratio: float
    limit: int

    def run(self, errors: ArrayLike, difficulty: ArrayLike, *, start: int = 0) -> Run:
        """The chart of these answers in their order; `start` is where yesterday's chart ended.

        Parameters
        ----------
        errors : (answers,) of 0 and 1
            1 is a wrong answer.
        difficulty : (answers,) probabilities
            How often an annotator whose work is accepted errs on each answer's item.
        """
        whole_number("start", start)
        wrong, chance = zero_or_one(errors), _chances(difficulty)
        if wrong.size != chance.size:
            raise ValueError(f"Expected a difficulty per answer, got {chance.size} for {wrong.size}.")
        right_points, wrong_points = _points(chance, self.odds_ratio)
        return follow(np.where(wrong, wrong_points, right_points).tolist(), self.limit, start)

    def run_length(self, difficulty: ArrayLike, *, odds: float = 1.0) -> float:
        """The average number of answers until an alarm on items drawn at random from these.

        Parameters
        ----------
        difficulty : (items,) probabilities
            A sample of the items that come.
        odds : float
            By how much the annotator's odds of an error exceed what each item deserves; 1 is accepted work.
        """
        steps, chances = _kinds(_chances(difficulty), self.odds_ratio, odds)
        return run_length(steps, chances, self.limit)


def risk_adjusted_cusum(
    difficulty: ArrayLike, *, odds_ratio: float = 2.0, between_alarms: float = 2000.0
) -> RiskAdjustedCusum:
    """The chart with a false alarm every `between_alarms` answers or rarer on items such as these.

    Parameters
    ----------
    difficulty : (items,) probabilities
        How often an annotator whose work is accepted errs on each of a sample of the items that come.
    odds_ratio : float
        The rise in the odds of an error that has to be noticed as soon as possible.
    """
    if not 1.0 < real_number("odds_ratio", odds_ratio) <= MOST_ODDS:
        raise ValueError(f"Expected an odds ratio above 1 and up to {MOST_ODDS:g}, got {odds_ratio}.")
    steps, chances = _kinds(_chances(difficulty), odds_ratio, 1.0)
    return RiskAdjustedCusum(odds_ratio, limit_for(steps, chances, between_alarms))


def _chances(difficulty: ArrayLike) -> Floats:
    chance = real_numbers("difficulty", difficulty)
    if chance.ndim != 1 or not ((chance > 0.0) & (chance < 1.0)).all():
        raise ValueError("Expected difficulty as a one-dimensional array of probabilities between 0 and 1.")
    return chance


def _points(chance: Floats, odds_ratio: float) -> tuple[Codes, Codes]:
    """The log-likelihood ratio of a right and of a wrong answer to each item, in points."""
    right = -np.log1p((odds_ratio - 1.0) * chance)
    nats = np.array([right, right + np.log(odds_ratio)])
    points = np.rint(nats * POINTS_PER_NAT).astype(np.int64)
    return points[0], points[1]


def _kinds(chance: Floats, odds_ratio: float, odds: float) -> tuple[list[int], list[float]]:
    """The distinct steps of a random answer and how likely each is, at these odds of an error."""
    if not chance.size:
        raise ValueError("Expected the difficulty of at least one item.")
    if not 0.0 < real_number("odds", odds) <= MOST_ODDS:
        raise ValueError(f"Expected odds above 0 and up to {MOST_ODDS:g}, got {odds}.")
    errs = odds * chance / (1.0 - chance + odds * chance)
    steps = np.concatenate(_points(chance, odds_ratio))
    distinct, kind = np.unique(steps, return_inverse=True)
    weights = np.bincount(kind, np.concatenate([1.0 - errs, errs])) / chance.size
    return distinct.tolist(), weights.tolist()
