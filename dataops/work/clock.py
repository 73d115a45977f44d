"""Days as a person counts them: theirs ends when it ends where they are."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dataops.work.models import Preference
from dataops.work.people import Person


def zone_named(name: str) -> ZoneInfo:
    """A zone that the system forgot is UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def zone_of(person: Person) -> ZoneInfo:
    chosen = Preference.objects.filter(person=person).values_list("time_zone", flat=True).first()
    return zone_named(chosen or "UTC")


def today_of(person: Person, *, at: datetime) -> date:
    return at.astimezone(zone_of(person)).date()
