"""Sums are of one money, or there is no sum."""

import datetime as dt

import pytest
from django.urls import reverse

from programs.choices import Currency
from programs.operations.program import CannotChange, change_program
from tests.factories import accounts, programs, vendors
from vendors.forms import ContractForm
from vendors.models import WorkOrder
from vendors.operations.order import CannotDraftOrder, CannotSendOrder, draft_order, send_order
from vendors.reports.cards import compare
from vendors.reports.measures import program_measures
from vendors.reports.scorecard import month_lines

pytestmark = pytest.mark.django_db


def paid(currency, *, vendor=None, program=None, **rate):
    """An order in some money with one accepted delivery."""
    line = vendors.rate_line(vendors.contract(vendor, currency=currency), **rate)
    order = vendors.work_order(program_=program or programs.program(currency=currency), rate_line=line)
    vendors.ledger_entry(
        vendors.delivery(order, state="accepted", decided_at=dt.datetime(2026, 3, 5, tzinfo=dt.UTC))
    )
    return order


def test_an_order_is_drafted_in_the_programs_money_only(today):
    line, goal = (
        vendors.rate_line(vendors.contract(currency="EUR", number="C-7")),
        programs.program(code="P-1"),
    )

    with pytest.raises(CannotDraftOrder, match="Contract C-7 is in EUR and P-1 in USD"):
        draft_order(line.vendor, goal, rate_line=line, units=10, due_on=today, actor=None)

    assert not WorkOrder.objects.exists()


def test_a_draft_in_another_money_is_not_sent(noon):
    order = vendors.work_order(
        state="draft", rate_line=vendors.rate_line(vendors.contract(currency="EUR")), due_on=noon.date()
    )

    with pytest.raises(CannotSendOrder, match="is in EUR"):
        send_order(order, actor=None, at=noon)

    order.refresh_from_db()
    assert order.state == "draft"


def test_a_program_with_orders_keeps_its_currency():
    order = vendors.work_order(number="WO-9")

    with pytest.raises(CannotChange, match="Order WO-9 is in USD"):
        change_program(order.program, currency="EUR", actor=order.program.manager)

    order.program.refresh_from_db()
    assert order.program.currency == "USD"


def test_a_program_without_orders_changes_its_currency():
    program = programs.program()

    change_program(program, currency="JPY", actor=program.manager)

    program.refresh_from_db()
    assert program.currency == "JPY"


def test_programs_and_contracts_know_the_same_currencies():
    assert ContractForm().fields["currency"].choices == Currency.choices


def test_what_was_paid_in_two_moneys_has_no_sum(today):
    program = programs.program()
    paid("USD", program=program), paid("EUR", program=program)

    measures = {measure.metric: measure for measure in program_measures([program.pk], on=today)[program.pk]}

    assert measures["spend"].value is None
    assert measures["unit_cost"].value is None
    assert measures["spend"].reason == "Paid in EUR and USD, which do not add up to one sum."


def test_a_vendors_spend_stands_in_each_of_its_moneys(client, noon):
    vendor = vendors.vendor()
    paid("EUR", vendor=vendor), paid("USD", vendor=vendor), paid("JPY")
    client.force_login(accounts.user(role="vendor_manager"), backend="dataops.accounts.backends.SignIn")

    rows = compare([vendor], on=noon.date()).rows
    page = client.get(reverse("vendors:vendor-list"), {"sort": "-spend"}).content.decode()

    assert rows[0].load.spend == (("EUR", 10), ("USD", 10))
    assert "€10<br>$10" in page
    assert page.index("€10") > page.index("¥10")


def test_the_programs_panel_names_the_money(client):
    order = paid("EUR")
    client.force_login(accounts.user(role="vendor_manager"), backend="dataops.accounts.backends.SignIn")

    page = client.get(reverse("vendors:program-panel", args=[order.program.code])).content.decode()

    assert "€10.00 spent on accepted units" in page


def test_costs_in_two_moneys_are_not_scored_together():
    vendor = vendors.vendor()
    for currency in ("USD", "EUR"):
        paid(currency, vendor=vendor), paid(currency), paid(currency)

    line = next(line for line in month_lines(vendor, dt.date(2026, 3, 1)) if line.criterion == "cost")

    assert (line.value, line.reason) == (None, "several_moneys")
