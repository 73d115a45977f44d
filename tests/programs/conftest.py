"""A program with accepted work behind it, as other apps would have left it."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import vendors
from vendors.choices import DeliveryState
from vendors.models import LedgerEntry


def accept_units(order, units: int, *, at: dt.datetime) -> LedgerEntry:
    """One accepted delivery and its entry in the ledger."""
    delivery = vendors.delivery(
        order, units=units, delivered_at=at, state=DeliveryState.ACCEPTED, decided_at=at
    )
    return LedgerEntry.objects.create(
        vendor=order.vendor,
        program=order.program,
        work_order=order,
        delivery=delivery,
        kind="accepted",
        units=units,
        unit_price=order.unit_price,
        amount=units * order.unit_price,
        currency="USD",
        entered_at=at,
    )


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def delivered():
    """Accept so many units on each of the last days, yesterday first."""

    def deliver(program, units_by_day: list[int], *, at: dt.datetime):
        order = vendors.work_order(program_=program, unit_price="0.10")
        order.refresh_from_db()
        for days_ago, units in enumerate(units_by_day, start=1):
            if units:
                accept_units(order, units, at=at - dt.timedelta(days=days_ago))
        return order

    return deliver
