"""What is known to differ from the past of a program: days off, people who join or leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from dataops.stats.forecast import HORIZON
from dataops.stats.futures import Ahead
from dataops.stats.throughput import Throughput
from programs.models import CrewChange, DayOff, Program

LONGEST_MEMORY = timedelta(days=182)
FASTEST = 1000.0  # times the pace of the past


@dataclass(frozen=True)
class Assumed:
    """`days_off` of everybody; `of_houses` on top of them, by the key of the house."""

    days_off: frozenset[date] = frozenset()
    of_houses: Mapping[int, frozenset[date]] = field(default_factory=dict)
    crew: Sequence[CrewChange] = ()

    def off(self, house: int | None) -> frozenset[date]:
        return self.days_off if house is None else self.days_off | self.of_houses.get(house, frozenset())


NOTHING = Assumed()


@dataclass(frozen=True)
class Pace:
    """What the futures are drawn from: past days, and what lies ahead; `seed` makes them the same again."""

    daily: Sequence[int]
    ahead: Ahead
    done: int
    on: date
    seed: tuple[int, ...]

    def dice(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def day(self, days: int | None) -> date | None:
        return None if days is None else self.on + timedelta(days=days)


def assumed_of(program: Program) -> Assumed:
    """In two queries."""
    of_all: set[date] = set()
    of_houses: dict[int, set[date]] = {}
    for house, on in DayOff.objects.filter(program=program).values_list("house", "on"):
        (of_all if house is None else of_houses.setdefault(house, set())).add(on)
    crew = tuple(CrewChange.objects.filter(program=program).order_by("from_on"))
    return Assumed(frozenset(of_all), {key: frozenset(days) for key, days in of_houses.items()}, crew)


def pace_of(
    program: Program,
    by_day: Mapping[date, int],
    *,
    on: date,
    assumed: Assumed = NOTHING,
    house: int | None = None,
) -> Pace:
    """Accepted units of each whole day so far, idle days included and days off left out; today is not over yet."""
    first = max(min([program.starts_on, *by_day]), on - LONGEST_MEMORY)
    days = [first + timedelta(days=place) for place in range((on - first).days)]
    past = Throughput(first, np.array([max(0, by_day.get(day, 0)) for day in days], np.int64))
    off = assumed.off(house)
    coming = [day - 1 for day in past.ahead(off) if 1 < day <= HORIZON] if days else []
    ahead = Ahead.of(ramp=_ramp(assumed.crew, days, on), holidays=coming)
    seed = (program.pk, on.toordinal()) if house is None else (program.pk, on.toordinal(), house)
    return Pace(past.without(off).tolist(), ahead, sum(by_day.values()), on, seed)


def _ramp(crew: Sequence[CrewChange], past: Sequence[date], on: date) -> list[float]:
    """The pace of each coming day beside that of the days drawn from, until everybody has settled in."""
    if not crew:
        return []
    base = sum(_level(crew, day) for day in past) / len(past) if past else 1.0
    settled = max((change.from_on - on).days + 7 * change.ramp_weeks for change in crew)
    days = range(1, min(HORIZON, max(1, settled)) + 1)
    return [min(FASTEST, _level(crew, on + timedelta(days=day)) / (base or 1.0)) for day in days]


def _level(crew: Sequence[CrewChange], day: date) -> float:
    level = 1.0
    for change in crew:
        level *= 1.0 + change.people_added / change.people_before * _settled(change, day)
    return level


def _settled(change: CrewChange, day: date) -> float:
    """How much of the change is felt: who joins learns in even steps, who leaves is gone at once."""
    since = (day - change.from_on).days + 1
    if since <= 0:
        return 0.0
    if change.people_added < 0 or not change.ramp_weeks:
        return 1.0
    return min(1.0, since / (7 * change.ramp_weeks))
