"""The clock of the simulation: what is recorded happened on its simulated day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.utils import timezone

from dataops.base.context import simulated_now


def noon(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def live_at(at: datetime) -> datetime:
    """Go on at this moment, which is never in the future."""
    now = min(at, timezone.now())
    simulated_now.set(now)
    return now
