"""How a figure of the registry is written: in its own unit."""

from __future__ import annotations

from decimal import Decimal

from django import template

from programs.models import MetricSnapshot
from programs.rules import written

register = template.Library()


@register.simple_tag
def aim(value: float | Decimal | None, unit: str, currency: str = "") -> str:
    return written(None if value is None else float(value), unit, currency)


@register.simple_tag
def week_value(week: MetricSnapshot | None, unit: str) -> str:
    """The figure of a week that was kept, short."""
    return written(week.value, unit, week.currency) if week is not None else "No data"
