"""Record what a vendor bills, matched with the accepted work it bills; take one back that was recorded wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from vendors.models import Invoice, InvoiceLine, LedgerEntry, Vendor
from vendors.reports.invoices import why_different


class CannotInvoice(Refused):
    pass


@dataclass(frozen=True)
class Bill:
    """An invoice as the vendor wrote it."""

    number: str
    invoiced_on: date
    amount: Decimal
    currency: str
    starts_on: date | None = None
    ends_on: date | None = None
    orders: Sequence[str] = ()

    @property
    def facts(self) -> dict[str, object]:
        return {
            "invoiced_on": self.invoiced_on,
            "amount": self.amount,
            "currency": self.currency,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "orders": sorted(set(self.orders)),
        }


@transaction.atomic
def record_invoice(vendor: Vendor, bill: Bill, *, actor: User, at: datetime) -> Invoice:
    """Take its entries of the period or the orders that are on no invoice yet. The same invoice twice is one."""
    vendor = Vendor.objects.select_for_update().get(pk=vendor.pk)
    known = vendor.invoices.standing().filter(number=bill.number).first()
    if known is not None:
        if all(getattr(known, name) == value for name, value in bill.facts.items()):
            return known
        raise CannotInvoice(
            f"{vendor.name} has sent an invoice {bill.number} already, which says something else: void that one first."
        )
    _check(vendor, bill, at.date())
    invoice = Invoice.objects.create(
        vendor=vendor, number=bill.number, **bill.facts, recorded_by=actor, recorded_at=at
    )
    entries = list(_billed(vendor, bill).filter(invoice_line__isnull=True).order_by("pk"))
    InvoiceLine.objects.bulk_create(
        InvoiceLine(vendor=vendor, invoice=invoice, entry=entry) for entry in entries
    )
    accepted = sum((entry.amount for entry in entries), Decimal(0))
    invoice.difference_reason = why_different(
        bill.amount - accepted, bill.currency, _billed(vendor, bill), invoice
    )
    invoice.save(update_fields=["difference_reason", "updated_at"])
    record("invoice.recorded", invoice, actor=actor, amount=str(bill.amount), entries=len(entries))
    return invoice


@transaction.atomic
def void_invoice(invoice: Invoice, *, reason: str, actor: User, at: datetime) -> Invoice:
    """Let its entries go, so that a right one can bill them. Twice changes nothing."""
    Vendor.objects.select_for_update().get(pk=invoice.vendor_id)
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.voided_at is not None:
        return invoice
    if not reason.strip():
        raise CannotInvoice("Say why the invoice is voided: the vendor reads it.")
    invoice.lines.all().delete()
    invoice.voided_at, invoice.void_reason = at, reason.strip()
    invoice.save(update_fields=["voided_at", "void_reason", "updated_at"])
    record("invoice.voided", invoice, actor=actor, reason=reason.strip())
    return invoice


def _check(vendor: Vendor, bill: Bill, on: date) -> None:
    if bill.amount <= 0:
        raise CannotInvoice("An invoice asks for more than zero.")
    if bill.invoiced_on > on:
        raise CannotInvoice("The day of the invoice has not come yet.")
    if (bill.starts_on is None) != (bill.ends_on is None):
        raise CannotInvoice("Give both days of the period, or none.")
    if bill.starts_on and bill.ends_on and bill.ends_on < bill.starts_on:
        raise CannotInvoice("The period ends before it starts.")
    if bill.starts_on is None and not bill.orders:
        raise CannotInvoice("Say what it bills: a period, work orders, or both.")
    known = set(vendor.work_orders.filter(number__in=bill.orders).values_list("number", flat=True))
    if unknown := sorted(set(bill.orders) - known):
        raise CannotInvoice(f"{vendor.name} has no work order {', '.join(unknown)}.")


def _billed(vendor: Vendor, bill: Bill) -> QuerySet[LedgerEntry]:
    """What the invoice is about, whether or not another bills it already."""
    found = vendor.ledger.filter(currency=bill.currency)
    if bill.orders:
        found = found.filter(work_order__number__in=bill.orders)
    if bill.starts_on is not None:
        found = found.filter(entered_at__date__range=(bill.starts_on, bill.ends_on))
    return found
