"""SVG marks as template tags; the drawing itself is in ``dataops.web.marks``."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString

from dataops.web import marks

register = template.Library()

register.simple_tag(marks.meter, name="mark_meter")
register.simple_tag(marks.progress, name="mark_progress")
register.simple_tag(marks.bars, name="mark_bars")
register.simple_tag(marks.pips, name="mark_pips")
register.simple_tag(marks.lot, name="mark_lot")
register.simple_tag(marks.score, name="mark_score")
register.simple_tag(marks.date_strip, name="mark_dates")
register.simple_tag(marks.date_axis, name="mark_date_axis")


@register.simple_tag
def mark_interval(
    low: float | None,
    mid: float | None,
    high: float | None,
    start: float = 0,
    end: float = 1,
    **drawing: Any,
) -> SafeString:
    """``{% mark_interval .68 .71 .74 .5 1 target=.70 tone="warn" %}`` on an axis from start to end."""
    return marks.interval(low, mid, high, axis=(start, end), **drawing)


@register.simple_tag
def mark_spark(
    values: Sequence[float | None],
    band_low: float | None = None,
    band_high: float | None = None,
    **drawing: Any,
) -> SafeString:
    """``{% mark_spark weekly target=5.3 label="3.9k to 5.4k per week" %}``"""
    band = None if band_low is None or band_high is None else (band_low, band_high)
    return marks.spark(values, band=band, **drawing)


@register.simple_tag
def mark_gantt(rows: Sequence[marks.GanttRow], start: date, end: date, today: date) -> SafeString:
    return marks.gantt(rows, start=start, end=end, today=today)


@register.simple_tag
def mark_distribution(
    bars: Sequence[marks.DayBar], named: Sequence[tuple[str, date]], **drawing: Any
) -> SafeString:
    return marks.distribution(bars, marks=named, **drawing)
