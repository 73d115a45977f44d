"""How working days and hours are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from django import template

register = template.Library()
SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@register.filter
def weekdays(days: Sequence[int]) -> str:
    """``Mon to Fri``, or each where they are apart."""
    days = sorted(days)
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{SHORT[days[0]]} to {SHORT[days[-1]]}"
    return ", ".join(SHORT[day] for day in days)


@register.filter
def closing(clock: time) -> str:
    """Midnight is the end of the day, not its beginning."""
    return "24:00" if clock == time(0) else f"{clock:%H:%M}"
