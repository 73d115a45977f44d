"""Invoices beside the accepted work: what they bill, and why an amount is another one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet, Sum

from dataops.web.templatetags.formats import money, plural_of
from vendors.models import Invoice, LedgerEntry

HEAD = [
    "Invoice", "Vendor", "Date", "From", "To", "Orders", "Amount", "Currency", "Accepted", "Difference",
    "Reason", "Voided (UTC)",
]  # fmt: skip


def why_different(difference: Decimal, currency: str, about: QuerySet[LedgerEntry], invoice: Invoice) -> str:
    """Empty where the amount is what was accepted, to the cent."""
    if not round(difference, 2):
        return ""
    side = "more" if difference > 0 else "less"
    said = [f"{money(abs(difference), currency)} {side} than what was accepted and not billed before."]
    elsewhere = about.filter(invoice_line__isnull=False).exclude(invoice_line__invoice=invoice)
    sums = elsewhere.aggregate(amount=Sum("amount"))["amount"]
    if sums is not None:
        count = plural_of(elsewhere.count(), "entry is,entries are")
        said.append(f"{count} on another invoice already, for {money(sums, currency)}.")
    if not about.exists():
        said.append(f"Nothing was accepted there in {currency}.")
    return " ".join(said)


def exported_rows(invoices: Iterable[Invoice]) -> Iterable[tuple[object, ...]]:
    for one in invoices:
        yield (
            *(one.number, one.vendor.name, one.invoiced_on, one.starts_on, one.ends_on, " ".join(one.orders)),
            *(one.amount, one.currency, one.accepted or Decimal(0)),  # type: ignore[attr-defined]
            None if one.voided_at else round(one.difference, 2),
            *(one.void_reason or one.difference_reason, one.voided_at),
        )
