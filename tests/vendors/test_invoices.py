"""What vendors bill: recorded once, matched with accepted work, its differences said."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from programs.reports.budget import budget_of
from tests.conftest import NOON
from tests.factories import accounts, vendors
from vendors.models import Invoice, InvoiceLine, LedgerEntry
from vendors.operations.invoice import Bill, CannotInvoice, record_invoice, void_invoice
from vendors.operations.ledger import reverse_entry

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def entry():
    """100 units at 0.10."""
    return vendors.ledger_entry()


@pytest.fixture
def buyer():
    return accounts.user(Role.VENDOR_MANAGER)


def bill(**fields):
    said = {"number": "K-1", "invoiced_on": DAY, "amount": Decimal("10.00"), "currency": "USD"}
    return Bill(**said | {"starts_on": DAY, "ends_on": DAY} | fields)


def enter(entry, buyer, **fields):
    return record_invoice(entry.vendor, bill(**fields), actor=buyer, at=NOON)


def test_an_invoice_takes_what_was_accepted_in_its_period(entry, buyer):
    invoice = enter(entry, buyer)

    assert [line.entry for line in invoice.lines.all()] == [entry]
    assert invoice.difference_reason == ""
    assert not LedgerEntry.objects.filter(invoice_line=None).exists()


def test_recording_twice_is_one_and_another_bill_of_that_number_is_refused(entry, buyer):
    first, second = enter(entry, buyer), enter(entry, buyer)
    with pytest.raises(CannotInvoice, match="says something else"):
        enter(entry, buyer, amount=Decimal("11.00"))

    assert first == second
    assert Event.objects.filter(verb="invoice.recorded").count() == 1


def test_a_difference_is_said_with_its_reason(entry, buyer):
    more = enter(entry, buyer, amount=Decimal("12.50"))
    again = enter(entry, buyer, number="K-2")

    assert "2.50 more than what was accepted" in more.difference_reason
    assert "1 entry is on another invoice already" in again.difference_reason
    assert not again.lines.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": Decimal(0)}, "more than zero"),
        ({"invoiced_on": DAY + dt.timedelta(days=1)}, "has not come yet"),
        ({"ends_on": None}, "both days"),
        ({"ends_on": DAY - dt.timedelta(days=1)}, "ends before it starts"),
        ({"starts_on": None, "ends_on": None}, "Say what it bills"),
        ({"orders": ["WO-none"]}, "no work order WO-none"),
    ],
)
def test_a_bill_that_cannot_be_is_refused(entry, buyer, wrong, words):
    with pytest.raises(CannotInvoice, match=words):
        enter(entry, buyer, **wrong)

    assert not Invoice.objects.exists()


def test_an_entry_is_on_one_invoice_at_most(entry, buyer):
    enter(entry, buyer)
    other = vendors.invoice(vendor_=entry.vendor)

    with pytest.raises(IntegrityError), transaction.atomic():
        InvoiceLine.objects.create(vendor=entry.vendor, invoice=other, entry=entry)


def test_a_voided_invoice_lets_go_what_it_billed(entry, buyer):
    invoice = enter(entry, buyer, amount=Decimal("99.00"))

    for _ in range(2):
        void_invoice(invoice, reason="Typed wrongly.", actor=buyer, at=NOON)
    right = enter(entry, buyer)

    assert right.lines.count() == 1
    assert Event.objects.filter(verb="invoice.voided").count() == 1


def test_the_budget_counts_accrued_and_invoiced_by_invoices(entry, buyer):
    program = entry.program
    accrued = budget_of(program, on=DAY).total
    enter(entry, buyer)
    invoiced = budget_of(program, on=DAY).total
    reverse_entry(entry, reason="Wrong batch.", actor=buyer, at=NOON)
    taken_back = budget_of(program, on=DAY).total

    assert (accrued.accrued, accrued.invoiced) == (Decimal(10), 0)
    assert (invoiced.accrued, invoiced.invoiced) == (0, Decimal(10))
    assert (taken_back.accrued, taken_back.invoiced, taken_back.spent) == (Decimal(-10), Decimal(10), 0)


def test_by_page_and_by_api_it_is_recorded_once(client, entry, buyer):
    client.force_login(buyer)
    api = APIClient()
    api.force_authenticate(buyer)
    order = entry.work_order
    address = reverse("vendors:invoice-record", args=[entry.vendor.slug])
    typed = {"number": "K-9", "invoiced_on": DAY, "amount": "10.00", "currency": "USD", "orders": [order.pk]}

    wrong = client.post(address, typed | {"orders": []})
    done = client.post(address, typed)
    body = typed | {"vendor": entry.vendor.slug, "orders": [order.number]}
    same = api.post(reverse("api-invoice-list"), body, format="json")
    other = api.post(reverse("api-invoice-list"), body | {"amount": "3.00"}, format="json")

    assert (wrong.status_code, "Say what it bills" in wrong.content.decode()) == (422, True)
    assert (done.status_code, same.status_code, other.status_code) == (302, 201, 409)
    assert (same.data["difference"], same.data["ledger_entries"]) == ("0.0000", 1)
    assert Invoice.objects.count() == 1


def test_a_vendor_reads_its_own_invoices_and_no_others(client, entry, buyer):
    rival = vendors.invoice(vendors.ledger_entry(), number="RIVAL")
    invoice = enter(entry, buyer)
    person = accounts.user(Role.VENDOR_ADMIN, organisation=entry.vendor.organisation)
    client.force_login(person)

    page = client.get(reverse("vendors:portal-invoices")).content.decode()
    one = client.get(reverse("vendors:portal-invoice", args=[invoice.pk])).content.decode()
    hidden = client.get(reverse("vendors:portal-invoice", args=[rival.pk]))
    ledger = client.get(reverse("vendors:portal-ledger"), {"billed": "yes"}).content.decode()

    assert ("K-1" in page, "RIVAL" in page, hidden.status_code) == (True, False, 404)
    assert entry.delivery.batch_ref in one
    assert "K-1" in ledger


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_and_the_ledger_ask_the_same_number_of_questions(
    client, buyer, rows, django_assert_num_queries
):
    for _ in range(rows):
        vendors.invoice(vendors.ledger_entry())
    client.force_login(buyer)
    client.get(reverse("vendors:invoice-list"))

    with django_assert_num_queries(12):
        listed = client.get(reverse("vendors:invoice-list"))
    with django_assert_num_queries(13):
        client.get(reverse("vendors:ledger"))
    with django_assert_num_queries(9):
        client.get(reverse("api-invoice-list"))

    assert listed.content.decode().count("INV-") == rows


def test_the_file_equals_the_list(client, entry, buyer):
    client.force_login(buyer)
    enter(entry, buyer, amount=Decimal("12.50"))

    file = client.get(reverse("vendors:invoice-list"), {"format": "csv"}).content.decode()

    assert "K-1," in file
    assert ",12.50,USD,10.0000,2.50," in file


def test_a_voided_invoice_has_no_difference_and_says_why_it_was_voided(client, entry, buyer):
    client.force_login(buyer)
    void_invoice(enter(entry, buyer, amount=Decimal("12.50")), reason="Sent twice.", actor=buyer, at=NOON)

    file = client.get(reverse("vendors:invoice-list"), {"format": "csv"}).content.decode()

    assert ",12.50,USD,0,,Sent twice.,2026-" in file
