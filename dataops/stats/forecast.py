"""When the rest will be done, and how much by a day: past days drawn again, idle ones included.

References
----------
T. Magennis (2011), Forecasting and Simulating Software Development Projects (Monte Carlo on throughput).
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dataops.stats.results import Reason

FEWEST_DAYS, FEWEST_BUSY_DAYS = 10, 8
_BLOCK = 64  # days drawn at a time


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is reached with 50, 85 and 95 percent confidence, or the reason why nothing can be said.

    A single percentile is None when it lies beyond the horizon. `history` counts the days drawn from.
    """

    p50: int | None
    p85: int | None
    p95: int | None
    reason: str | None
    history: int


def days_until_done(
    remaining: int,
    daily: ArrayLike,
    *,
    rng: np.random.Generator,
    runs: int = 10_000,
    horizon: int = 3650,
) -> Forecast:
    """Calendar days until `remaining` items are done: by p85 they are, in 85 of 100 futures.

    Parameters
    ----------
    remaining : int
        Items still to do; none left is zero days, whatever the history.
    daily : (days,) integers
        Items done on each past calendar day, zeros included: weekends and idle days are part of the pace.
    horizon : int
        Days after which a run is given up.
    """
    history = _checked(daily)
    if remaining <= 0:
        return Forecast(0, 0, 0, None, history.size)
    if reason := _obstacle(history):
        return Forecast(None, None, None, reason.value, history.size)
    finished = np.sort(_finishing_days(remaining, history, rng, runs, horizon))
    days = [int(finished[ceil(share * runs) - 1]) for share in (0.50, 0.85, 0.95)]
    p50, p85, p95 = (day if day <= horizon else None for day in days)
    return Forecast(p50, p85, p95, Reason.BEYOND_HORIZON.value if p95 is None else None, history.size)


def done_within(days: int, daily: ArrayLike, *, rng: np.random.Generator, runs: int = 10_000) -> Forecast:
    """Items done within so many calendar days: p85 or more in 85 of 100 futures (the 15th percentile).

    Parameters
    ----------
    daily : (days,) integers
        As `days_until_done` takes them.
    """
    history = _checked(daily)
    if reason := _obstacle(history):
        return Forecast(None, None, None, reason.value, history.size)
    total = np.zeros(runs, np.int64)
    for start in range(0, days, _BLOCK):
        total += rng.choice(history, (runs, min(_BLOCK, days - start))).sum(axis=1)
    most_first = np.sort(total)[::-1]
    p50, p85, p95 = (int(most_first[ceil(share * runs) - 1]) for share in (0.50, 0.85, 0.95))
    return Forecast(p50, p85, p95, None, history.size)


def _checked(daily: ArrayLike) -> NDArray[np.int64]:
    history = np.asarray(daily)
    if history.size and (history.ndim != 1 or history.dtype.kind not in "iu" or history.min() < 0):
        raise ValueError("Expected the numbers of items done on each past day, as integers of 0 or more.")
    return history.astype(np.int64)


def _obstacle(history: NDArray[np.int64]) -> Reason | None:
    """Fewer days than these repeat one another instead of showing the spread."""
    if not history.any():
        return Reason.EMPTY
    few = history.size < FEWEST_DAYS or np.count_nonzero(history) < FEWEST_BUSY_DAYS
    return Reason.TOO_FEW if few else None


def _finishing_days(
    remaining: int, history: NDArray[np.int64], rng: np.random.Generator, runs: int, horizon: int
) -> NDArray[np.int64]:
    """The day on which each run reaches `remaining`, horizon + 1 where it does not."""
    finished = np.full(runs, horizon + 1, np.int64)
    running, done = np.arange(runs), np.zeros(runs, np.int64)
    for start in range(0, horizon, _BLOCK):
        width = min(_BLOCK, horizon - start)
        drawn = rng.choice(history, (runs, width))[running]  # all runs, so that scenarios share their luck
        reached = done[:, None] + drawn.cumsum(axis=1)
        there = reached[:, -1] >= remaining
        finished[running[there]] = start + 1 + (reached[there] >= remaining).argmax(axis=1)
        running, done = running[~there], reached[~there, -1]
        if not running.size:
            break
    return finished
