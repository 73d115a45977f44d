"""The week of a program: Monday 00:00 to Sunday 24:00 on the clocks of its own time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from programs.models import Program

WEEK = timedelta(days=7)


def week_number(day: date) -> int:
    """As people name a week: by ISO 8601, whose first has the year's first Thursday."""
    return day.isocalendar().week


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def local_day(program: Program, at: datetime) -> date:
    """What day it is where the program is run."""
    return at.astimezone(ZoneInfo(program.time_zone)).date()


def ends_at(program: Program, monday: date) -> datetime:
    """The moment the week is over; a week in which the clocks change is an hour longer or shorter."""
    return datetime.combine(monday + WEEK, time(), ZoneInfo(program.time_zone))


def due_at(program: Program, monday: date) -> datetime:
    """When the report of that week has to be published, by the clock on the wall."""
    return ends_at(program, monday) + timedelta(hours=program.report_due_hours)


def last_ended(program: Program, at: datetime) -> date:
    """The Monday of the newest week that is over."""
    return week_of(local_day(program, at)) - WEEK


def last_due(program: Program, at: datetime) -> date:
    """The Monday of the newest week whose report should be published by now."""
    ended = last_ended(program, at)
    return ended if due_at(program, ended) <= at else ended - WEEK
