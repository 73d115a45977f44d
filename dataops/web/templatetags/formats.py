"""How numbers, money and days are written. A missing value is the words "No data", never a zero."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone

register = template.Library()

NO_DATA = "No data"
MINUS = "\N{MINUS SIGN}"
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "¥"}
SCALES = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))
Number = int | float | Decimal


def _missing(value: object) -> bool:
    return value is None or value == ""


def _minus(text: str) -> str:
    return text.replace("-", MINUS)


@register.filter
def number(value: Number | None, decimals: int | None = None) -> str:
    """Thousands apart: ``48,214``. Fractions keep two places unless told."""
    if _missing(value):
        return NO_DATA
    if decimals is None and value == int(value):
        return _minus(f"{int(value):,}")
    return _minus(f"{value:,.{2 if decimals is None else decimals}f}")


@register.filter
def signed(value: Number | None, unit: str = "") -> str:
    """With its sign, for differences: ``+12``, ``−4``."""
    if _missing(value):
        return NO_DATA
    return f"{'+' if value > 0 else ''}{number(value)}{unit}"


@register.filter
def share(value: Number | None, decimals: int = 0) -> str:
    """A fraction as per cent. Nearly all is not all and nearly none is not none."""
    if _missing(value):
        return NO_DATA
    text = f"{value * 100:.{decimals}f}"
    step = Decimal(1).scaleb(-decimals)
    if Decimal(text) == 100 and value < 1:
        return f"over {100 - step}%"
    if Decimal(text) == 0 and value > 0:
        return f"under {step}%"
    return _minus(text.removeprefix("-") if Decimal(text) == 0 else text) + "%"


@register.filter
def coefficient(value: Number | None, decimals: int = 2) -> str:
    """No leading zero and a true minus: ``.71``, ``−.05``, ``1.00``."""
    if _missing(value):
        return NO_DATA
    text = f"{abs(value):.{decimals}f}"
    sign = MINUS if value < 0 and Decimal(text) != 0 else ""
    return sign + text.removeprefix("0")


def _priced(text: str, currency: str) -> str:
    return f"{SYMBOLS[currency]}{text}" if currency in SYMBOLS else f"{currency} {text}"


@register.filter
def money(amount: Number | None, currency: str = "USD") -> str:
    """To the cent, as on an invoice: ``$132,496.00``."""
    if _missing(amount):
        return NO_DATA
    sign = MINUS if amount < 0 else ""
    return sign + _priced(f"{abs(amount):,.2f}", currency)


@register.filter
def money_short(amount: Number | None, currency: str = "USD") -> str:
    """For reading at a glance: ``$268k``, ``$1.42M``."""
    if _missing(amount):
        return NO_DATA
    sign, size = (MINUS if amount < 0 else ""), abs(float(amount))
    for limit, letter in SCALES:
        if size >= limit * 0.9995:
            return sign + _priced(f"{size / limit:.3g}{letter}", currency)
    return sign + _priced(f"{size:.0f}", currency)


@register.filter
def day(value: date | datetime | None, today: date | None = None) -> str:
    """``17 Nov``; the year only when it is not this one."""
    if _missing(value):
        return NO_DATA
    if isinstance(value, datetime):
        value = _in_utc(value).date()
    this_year = (today or timezone.now().date()).year
    return f"{value.day} {value:%b}" if value.year == this_year else f"{value.day} {value:%b %Y}"


@register.filter
def moment(value: datetime | None, today: date | None = None) -> str:
    """``17 Nov 09:14``, in UTC."""
    if _missing(value):
        return NO_DATA
    value = _in_utc(value)
    return f"{day(value, today)} {value:%H:%M}"


@register.filter
def shortly(value: datetime | None, now: datetime | None = None) -> str:
    """For feeds: the time today, the weekday this week, else the day."""
    if _missing(value):
        return ""
    value, now = _in_utc(value), _in_utc(now or timezone.now())
    age = (now.date() - value.date()).days
    if age == 0:
        return f"{value:%H:%M}"
    return f"{value:%a}" if 0 < age < 7 else day(value, now.date())


def _in_utc(value: datetime) -> datetime:
    return value.astimezone(UTC) if value.tzinfo else value


@register.filter
def duration(seconds: Number | None) -> str:
    """The largest unit that fits: ``40 s``, ``12 min``, ``6 h``, ``3 d``."""
    if _missing(seconds):
        return NO_DATA
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and unit != "d"):
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


@register.filter
def plural_of(count: int | None, words: str) -> str:
    """The count with its noun: ``{{ 3420|plural_of:"item,items" }}`` is ``3,420 items``."""
    if _missing(count):
        return NO_DATA
    one, many = words.split(",")
    return f"{number(count)} {one if count == 1 else many}"
