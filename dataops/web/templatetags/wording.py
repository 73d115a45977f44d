"""The trail in words: what was done and with which details, for people who never saw its codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from django import template

from dataops.web.templatetags.formats import day, number

register = template.Library()

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY_WITHIN = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
CODE = re.compile(r"[a-z]+(_[a-z]+)+")
FIGURE = re.compile(r"-?\d+\.\d+")
LONGEST_FIGURE = 30


@register.filter
def verb_words(verb: str) -> str:
    """``milestone.moved`` is ``Milestone moved``."""
    return verb.replace(".", " ").replace("_", " ").capitalize()


@register.filter
def name_words(name: str) -> str:
    """``unit_price`` is ``unit price``."""
    return name.removesuffix("_on").removesuffix("_at").replace("_", " ")


@register.filter
def value_words(value: object) -> str:
    """One detail as a person writes it: lists with commas, days as days, figures to four places at most."""
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _figure(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name_words(str(name))} {value_words(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(value_words(one) for one in value)
    return _text(str(value))


def days_in(text: str) -> str:
    """A sentence with its days as days: what a record is called may hold one as a computer writes it."""
    return DAY_WITHIN.sub(lambda found: _text(found[0]), text)


def _figure(value: float) -> str:
    """A price may have four places; what a computer adds behind them is noise."""
    text = number(value, 4)
    return text.rstrip("0").rstrip(".")


def _text(text: str) -> str:
    if DAY.fullmatch(text):
        try:
            return day(date.fromisoformat(text))
        except ValueError:
            return text  # it looks like a day and is none
    if FIGURE.fullmatch(text) and len(text) <= LONGEST_FIGURE:
        return _figure(float(text))
    return text.replace("_", " ") if CODE.fullmatch(text) else text
