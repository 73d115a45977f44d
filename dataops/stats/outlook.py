"""The futures behind a forecast, to be looked at: how likely each day is, how the sums spread, what several teams make.

The same seed meets the same futures as `forecast` does, so that a picture never contradicts its dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import MOST_DRAWS, whole_number
from dataops.stats.forecast import HORIZON, MOST_ITEMS, SHARES, STEADY, Forecast, checked, dated, obstacle
from dataops.stats.futures import Ahead, Days, finishing_days, progress

MOST_BARS = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of all futures end from day `first` to day `last`, and how many have ended by then."""

    first: int
    last: int
    share: float
    by_then: float


@dataclass(frozen=True, slots=True)
class Reached:
    """Items done by one day ahead: `low` or more in 85 of 100 futures, `high` or more in 15."""

    day: int
    low: int
    mid: int
    high: int


def chances(
    remaining: int,
    daily: ArrayLike,
    *,
    rng: np.random.Generator,
    ahead: Ahead = STEADY,
    runs: int = 10_000,
    horizon: int = HORIZON,
) -> list[Bar]:
    """On which days the futures end, in bars of equal width; none where nothing can be said or nothing is left."""
    history = checked(daily)
    whole_number("remaining", remaining, 0, MOST_ITEMS)
    if obstacle(history) or not remaining:
        return []
    ends = finishing_days(np.array([remaining]), history, ahead, rng, runs, horizon)[:, 0]
    seen = np.sort(ends)[: ceil(0.995 * runs)]
    seen = seen[seen <= horizon]
    if not seen.size:
        return []
    width = ceil((int(seen[-1]) - int(seen[0]) + 1) / MOST_BARS)
    edges = np.arange(int(seen[0]), int(seen[-1]) + width, width)
    counts = [int(((seen >= first) & (seen < first + width)).sum()) for first in edges]
    sums = np.cumsum(counts)
    return [
        Bar(int(first), int(first) + width - 1, count / runs, float(total) / runs)
        for first, count, total in zip(edges, counts, sums, strict=True)
    ]


def fan(
    days: Sequence[int],
    daily: ArrayLike,
    *,
    rng: np.random.Generator,
    ahead: Ahead = STEADY,
    runs: int = 10_000,
) -> list[Reached]:
    """What is done by each of these days ahead, in ascending order: the cone of a burn-up."""
    history = checked(daily)
    if obstacle(history) or not days:
        return []
    whole_number("days", max(days), 0, MOST_DRAWS)
    found, start = [], 0
    for reached in progress(history, ahead, rng, runs, max(days)):
        width = reached.shape[1]
        for day in (day for day in days if start < day <= start + width):
            found.append(_spread(day, reached[:, day - start - 1]))
        start += width
    return found


def together(
    queues: Sequence[tuple[int, ArrayLike, Ahead]],
    *,
    rng: np.random.Generator,
    runs: int = 10_000,
    horizon: int = HORIZON,
) -> Forecast:
    """When the last of several teams is done, each with its own work, past and holidays, all at the same time.

    Parameters
    ----------
    queues : items remaining, items done on each past day, and what lies ahead, of each team
        A team with nothing to do is done; one without a history to draw from leaves all undated.
    """
    last = np.zeros(runs, np.int64)
    histories = [checked(daily) for _, daily, _ in queues]
    days = min((history.size for history in histories), default=0)
    for (remaining, _, ahead), history in zip(queues, histories, strict=True):
        whole_number("remaining", remaining, 0, MOST_ITEMS)
        luck = rng.spawn(1)[0]
        if not remaining:
            continue
        if reason := obstacle(history):
            return Forecast(None, None, None, reason.value, history.size)
        goal = np.array([remaining])
        last = np.maximum(last, finishing_days(goal, history, ahead, luck, runs, horizon)[:, 0])
    last.sort()
    return dated([int(last[ceil(share * runs) - 1]) for share in SHARES], horizon, days)


def _spread(day: int, reached: Days) -> Reached:
    most_first = np.sort(reached)[::-1]
    low, mid, high = (int(most_first[ceil(share * reached.size) - 1]) for share in (0.85, 0.50, 0.15))
    return Reached(day, low, mid, high)
