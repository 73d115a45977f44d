"""When the rest will be done, and how much by a day: past days drawn again, idle ones included.

References
----------
T. Magennis (2011), Forecasting and Simulating Software Development Projects (Monte Carlo on throughput).
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import MOST_DRAWS, one_array, whole_number
from dataops.stats.codes import as_codes
from dataops.stats.futures import Ahead, Days, finished_items, finishing_days
from dataops.stats.results import Reason

FEWEST_DAYS, FEWEST_BUSY_DAYS = 10, 8
HORIZON = 3650  # days
MOST_ITEMS = 10**12
SHARES = (0.50, 0.85, 0.95)
STEADY = Ahead()


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
    ahead: Ahead = STEADY,
    runs: int = 10_000,
    horizon: int = HORIZON,
) -> Forecast:
    """Calendar days until `remaining` items are done: by p85 they are, in 85 of 100 futures.

    Parameters
    ----------
    remaining : int
        Items still to do; none left is zero days, whatever the history.
    daily : (days,) integers
        Items done on each past calendar day, zeros included: weekends and idle days are part of the pace.
    ahead : Ahead
        Rework, a ramp, holidays; nothing of the kind when not given.
    horizon : int
        Days after which a run is given up.
    """
    whole_number("remaining", remaining, 0, MOST_ITEMS)
    return milestones([remaining], daily, rng=rng, ahead=ahead, runs=runs, horizon=horizon)[0]


def milestones(
    remaining: ArrayLike,
    daily: ArrayLike,
    *,
    rng: np.random.Generator,
    ahead: Ahead = STEADY,
    runs: int = 10_000,
    horizon: int = HORIZON,
) -> list[Forecast]:
    """`days_until_done` of several goals in the same futures, so that no later goal comes before an earlier one.

    Parameters
    ----------
    remaining : (milestones,) integers
        Items to do until each milestone, all counted from today, in any order.
    """
    history, goals = checked(daily), as_codes("remaining", remaining)
    if goals.size and not 0 <= goals.min() <= goals.max() <= MOST_ITEMS:
        raise ValueError(f"Expected from 0 to {MOST_ITEMS:,} items remaining.")
    whole_number("runs", runs, 1, MOST_DRAWS)
    whole_number("horizon", horizon, 1, MOST_DRAWS)
    open_goals, place = np.unique(goals, return_inverse=True)
    reason = obstacle(history)
    if reason or not open_goals.any():
        nothing = Forecast(None, None, None, reason.value if reason else None, history.size)
        return [nothing if goal else Forecast(0, 0, 0, None, history.size) for goal in goals.tolist()]
    finished = finishing_days(open_goals, history, ahead, rng, runs, horizon)
    finished.sort(axis=0)
    by_goal = finished[[ceil(share * runs) - 1 for share in SHARES]].T.tolist()
    found = [dated(days, horizon, history.size) for days in by_goal]
    if not open_goals[0]:
        found[0] = Forecast(0, 0, 0, None, history.size)
    return [found[at] for at in place.tolist()]


def done_within(
    days: int,
    daily: ArrayLike,
    *,
    rng: np.random.Generator,
    ahead: Ahead = STEADY,
    runs: int = 10_000,
) -> Forecast:
    """Items done within so many calendar days: p85 or more in 85 of 100 futures (the 15th percentile).

    Parameters
    ----------
    daily, ahead
        As `days_until_done` takes them.
    """
    history = checked(daily)
    whole_number("days", days, 0, MOST_DRAWS)
    whole_number("runs", runs, 1, MOST_DRAWS)
    if reason := obstacle(history):
        return Forecast(None, None, None, reason.value, history.size)
    most_first = np.sort(finished_items(days, history, ahead, rng, runs))[::-1]
    p50, p85, p95 = (int(most_first[ceil(share * runs) - 1]) for share in SHARES)
    return Forecast(p50, p85, p95, None, history.size)


def dated(days: list[int], horizon: int, history: int) -> Forecast:
    """Percentiles in days; those beyond the horizon are not known."""
    p50, p85, p95 = (day if day <= horizon else None for day in days)
    return Forecast(p50, p85, p95, Reason.BEYOND_HORIZON.value if p95 is None else None, history)


def checked(daily: ArrayLike) -> Days:
    """The items done on each past day, once they are what they should be."""
    history = one_array("daily", daily)
    if history.size and (history.ndim != 1 or history.dtype.kind not in "iu" or history.min() < 0):
        raise ValueError("Expected the numbers of items done on each past day, as integers of 0 or more.")
    if history.size and history.max() > MOST_ITEMS:
        raise ValueError(f"Expected no more than {MOST_ITEMS:,} items done on a day.")
    return history.astype(np.int64)


def obstacle(history: Days) -> Reason | None:
    """Fewer days than these repeat one another instead of showing the spread."""
    if not history.any():
        return Reason.EMPTY
    few = history.size < FEWEST_DAYS or np.count_nonzero(history) < FEWEST_BUSY_DAYS
    return Reason.TOO_FEW if few else None
