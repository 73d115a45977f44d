from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from dataops.web.templatetags.formats import (
    coefficient,
    day,
    duration,
    moment,
    money,
    money_short,
    number,
    plural_of,
    share,
    shortly,
    signed,
)

TODAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (48214, "48,214"),
        (0, "0"),
        (-12, "−12"),
        (12.5, "12.50"),
        (Decimal("3.00"), "3"),
        (1234.5, "1,234.50"),
    ],
)
def test_number(value, text):
    assert number(value) == text


@pytest.mark.parametrize(("value", "text"), [(4, "+4 d"), (-4, "−4 d"), (0, "0 d")])
def test_signed(value, text):
    assert signed(value, " d") == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.84, 0, "84%"),
        (0.9271, 1, "92.7%"),
        (1, 0, "100%"),
        (0, 0, "0%"),
        (0.999, 0, "over 99%"),
        (0.9999, 1, "over 99.9%"),
        (0.001, 0, "under 1%"),
        (-0.05, 0, "−5%"),
        (-0.001, 0, "0%"),
    ],
)
def test_nearly_all_is_not_all_and_nearly_none_not_none(value, decimals, text):
    assert share(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.71, ".71"), (-0.05, "−.05"), (1, "1.00"), (0, ".00"), (-0.001, ".00"), (1.25, "1.25")],
)
def test_coefficient(value, text):
    assert coefficient(value) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal("132496"), "USD", "$132,496.00"),
        (Decimal("-0.5"), "EUR", "−€0.50"),
        (12, "CHF", "CHF 12.00"),
    ],
)
def test_money(amount, currency, text):
    assert money(amount, currency) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (268_400, "$268k"),
        (1_420_000, "$1.42M"),
        (999, "$999"),
        (999_999, "$1M"),
        (-1_300, "−$1.3k"),
        (0, "$0"),
    ],
)
def test_money_short(amount, text):
    assert money_short(amount) == text


def test_the_year_is_written_only_when_it_is_another():
    assert day(date(2026, 11, 3), TODAY) == "3 Nov"
    assert day(date(2027, 3, 1), TODAY) == "1 Mar 2027"


def test_moments_are_in_utc():
    somewhere = timezone(timedelta(hours=5, minutes=30))

    assert moment(datetime(2026, 11, 17, 2, 0, tzinfo=somewhere), TODAY) == "16 Nov 20:30"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 17, 8, 41, tzinfo=UTC), "08:41"),
        (datetime(2026, 11, 16, 23, 0, tzinfo=UTC), "Mon"),
        (datetime(2026, 11, 10, 9, 0, tzinfo=UTC), "10 Nov"),
        (datetime(2025, 11, 10, 9, 0, tzinfo=UTC), "10 Nov 2025"),
    ],
)
def test_feeds_say_when_as_shortly_as_they_can(at, text):
    assert shortly(at, datetime(2026, 11, 17, 9, 14, tzinfo=UTC)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(40, "40 s"), (720, "12 min"), (5400, "2 h"), (21_600, "6 h"), (90_000, "25 h"), (259_200, "3 d")],
)
def test_duration(seconds, text):
    assert duration(seconds) == text


def test_plural_of():
    assert [plural_of(count, "item,items") for count in (0, 1, 3420)] == ["0 items", "1 item", "3,420 items"]


@pytest.mark.parametrize(
    "write", [number, signed, share, coefficient, money, money_short, day, moment, duration]
)
@pytest.mark.parametrize("missing", [None, ""])
def test_what_is_missing_is_never_a_zero(write, missing):
    assert write(missing) == "No data"
