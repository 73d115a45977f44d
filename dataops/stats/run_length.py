"""How long a chart that counts points runs until it signals: an absorbing Markov chain, solved exactly.

References
----------
D. Brook, D. A. Evans (1972), Biometrika 59, 539-549.
"""

from collections.abc import Sequence

import numpy as np

from dataops.stats.arguments import real_number
from dataops.stats.spread import Floats

MOST_POINTS = 4_000  # the chain has one state per point
_FOREVER = 1e12


def run_length(steps: Sequence[int], chances: Sequence[float], limit: int) -> float:
    """The average number of observations until a sum of points, never below 0, reaches `limit` from 0.

    Parameters
    ----------
    steps : (kinds,) integers
        Points each kind of observation adds; negative ones take off.
    chances : (kinds,) probabilities
        How often each kind occurs; together 1.

    Infinite when the limit is out of reach, or so far that the digits of a float do not carry the answer.
    """
    if limit < 1 or limit > MOST_POINTS:
        raise ValueError(f"Expected a limit from 1 to {MOST_POINTS} points, got {limit}.")
    if len(steps) != len(chances) or abs(sum(chances) - 1.0) > 1e-9 or min(chances) < 0.0:
        raise ValueError("Expected a chance for each step, together 1.")
    if not any(step > 0 and chance > 0.0 for step, chance in zip(steps, chances, strict=True)):
        return float("inf")
    length = float(_absorbed_after(steps, chances, limit)[0])
    return length if 0.0 < length < _FOREVER else float("inf")


def _absorbed_after(steps: Sequence[int], chances: Sequence[float], limit: int) -> Floats:
    """The average time to the limit from each sum, by eliminating a matrix that is narrow round its diagonal.

    Its diagonal dominates, so that no pivoting is needed.
    """
    down, up = max(0, -min(steps)), min(max(steps), limit)
    leaving, after = np.zeros((limit, limit)), np.ones(limit)
    here = np.arange(limit)
    leaving[here, here] = 1.0
    for step, chance in zip(steps, chances, strict=True):
        there = np.maximum(here + step, 0)
        stays = there < limit
        leaving[here[stays], there[stays]] -= chance
    for row in range(limit):
        below, beside = slice(row + 1, row + 1 + down), slice(row, row + 1 + up)
        shares = leaving[below, row] / leaving[row, row]
        leaving[below, beside] -= np.outer(shares, leaving[row, beside])
        after[below] -= shares * after[row]
    for row in range(limit - 1, -1, -1):
        beside = slice(row + 1, row + 1 + up)
        after[row] = (after[row] - leaving[row, beside] @ after[beside]) / leaving[row, row]
    return after


def limit_for(steps: Sequence[int], chances: Sequence[float], wanted: float) -> int:
    """The smallest limit at which these observations take at least `wanted` on average to a signal."""
    if not real_number("a run length", wanted) >= 1.0:
        raise ValueError(f"Expected a run length of at least one observation, got {wanted}.")
    low, high = 0, min(max(1, *steps), MOST_POINTS)
    while high < MOST_POINTS and run_length(steps, chances, high) < wanted:
        low, high = high, min(2 * high, MOST_POINTS)
    if run_length(steps, chances, high) < wanted:
        raise ValueError("Expected less rare errors, rates further apart or shorter runs: too many points.")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if run_length(steps, chances, middle) >= wanted else (middle, high)
    return high
