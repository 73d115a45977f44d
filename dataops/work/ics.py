"""Days as a calendar reads them, by RFC 5545."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar
from icalendar import Event as Day

from dataops.base.mail import absolute
from dataops.work.actions import Action

MAKER = "-//DataOps//Dates//EN"
AGAIN = timedelta(hours=1)


def calendar_of(actions: Iterable[Action], *, name: str, at: datetime) -> bytes:
    """Each action as an all-day entry whose identity never changes; the library folds and escapes."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for action in actions:
        calendar.add_component(_day(action, at))
    return calendar.to_ical()


def _day(action: Action, at: datetime) -> Day:
    url = absolute(action.url)
    entry = Day()
    entry.add("uid", f"{action.key}@{urlsplit(url).hostname}")
    entry.add("dtstamp", at)
    entry.add("dtstart", action.due_on)
    entry.add("dtend", action.due_on + timedelta(days=1))
    entry.add("summary", f"{action.source}: {action.title}")
    entry.add("description", "\n".join(filter(None, [action.about, f"Owner: {action.owner}", url])))
    entry.add("url", url)
    entry.add("categories", [action.source])
    entry.add("transp", "TRANSPARENT")
    return entry
