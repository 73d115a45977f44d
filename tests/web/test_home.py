"""The home of each role: figures that come from the records, and the dates ahead."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.work.home import dates_of, figures, tiles_of
from tests.factories import accounts, compliance, labeling, programs, quality, vendors
from vendors.choices import DeliveryState, OrderState

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def tiles(user, at):
    return {tile.key: tile for tile in tiles_of(user, at=at)}


def test_every_role_but_the_program_manager_has_figures():
    assert {role for role, _ in figures.items()} == set(Role.values) - {Role.PROGRAM_MANAGER}


@pytest.mark.parametrize("role", [role for role, _ in figures.items()])
def test_a_home_without_records_says_no_data_or_counts_none(role, noon):
    outside = role in (Role.LABELER, Role.VENDOR_LABELER, Role.VENDOR_ADMIN)
    person = accounts.user(role=role, organisation=vendors.vendor().organisation if outside else None)
    if role in (Role.LABELER, Role.VENDOR_LABELER):
        vendors.worker(person.organisation.vendor, user=person)

    found = tiles_of(person, at=noon)

    assert 3 <= len(found) <= 4
    for tile in found:
        assert tile.detail
        assert tile.value is None or tile.value.lstrip("0123456789") == "", tile


def test_a_vendor_reads_its_own_deliveries_and_nobody_elses(noon):
    late = vendors.delivery(due_on=noon.date() - DAY, delivered_at=noon)
    vendors.delivery(late.work_order, due_on=noon.date(), delivered_at=noon)
    rejected = vendors.delivery(late.work_order, units=40, state=DeliveryState.REJECTED, decided_at=noon)
    vendors.ledger_entry(vendors.delivery(late.work_order, units=30, state="accepted", decided_at=noon))
    vendors.ledger_entry()
    admin = accounts.user(role=Role.VENDOR_ADMIN, organisation=late.vendor.organisation)

    found = tiles(admin, noon)

    assert (found["on_time"].value, found["on_time"].mid) == ("75.0%", 0.75)
    assert found["again"].value == "40"
    assert (found["earned"].value, found["earned"].detail) == ("30", "$3.00")
    vendors.delivery(late.work_order, batch_ref=rejected.batch_ref, attempt=2, units=40)
    assert tiles(admin, noon)["again"].value == "0"


def test_moneys_are_not_added_up(noon):
    order = vendors.work_order()
    vendors.ledger_entry(vendors.delivery(order, state="accepted", decided_at=noon))
    vendors.ledger_entry(vendors.delivery(order, state="accepted", decided_at=noon), currency="EUR")

    spent = tiles(accounts.user(role=Role.VENDOR_MANAGER), noon)["spent"]

    assert (spent.value, spent.unit, spent.detail) == ("200", "units", "€10 and $10")


def test_a_labeler_counts_own_answers_by_day(noon):
    worker = vendors.worker(user=accounts.user(role=Role.VENDOR_LABELER))
    worker.user.organisation = worker.vendor.organisation
    worker.user.save()
    work = {"source": "workspace", "seconds": 20}
    for ago in (0, 0, 1, 20):
        labeling.annotation(worker_=worker, labeled_at=noon - ago * DAY, **work)
    labeling.annotation(labeled_at=noon, **work)

    found = tiles(worker.user, noon)

    assert (found["today"].value, found["today"].detail) == ("2", "1 on a usual day")
    assert (found["week"].value, found["week"].detail, found["week"].series[-2:]) == (
        "3",
        "on 2 days",
        (1, 2),
    )
    assert found["pace"].value == "20 s"


def test_a_reviewer_sees_what_waits_and_how_gold_went(noon):
    share = labeling.share()
    vendors.delivery(share.work_order, units=12, delivered_at=noon - DAY)
    quality.gold_item()
    reviewer = accounts.user(role=Role.REVIEWER)

    found = tiles(reviewer, noon)

    assert (found["gold_accuracy"].value, found["gold_accuracy"].detail) == (
        None,
        "No gold item was judged yet",
    )
    assert found["agreement"].value is None


def test_gold_is_one_figure_with_one_interval_on_both_homes(noon):
    for right, judged in ((36, 40), (15, 30)):
        quality.gold_count(labeling.batch(), correct=right, judged=judged)

    reviewed = tiles(accounts.user(role=Role.REVIEWER), noon)["gold_accuracy"]
    led = tiles(accounts.user(role=Role.LEADERSHIP), noon)["gold_accuracy"]

    assert led.value == reviewed.value == "72.9%"
    assert (led.low, led.mid, led.high) == pytest.approx((reviewed.low, reviewed.mid, reviewed.high))


def test_compliance_counts_open_gates(noon):
    order = vendors.work_order(state=OrderState.ACCEPTED)
    officer = accounts.user(role=Role.COMPLIANCE_OFFICER)
    assert (tiles(officer, noon)["gates"].value, tiles(officer, noon)["outside"].value) == ("0", "1")

    compliance.clearance(order.program)

    assert (tiles(officer, noon)["gates"].value, tiles(officer, noon)["outside"].value) == ("1", "0")


def test_the_dates_ahead_are_those_of_two_weeks(noon, today):
    program = programs.program(due_on=today + 13 * DAY)
    programs.milestone(program, name="Pilot", due_on=today)
    programs.milestone(program, name="Later", due_on=today + 14 * DAY)
    vendors.work_order(program_=program, due_on=today + 2 * DAY, number="WO-77", units=1)

    found = dates_of(program.manager, on=today)

    assert [(ahead.on - today, ahead.word) for ahead in found] == [
        (0 * DAY, "Milestone"),
        (2 * DAY, "Order due"),
        (13 * DAY, "Program due"),
    ]
    assert found[1].title == "WO-77, 1 unit"


def test_a_vendor_waits_for_its_own_orders_only(today):
    own = vendors.work_order(due_on=today + DAY)
    vendors.work_order(due_on=today + DAY)
    admin = accounts.user(role=Role.VENDOR_ADMIN, organisation=own.vendor.organisation)

    assert [ahead.url for ahead in dates_of(admin, on=today)] == [
        reverse("vendors:portal-order", args=[own.pk])
    ]


@pytest.mark.parametrize("role", [Role.VENDOR_MANAGER, Role.COMPLIANCE_OFFICER, Role.REVIEWER])
def test_a_home_costs_the_same_for_one_row_and_for_three(role, noon, today):
    def grow():
        order = vendors.work_order(due_on=today + DAY)
        compliance.clearance(order.program)
        vendors.delivery(order)
        programs.milestone(order.program, due_on=today)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            tiles_of(person, at=noon)
            dates_of(person, on=today)
        return len(captured)

    person = accounts.user(role=role)
    grow()
    once = cost()
    grow()
    grow()
    assert cost() == once


def test_the_words_of_a_need_are_those_of_its_place_in_the_list(client):
    now = timezone.now()
    late = {"needed_by": now.date() + 3 * DAY, "submitted_at": now}
    programs.submitted_request(title="Late", **late)
    programs.submitted_request(title="Fresh", **late | {"needed_by": now.date() + 90 * DAY})
    client.force_login(accounts.user(role=Role.PROGRAM_MANAGER))

    page = client.get(reverse("web:home"))

    assert [need.urgency.words for need in page.context["needs"]] == ["Urgent", "Waits for you"]
    assert '<span class="vh">Waits for you</span>' in page.content.decode()
