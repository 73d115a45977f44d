"""When a program would be done with so many units, from the pace of its past days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dataops.stats.forecast import Forecast, milestones
from dataops.stats.results import Reason
from programs.models import Program
from programs.reports.ahead import NOTHING, Assumed, Pace, pace_of


@dataclass(frozen=True)
class Future:
    remaining: int
    answer: Forecast
    on: date

    def day(self, days: int | None) -> date | None:
        return None if days is None else self.on + timedelta(days=days)


def future_of(
    program: Program, by_day: Mapping[date, int], *, units: int, on: date, assumed: Assumed = NOTHING
) -> Future:
    """Drawn by the program and the day: another number of units meets the same futures."""
    return futures_of(program, by_day, units=[units], on=on, assumed=assumed)[0]


def futures_of(
    program: Program,
    by_day: Mapping[date, int],
    *,
    units: Sequence[int],
    on: date,
    assumed: Assumed = NOTHING,
) -> list[Future]:
    """When each of these numbers of units would be accepted."""
    return futures_at(pace_of(program, by_day, on=on, assumed=assumed), units=units)


def futures_at(pace: Pace, *, units: Sequence[int]) -> list[Future]:
    remaining = [max(0, wanted - pace.done) for wanted in units]
    answers = milestones(remaining, pace.daily, rng=pace.dice(), ahead=pace.ahead)
    return [Future(left, answer, pace.on) for left, answer in zip(remaining, answers, strict=True)]


def why_no_date(answer: Forecast) -> str:
    """Why a date is missing, with what there is to draw from."""
    if not answer.reason:
        return ""
    sentence = Reason(answer.reason).sentence
    if answer.reason == Reason.TOO_FEW:
        return f"{sentence} It needs 10 days of history, 8 of them with accepted units."
    return sentence
