"""How numbers, money and days are written. A missing value is the words "No data", never a zero."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import wraps

from django import template
from django.utils import timezone

register = template.Library()

NO_DATA = "No data"
MINUS = "\N{MINUS SIGN}"
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "¥"}
SCALES = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))
Number = int | float | Decimal


def or_no_data(write: Callable[..., str]) -> Callable[..., str]:
    """What is missing is said in words before the filter sees it."""

    @wraps(write)
    def written(value: object, *options: object) -> str:
        return NO_DATA if value is None or value == "" else write(value, *options)

    return written


def _minus(text: str) -> str:
    return text.replace("-", MINUS)


@register.filter
@or_no_data
def number(value: Number, decimals: int | None = None) -> str:
    """Thousands apart: ``48,214``. Fractions keep two places unless told."""
    if decimals is None and value == int(value):
        return _minus(f"{int(value):,}")
    return _minus(f"{value:,.{2 if decimals is None else decimals}f}")


@register.filter
@or_no_data
def signed(value: Number, unit: str = "") -> str:
    """With its sign, for differences: ``+12``, ``−4``."""
    return f"{'+' if value > 0 else ''}{number(value)}{unit}"


@register.filter
@or_no_data
def share(value: Number, decimals: int = 0) -> str:
    """A fraction as per cent. Nearly all is not all and nearly none is not none."""
    text = f"{value * 100:.{decimals}f}"
    step = Decimal(1).scaleb(-decimals)
    if Decimal(text) == 100 and value < 1:
        return f"over {100 - step}%"
    if Decimal(text) == 0 and value > 0:
        return f"under {step}%"
    return _minus(text.removeprefix("-") if Decimal(text) == 0 else text) + "%"


@register.filter
@or_no_data
def coefficient(value: Number, decimals: int = 2) -> str:
    """No leading zero and a true minus: ``.71``, ``−.05``, ``1.00``."""
    text = f"{abs(value):.{decimals}f}"
    sign = MINUS if value < 0 and Decimal(text) != 0 else ""
    return sign + text.removeprefix("0")


def _priced(text: str, currency: str) -> str:
    return f"{SYMBOLS[currency]}{text}" if currency in SYMBOLS else f"{currency} {text}"


@register.filter
@or_no_data
def money(amount: Number, currency: str = "USD") -> str:
    """To the cent, as on an invoice: ``$132,496.00``."""
    sign = MINUS if amount < 0 else ""
    return sign + _priced(f"{abs(amount):,.2f}", currency)


@register.filter
@or_no_data
def unit_price(amount: Number, currency: str = "USD") -> str:
    """A price of one unit keeps what lies below the cent: ``$0.0825``, ``$0.10``."""
    text = f"{amount:,.4f}"
    return _priced(text[:-2] + text[-2:].rstrip("0"), currency)


@register.filter
@or_no_data
def average_price(amount: Number, currency: str = "USD") -> str:
    """What one unit cost on average: to the cent; below one, as exactly as prices are agreed."""
    return money(amount, currency) if abs(amount) >= 1 else unit_price(amount, currency)


@register.filter
@or_no_data
def signed_share(value: Number, decimals: int = 1) -> str:
    """A difference as per cent, with its sign: ``+5.2%``, ``−1.0%``."""
    text = f"{value * 100:+.{decimals}f}"
    return _minus(text.removeprefix("-").removeprefix("+") if Decimal(text) == 0 else text) + "%"


@register.filter
@or_no_data
def money_short(amount: Number, currency: str = "USD") -> str:
    """For reading at a glance: ``$268k``, ``$1.42M``."""
    sign, size = (MINUS if amount < 0 else ""), abs(float(amount))
    for limit, letter in SCALES:
        if size >= limit * 0.9995:
            return sign + _priced(f"{size / limit:.3g}{letter}", currency)
    return sign + _priced(f"{size:.0f}", currency)


@register.filter
@or_no_data
def day(value: date | datetime, today: date | None = None) -> str:
    """``17 Nov``; the year only when it is not this one."""
    if isinstance(value, datetime):
        value = _in_utc(value).date()
    this_year = (today or timezone.now().date()).year
    return f"{value.day} {value:%b}" if value.year == this_year else f"{value.day} {value:%b %Y}"


@register.filter
@or_no_data
def moment(value: datetime, today: date | None = None) -> str:
    """``17 Nov 09:14``, in UTC."""
    value = _in_utc(value)
    return f"{day(value, today)} {value:%H:%M}"


@register.filter
@or_no_data
def shortly(value: datetime, now: datetime | None = None) -> str:
    """For feeds: the time today, the weekday this week, else the day."""
    value, now = _in_utc(value), _in_utc(now or timezone.now())
    age = (now.date() - value.date()).days
    if age == 0:
        return f"{value:%H:%M}"
    return f"{value:%a}" if 0 < age < 7 else day(value, now.date())


def _in_utc(value: datetime) -> datetime:
    return value.astimezone(UTC) if value.tzinfo else value


@register.filter
@or_no_data
def duration(seconds: Number) -> str:
    """The largest unit that fits: ``40 s``, ``12 min``, ``6 h``, ``3 d``."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and unit != "d"):
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


@register.filter
@or_no_data
def later(days: int) -> str:
    """How a date moved, in words: ``6 days later``, ``1 day earlier``."""
    return f"{plural_of(abs(days), 'day,days')} {'later' if days > 0 else 'earlier'}" if days else "as before"


@register.filter
@or_no_data
def plural_of(count: int, words: str) -> str:
    """The count with its noun: ``{{ 3420|plural_of:"item,items" }}`` is ``3,420 items``."""
    one, many = words.split(",")
    return f"{number(count)} {one if count == 1 else many}"
