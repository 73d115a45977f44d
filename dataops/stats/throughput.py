"""How much was done on each day, and which days are free, read from files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from dataops.stats.codes import Codes
from dataops.stats.records import BadTable, records

LONGEST_DAYS, LAST_YEAR = 36_525, 9_000  # a century; beyond these a year is mistyped


@dataclass(frozen=True, eq=False, slots=True)
class Throughput:
    """Items done day by day.

    Parameters
    ----------
    first : date or None
        The first day; None where there is no day.
    daily : (days,) integers
        Items done on it and on every day after it, 0 where the file says nothing.
    """

    first: date | None
    daily: Codes

    @property
    def last(self) -> date | None:
        return None if self.first is None else self.first + timedelta(days=self.daily.size - 1)

    def without(self, holidays: Iterable[date]) -> Codes:
        """(days,) the days that were no holiday: a free day says nothing about the pace of the others."""
        free = [each for each in map(self._place, holidays) if 0 <= each < self.daily.size]
        return np.delete(self.daily, free)

    def ahead(self, holidays: Iterable[date]) -> list[int]:
        """The coming holidays as numbers of days after the last one, without weekdays on which nobody ever works."""
        at_work = {(self._place_of_week + place) % 7 for place in np.flatnonzero(self.daily).tolist()}
        coming = [self._place(day) - self.daily.size + 1 for day in holidays if day.weekday() in at_work]
        return sorted(day for day in set(coming) if day > 0)

    @property
    def _place_of_week(self) -> int:
        return self.first.weekday() if self.first else 0

    def _place(self, day: date) -> int:
        return (day - self.first).days if self.first else -1


def read_throughput(path: Path) -> Throughput:
    """Read the columns date and done (CSV or gzip); days between the first and the last that are missing are idle."""
    done: dict[date, int] = {}
    for row, (day, number) in records(path, ("date", "done")):
        on = _day(path, row, day)
        if on in done:
            raise BadTable(f"{path.name}, row {row}, column date: {on} has a row above already.")
        if not (number.isascii() and number.isdigit() and len(number) <= 9):
            raise BadTable(f"{path.name}, row {row}, column done: {number!r} is not a whole number of items.")
        done[on] = int(number)
    if not done:
        return Throughput(None, np.empty(0, np.int64))
    first, days = min(done), (max(done) - min(done)).days + 1
    if days > LONGEST_DAYS or max(done).year > LAST_YEAR:
        raise BadTable(f"{path.name} reaches from {first} to {max(done)}: is a year mistyped?")
    daily = np.zeros(days, np.int64)
    daily[[(day - first).days for day in done]] = list(done.values())
    return Throughput(first, daily)


def read_holidays(path: Path) -> frozenset[date]:
    """Read the column date of a file of free days."""
    return frozenset(_day(path, row, day) for row, (day,) in records(path, ("date",)))


def day_of(text: str) -> date:
    """The day of a text like 2026-03-31; anything else is a ValueError that shows how a day is written."""
    try:
        if len(text) == len("2026-03-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not a date like 2026-03-31.")


def _day(path: Path, row: int, text: str) -> date:
    try:
        return day_of(text)
    except ValueError as fault:
        raise BadTable(f"{path.name}, row {row}, column date: {fault}") from fault
