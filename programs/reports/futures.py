"""When a program would be done with so many units, from the pace of its past days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dataops.stats.forecast import Forecast, milestones
from programs.models import Program

LONGEST_MEMORY = timedelta(days=182)


@dataclass(frozen=True)
class Future:
    remaining: int
    answer: Forecast
    on: date

    def day(self, days: int | None) -> date | None:
        return None if days is None else self.on + timedelta(days=days)


def future_of(program: Program, by_day: Mapping[date, int], *, units: int, on: date) -> Future:
    """Drawn by the program and the day: another number of units meets the same futures."""
    return futures_of(program, by_day, units=[units], on=on)[0]


def futures_of(
    program: Program, by_day: Mapping[date, int], *, units: Sequence[int], on: date
) -> list[Future]:
    """When each of these numbers of units would be accepted."""
    done, rng = sum(by_day.values()), np.random.default_rng([program.pk, on.toordinal()])
    remaining = [max(0, wanted - done) for wanted in units]
    answers = milestones(remaining, _history(program, by_day, on), rng=rng)
    return [Future(left, answer, on) for left, answer in zip(remaining, answers, strict=True)]


def _history(program: Program, by_day: Mapping[date, int], on: date) -> list[int]:
    """Accepted units of each whole day so far, idle days included; today is not over yet."""
    first = max(min([program.starts_on, *by_day]), on - LONGEST_MEMORY)
    return [max(0, by_day.get(first + timedelta(days=day), 0)) for day in range((on - first).days)]
