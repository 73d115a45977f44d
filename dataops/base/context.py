"""What is known about the work at hand, for the trail and the log."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

request_id: ContextVar[str] = ContextVar("request_id", default="")

# Set by the sample company alone, which lives through its past weeks in a minute. The trail of rows keeps the true clock.
simulated_now: ContextVar[datetime | None] = ContextVar("simulated_now", default=None)


def now() -> datetime:
    return simulated_now.get() or timezone.now()
