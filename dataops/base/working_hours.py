"""How long somebody has worked at something, and until when: time that counts only while the house is open.

An hour is an hour: in the night when the clocks change, a day that is open around the clock has 23 or 25.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

ONE_DAY, NOTHING = timedelta(days=1), timedelta(0)
FARTHEST = timedelta(days=20 * 366)
MIDNIGHT = time(0)
Span = tuple[datetime, datetime]


class NeverOpen(ValueError):
    """No working day lies ahead, so that no work is ever done."""


@dataclass(frozen=True)
class WorkingHours:
    """When a house is open. `closes` at midnight is the end of the day; Monday is 0."""

    time_zone: str
    weekdays: frozenset[int]
    opens: time = MIDNIGHT
    closes: time = MIDNIGHT
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValueError("A working day closes after it opens.")

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def day_length(self) -> timedelta:
        """Of a day on which no clock changes."""
        opens, closes = (datetime.combine(date.min, clock) for clock in (self.opens, self.closes))
        return closes - opens if self.closes != MIDNIGHT else closes + ONE_DAY - opens

    def is_open_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays

    def spans(self, since: datetime) -> Iterator[Span]:
        """The open hours of this day and of every one after it, in UTC."""
        first = since.astimezone(self.zone).date()
        for number in range(FARTHEST.days):
            day = first + timedelta(days=number)
            if self.is_open_on(day):
                yield self._moment(day, self.opens), self._close(day)

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """The open time between two moments."""
        total, since, until = NOTHING, since.astimezone(UTC), until.astimezone(UTC)
        if until <= since:
            return total
        for opens, closes in self.spans(since):
            if opens >= until:
                break
            total += max(NOTHING, min(closes, until) - max(opens, since))
        return total

    def after(self, since: datetime, work: timedelta) -> datetime:
        """The moment at which so much open time has passed."""
        left, since = work, since.astimezone(UTC)
        if left <= NOTHING:
            return since
        for opens, closes in self.spans(since):
            begins = max(opens, since)
            if closes - begins >= left:
                return begins + left
            left -= max(NOTHING, closes - begins)
        raise NeverOpen("No working day lies ahead.")

    def due(self, since: datetime, work: timedelta, rests: Iterable[Span] = ()) -> datetime:
        """When `work` is done that began at `since`: a rest on the way moves it on by the open time it took."""
        moment, rested = self.after(since, work), NOTHING
        for begin, end in sorted(rests):
            if begin > moment:
                break
            rested += self.worked(max(begin, since), end)
            moment = self.after(since, work + rested)
        return moment

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)

    def _close(self, day: date) -> datetime:
        return (
            self._moment(day + ONE_DAY, MIDNIGHT)
            if self.closes == MIDNIGHT
            else self._moment(day, self.closes)
        )
