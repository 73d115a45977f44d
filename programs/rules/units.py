"""How a figure is written: in the unit of its metric, wherever it stands."""

from __future__ import annotations

from dataops.web.templatetags.formats import average_price, coefficient, duration, number, plural_of, share
from programs.choices import MetricUnit


def written(value: float | None, unit: str, currency: str = "") -> str:
    """``94.9%``, ``.71``, ``$7.09``, ``3 d``, ``3 days``, ``3,420``; without a value ``No data``."""
    if value is None:
        return "No data"
    if unit == MetricUnit.SHARE:
        return share(value, 1)
    if unit == MetricUnit.COEFFICIENT:
        return coefficient(value)
    if unit == MetricUnit.MONEY:
        return average_price(value, currency) if currency else number(value, 2)
    if unit == MetricUnit.TIME:
        return duration(value)
    return plural_of(int(value), "day,days") if unit == MetricUnit.DAYS else number(value)
