"""Wald's sequential test of a lot: checking stops as soon as the answer is clear.

References
----------
A. Wald (1947), Sequential Analysis, chapters 3 and 5; D. C. Montgomery (2013), Introduction to
Statistical Quality Control, 7th ed., section 15.3.
"""

from dataclasses import dataclass
from math import ceil, floor, log
from typing import Literal

import numpy as np

from dataops.stats import arguments
from dataops.stats.arguments import MOST_DRAWS, whole_number
from dataops.stats.sampling import single_plan

Verdict = Literal["accept", "reject", "continue"]

_HAIR = 1e-12
_PATIENCE = 3  # times the single sample after which a test without an answer is ended


@dataclass(frozen=True, slots=True)
class Performance:
    """What a plan does with lots of one defective share."""

    share: float
    accepted: float
    mean_checks: float
    undecided: float  # share of the lots that only the last permitted check decides


@dataclass(frozen=True, slots=True)
class SequentialPlan:
    """After m checks: accept at s m - h1 defects or fewer, reject at s m + h2 or more, else go on.

    After `largest` checks the likelier side wins: the lot is accepted with at most s m defects.
    """

    slope: float
    accept_below: float  # h1
    reject_above: float  # h2
    largest: int

    def accept_number(self, checks: int) -> int:
        """The most defects with which the lot is accepted now; -1 when it is too early."""
        if checks >= self.largest:
            return floor(self.slope * checks + _HAIR)
        return max(-1, floor(self.slope * checks - self.accept_below + _HAIR))

    def reject_number(self, checks: int) -> int:
        """The fewest defects with which the lot is rejected now."""
        if checks >= self.largest:
            return self.accept_number(checks) + 1
        return ceil(self.slope * checks + self.reject_above - _HAIR)

    def verdict(self, checks: int, defects: int) -> Verdict:
        """What to do after this many checks, one by one, with this many defects among them."""
        if not whole_number("defects", defects) <= whole_number("checks", checks):
            raise ValueError(f"Expected 0 <= defects <= checks, got {defects} of {checks}.")
        if defects <= self.accept_number(checks):
            return "accept"
        return "reject" if defects >= self.reject_number(checks) else "continue"

    def performance(self, share: float) -> Performance:
        """Exact acceptance and average sample number, by forward recursion over checks and defects."""
        arguments.share("share", share)
        alive = np.zeros(self.reject_number(self.largest - 1) + 2)
        alive[0], accepted, checks, undecided = 1.0, 0.0, 0.0, 0.0
        for m in range(1, self.largest + 1):
            undecided = float(alive.sum())
            checks += undecided
            alive[1:] = alive[1:] * (1.0 - share) + alive[:-1] * share
            alive[0] *= 1.0 - share
            low, high = self.accept_number(m) + 1, self.reject_number(m)
            accepted += float(alive[:low].sum())
            alive[:low] = 0.0
            alive[high:] = 0.0
        return Performance(share, accepted, checks, undecided)


def sequential_plan(
    good: float, bad: float, *, alpha: float = 0.05, beta: float = 0.10, largest: int | None = None
) -> SequentialPlan:
    """The sequential probability ratio test between two defective shares.

    Parameters
    ----------
    good, bad : shares
        Lots with `good` defective should be rejected with probability `alpha` at most, lots with `bad`
        accepted with probability `beta` at most. Wald's limits and the truncation keep this nearly: ask
        `performance` for what they do.
    largest : int
        The check that decides in any case; three times the single sampling plan when not given.
    """
    for name, each in {"good": good, "bad": bad, "alpha": alpha, "beta": beta}.items():
        arguments.share(name, each, ends=False)
    if not (good < bad and alpha + beta < 1.0):
        raise ValueError("Expected 0 < good < bad < 1 and positive alpha and beta, together below 1.")
    if largest is None:
        largest = _PATIENCE * single_plan(good, bad, good_accepted=1.0 - alpha, bad_accepted=beta).size
    whole_number("largest", largest, 1, MOST_DRAWS)
    right = log((1.0 - good) / (1.0 - bad))
    k = log(bad / good) + right
    return SequentialPlan(right / k, log((1.0 - alpha) / beta) / k, log((1.0 - beta) / alpha) / k, largest)
