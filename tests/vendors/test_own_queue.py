"""A vendor reads when its own queue would be done: the figures of our own page, and nothing of a rival."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.base.database import Scope, acting
from programs.models import DayOff
from programs.reports.outlook import outlook_of
from tests.factories import accounts, programs, vendors
from tests.programs.conftest import accept_units
from tests.programs.test_forecast import PACE, running
from tests.security.doors import as_web_login
from vendors.reports.own_queue import own_queue

pytestmark = pytest.mark.django_db


def busy(now, program, *, vendor=None, units=500):
    order = vendors.work_order(vendor, program_=program, units=units, state="accepted", sent_at=now)
    order.refresh_from_db()
    for days_ago, done in enumerate(PACE, start=1):
        if done:
            accept_units(order, done, at=now - dt.timedelta(days=days_ago))
    return order


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def order(now):
    return busy(now, running(now, units_planned=500))


@pytest.fixture
def admin(order):
    return accounts.user(role=Role.VENDOR_ADMIN, organisation=order.vendor.organisation)


def test_it_is_the_queue_of_our_own_page(order, admin, now):
    programs.day_off(order.program, on=now.date() + dt.timedelta(days=2))

    (row,) = own_queue(admin, on=now.date())

    (ours,) = outlook_of(order.program, on=now.date()).queues
    assert (row.p50_on, row.p85_on, row.remaining) == (ours.p50_on, ours.p85_on, ours.remaining)


def test_orders_of_one_program_come_one_after_the_other(order, admin, now):
    later = vendors.work_order(
        order.vendor, program_=order.program, units=300, state="accepted", sent_at=now,
        due_on=order.due_on + dt.timedelta(days=30),
    )  # fmt: skip

    first, second = own_queue(admin, on=now.date())

    assert (first.order, second.order) == (order, later)
    assert first.p50_on < second.p50_on


def test_too_little_history_says_so(admin, now):
    vendor = vendors.vendor()
    vendors.work_order(vendor, state="sent", sent_at=now)
    person = accounts.user(role=Role.VENDOR_ADMIN, organisation=vendor.organisation)

    (row,) = own_queue(person, on=now.date())

    assert (row.p50_on, row.p85_on) == (None, None)
    assert row.why == "No data yet."


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_shows_it_behind_both_walls(client, order, admin, now, rows, django_assert_num_queries):
    for _ in range(rows - 1):
        vendors.work_order(order.vendor, program_=order.program, state="sent", sent_at=now)
    rival = busy(now, order.program)
    programs.day_off(order.program, house=rival.vendor.organisation, name="Secret feast")
    client.force_login(admin)

    with as_web_login():
        page = client.get(reverse("vendors:portal-orders")).content.decode()
        with django_assert_num_queries(9), acting(Scope(vendor_id=admin.vendor_id, actor_id=admin.pk)):
            found = own_queue(admin, on=now.date())

    assert "When your open orders would be done" in page
    assert (rival.number in page, len(found)) == (False, rows)


def test_a_rivals_days_off_are_closed_in_the_database_too(order, admin):
    rival = vendors.vendor()
    programs.day_off(order.program, house=rival.organisation)
    programs.day_off(programs.program())
    mine = programs.day_off(order.program, house=order.vendor.organisation)

    with as_web_login(), acting(Scope(vendor_id=admin.vendor_id, actor_id=admin.pk)):
        assert list(DayOff.objects.all()) == [mine]


def test_the_api_says_the_same_to_the_vendor_and_to_nobody_else(order, admin):
    api = APIClient()
    api.force_authenticate(admin)

    (row,) = api.get("/api/v1/work-orders/forecast/").json()

    assert (row["order"], row["reason"]) == (order.number, "")
    assert row["p50_on"] <= row["p85_on"]
    api.force_authenticate(accounts.user())
    assert api.get("/api/v1/work-orders/forecast/").status_code == 403
