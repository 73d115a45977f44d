"""Simulated futures: past days drawn again, changed by what is known to lie ahead."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dataops.stats.arguments import MOST_DRAWS, one_array, real_number, real_numbers, whole_number
from dataops.stats.spread import Floats

Days = NDArray[np.int64]

_FASTEST = 1e3  # times the pace of the past
_BLOCK = 64  # days drawn at a time
_WHOLE = 1e-9  # ten tenths of an item are an item


@dataclass(frozen=True, slots=True)
class Ahead:
    """What will differ from the past.

    Parameters
    ----------
    rework : float
        The share of finished items that come back to be done again, in every round. A history of accepted items
        has its rework in it: then leave this at 0.
    ramp : (days,) factors
        What the pace of the first, second, ... day is multiplied by; the last factor holds from then on.
    holidays : set of days
        Days that yield nothing; the first day is 1.
    """

    rework: float = 0.0
    ramp: tuple[float, ...] = ()
    holidays: frozenset[int] = frozenset()

    @classmethod
    def of(cls, *, rework: float = 0.0, ramp: ArrayLike = (), holidays: ArrayLike = ()) -> "Ahead":
        """The same from arrays: `holidays` as day numbers, or as booleans of the first, second, ... day."""
        factors, days = real_numbers("ramp", ramp), one_array("holidays", holidays)
        if not 0.0 <= real_number("rework", rework) < 1.0:
            raise ValueError(f"Expected rework as a share of 0 or more and below 1, got {rework}.")
        if factors.ndim != 1 or (factors < 0.0).any() or (factors > _FASTEST).any():
            raise ValueError(f"Expected a ramp of factors of 0 or more, at most {_FASTEST:g}.")
        if days.dtype.kind == "b":
            days = np.flatnonzero(days) + 1
        if days.size and (days.ndim != 1 or days.dtype.kind not in "iu"):
            raise ValueError("Expected holidays as day numbers, or as booleans.")
        return cls(float(rework), tuple(factors.tolist()), frozenset(int(day) for day in days.tolist()))

    def pace(self, start: int, width: int) -> Floats:
        """(days,) factors of the days after `start`."""
        days = np.arange(start, start + width)
        factors = np.ones(width)
        if self.ramp:
            factors = np.array(self.ramp)[np.minimum(days, len(self.ramp) - 1)]
        factors[np.isin(days + 1, list(self.holidays))] = 0.0
        return factors

    @property
    def changes_days(self) -> bool:
        return bool(self.ramp or self.holidays)


def learning(days: int, start: float, end: float = 1.0) -> tuple[float, ...]:
    """A ramp in even steps from `start` on the first day to `end` on day `days`: people joining, or learning."""
    whole_number("days", days, 0, MOST_DRAWS)
    return tuple(np.linspace(real_number("start", start), real_number("end", end), days).tolist())


def progress(history: Days, ahead: Ahead, rng: np.random.Generator, runs: int, days: int) -> Iterator[Days]:
    """(runs, days) whole items finished so far in every run, a block of days at a time.

    Every day of every run is drawn, also where nothing hangs on it, so that scenarios share their luck.
    """
    done = np.zeros((runs, 1), np.float64 if ahead.changes_days else np.int64)
    for start in range(0, days, _BLOCK):
        width = min(_BLOCK, days - start)
        drawn = rng.choice(history, (runs, width))
        if ahead.changes_days:
            drawn = drawn * ahead.pace(start, width)
        reached = done + drawn.cumsum(axis=1)
        done = reached[:, -1:]
        yield np.floor(reached + _WHOLE).astype(np.int64) if ahead.changes_days else reached


def finishing_days(
    goals: Days, history: Days, ahead: Ahead, rng: np.random.Generator, runs: int, horizon: int
) -> Days:
    """(runs, goals): the day on which each run reaches each goal, horizon + 1 where it does not.

    Parameters
    ----------
    goals : (goals,) integers
        Items to be done for good, in ascending order.
    """
    needed = _workings(goals, ahead, rng, runs)
    finished = np.full(needed.shape, horizon + 1, np.int64)
    start = 0
    for reached in progress(history, ahead, rng, runs, horizon):
        run, goal = np.nonzero((finished > horizon) & (needed <= reached[:, -1:]))
        finished[run, goal] = start + 1 + _first_column(reached, run, needed[run, goal])
        start += reached.shape[1]
        if finished.max() <= horizon:
            break
    return finished


def finished_items(days: int, history: Days, ahead: Ahead, rng: np.random.Generator, runs: int) -> Days:
    """(runs,) items done for good within so many days."""
    luck = rng.spawn(1)[0]
    total = np.zeros(runs, np.int64)
    for reached in progress(history, ahead, rng, runs, days):
        total = reached[:, -1]
    return luck.binomial(total, 1.0 - ahead.rework) if ahead.rework else total


def _workings(goals: Days, ahead: Ahead, rng: np.random.Generator, runs: int) -> Days:
    """(runs, goals): how often items must be worked on before so many of them stay done.

    Each time one comes back with the same chance, so the rounds too many are negative binomial; what one goal needs
    beyond the one before is independent of it.
    """
    if not ahead.rework:
        return np.broadcast_to(goals, (runs, goals.size))
    luck = rng.spawn(1)[0]
    steps = np.diff(goals, prepend=0)
    again = luck.negative_binomial(np.maximum(steps, 1), 1.0 - ahead.rework, (runs, goals.size))
    return np.asarray((steps + np.where(steps > 0, again, 0)).cumsum(axis=1))


def _first_column(rising: Days, row: Days, least: Days) -> Days:
    """For each `row` of a table with rising rows, the first column with `least` or more.

    Lifted above one another the rows make one rising line, so one search serves all of them.
    """
    lift = int(rising[:, -1].max()) + 1
    line = (rising + np.arange(len(rising))[:, None] * lift).ravel()
    return np.asarray(np.searchsorted(line, least + row * lift) - row * rising.shape[1])
