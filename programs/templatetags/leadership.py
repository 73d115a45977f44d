"""The vendors between cost and quality, drawn."""

from __future__ import annotations

from django import template

from dataops.web.marks import Axis, Spot, scatter
from dataops.web.templatetags.formats import average_price, share
from programs.reports.board import VendorPoint

register = template.Library()


@register.simple_tag
def vendor_scatter(points: list[VendorPoint], label: str = "") -> str:
    """Only of one currency: prices in two are not on one axis."""
    currencies = {point.currency for point in points}
    if not points or len(currencies) > 1:
        return ""
    currency = currencies.pop()
    most = 1.15 * max(point.cost.value or 0 for point in points)
    least = max(0.0, min((p.quality.low if p.quality.low is not None else 1.0) for p in points) - 0.02)
    spots = [
        Spot(p.partner.name, p.cost.value or 0, p.quality.value or 0, p.quality.low, p.quality.high)
        for p in points
    ]
    across = Axis(
        0, most, average_price(0, currency), average_price(most, currency), "cost per accepted unit"
    )
    return scatter(spots, across, Axis(least, 1, share(least), "100%", "gold accuracy"), label=label)
