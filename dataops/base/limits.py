"""What a column and the calendar of our work can hold: forms and the API take no more."""

from __future__ import annotations

from datetime import date
from unicodedata import category

from django.core.exceptions import ValidationError

MOST = 2_147_483_647  # in an integer column
LEAST_CODE, MOST_CODE = -32_768, 32_767  # in a column of answers
BREAKING = {"Cc", "Zl", "Zp"}  # control characters, and what ends a line or a paragraph
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def plausible_day(day: date) -> None:
    """A day somebody can have meant, with room on both sides to count weeks."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(f"Choose a day from {FIRST_DAY.year} to {LAST_DAY.year}.")


def one_line(text: str) -> None:
    """A name stands in a heading, in a list, in the subject of a message: on one line."""
    if any(category(character) in BREAKING for character in text):
        raise ValidationError("Write it on one line, without control characters.")
