"""Numbers as people type them: with thousands apart, a currency before and a sign of per cent behind."""

from __future__ import annotations

import re
from decimal import Decimal

SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’_]")
CURRENCY = re.compile(r"^(-?)(?:[$€£₹¥]|[A-Z]{3}(?=[\s\d]))")
GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")
PLAIN = re.compile(r"-?\d*\.?\d*")


class TypedOtherwise(ValueError):
    """The text may be a number, and which one is not for us to guess."""


def as_typed(text: str, *, percent_of: int | None = None) -> str:
    """The number in plain digits; what is no number comes back as it is, for the field to refuse.

    A comma groups thousands as our pages write them. Any other comma could be a decimal one, and is asked about.
    """
    plain = CURRENCY.sub(r"\1", text.strip().replace("\N{MINUS SIGN}", "-"))
    is_percent = percent_of is not None and plain.endswith("%")
    plain = SPACES.sub("", plain.removesuffix("%") if is_percent else plain)
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif "," in plain and PLAIN.fullmatch(plain.replace(",", "")):
        raise TypedOtherwise("Write decimals with a point and thousands in threes, such as 1.50 or 2,000.")
    if is_percent and percent_of == 1 and re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", plain):
        return f"{Decimal(plain) / 100:f}"
    return plain
