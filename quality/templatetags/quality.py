"""How figures are written in the tables of this app."""

from django import template

from dataops.web.templatetags.estimates import reason_sentence
from dataops.web.templatetags.formats import share

register = template.Library()

register.filter("why", reason_sentence)


@register.filter
def points(value: float | None) -> str:
    """A share in per cent without its sign, where the column's neighbour carries it."""
    return share(value, 1).removesuffix("%")
