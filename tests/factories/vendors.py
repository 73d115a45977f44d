import datetime as dt
from decimal import Decimal

from tests.conftest import NOON
from tests.factories import number
from tests.factories.accounts import organisation, user
from tests.factories.programs import program
from vendors.choices import EntryKind, OrderState, ScorecardState, VendorState
from vendors.models import (
    Contract,
    Delivery,
    Invoice,
    InvoiceLine,
    LedgerEntry,
    RateLine,
    Scorecard,
    Vendor,
    Worker,
    WorkOrder,
)

DAY = NOON.date()
YEAR = {"starts_on": DAY - dt.timedelta(days=100), "ends_on": DAY + dt.timedelta(days=265)}


def vendor(**fields) -> Vendor:
    home = fields.pop("organisation", None) or organisation()
    return Vendor.objects.create(
        organisation=home, **{"slug": f"vendor-{home.pk}", "state": VendorState.ACTIVE} | fields
    )


def worker(vendor_=None, **fields) -> Worker:
    return Worker.objects.create(vendor=vendor_ or vendor(), **{"external_id": f"w{number()}"} | fields)


def contract(vendor_=None, **fields) -> Contract:
    return Contract.objects.create(vendor=vendor_ or vendor(), **YEAR | {"number": f"C-{number()}"} | fields)


def rate_line(contract_=None, **fields) -> RateLine:
    paper = contract_ or contract()
    defaults = {
        "task_type": "classification",
        "price": "0.10",
        "valid_from": paper.starts_on,
        "valid_to": paper.ends_on,
    }
    return RateLine.objects.create(vendor=paper.vendor, contract=paper, **defaults | fields)


def work_order(vendor_=None, program_=None, **fields) -> WorkOrder:
    rate = fields.pop("rate_line", None) or rate_line(contract(vendor_ or vendor()))
    defaults = {
        "number": f"WO-{number():04}",
        "units": 1000,
        "unit_price": rate.price,
        "due_on": DAY + dt.timedelta(days=30),
        "state": OrderState.ACCEPTED,
    }
    is_sent = fields.get("state") != OrderState.DRAFT
    defaults["sent_at"] = NOON if is_sent else None
    return WorkOrder.objects.create(
        vendor=rate.vendor,
        contract=rate.contract,
        rate_line=rate,
        program=program_ or program(),
        **defaults | fields,
    )


def delivery(work_order_=None, **fields) -> Delivery:
    order = work_order_ or work_order()
    defaults = {"batch_ref": f"B-{number()}", "units": 100, "due_on": order.due_on, "delivered_at": NOON}
    return Delivery.objects.create(vendor=order.vendor, work_order=order, **defaults | fields)


def ledger_entry(delivery_=None, **fields) -> LedgerEntry:
    """The entry of an accepted delivery."""
    part = delivery_ or delivery(state="accepted", decided_at=NOON)
    order = part.work_order
    defaults = {
        "kind": EntryKind.ACCEPTED,
        "units": part.units,
        "unit_price": order.unit_price,
        "amount": part.units * Decimal(order.unit_price),
        "currency": order.contract.currency,
        "entered_at": NOON,
    }
    return LedgerEntry.objects.create(
        vendor=part.vendor, program=order.program, work_order=order, delivery=part, **defaults | fields
    )


def invoice(*entries, vendor_=None, **fields) -> Invoice:
    """Asks for exactly what the entries are worth."""
    home = entries[0].vendor if entries else vendor_ or vendor()
    worth = sum((entry.amount for entry in entries), Decimal(0)) or Decimal(1)
    period = {"starts_on": DAY, "ends_on": DAY, "recorded_by": fields.pop("recorded_by", None) or user()}
    said = {"number": f"INV-{number()}", "invoiced_on": DAY, "amount": worth, "currency": "USD"}
    made = Invoice.objects.create(vendor=home, recorded_at=NOON, **said | period | fields)
    InvoiceLine.objects.bulk_create(InvoiceLine(vendor=home, invoice=made, entry=one) for one in entries)
    return made


def scorecard(vendor_=None, **fields) -> Scorecard:
    """A published month without lines."""
    defaults = {
        "month_on": DAY.replace(day=1),
        "score": 80.0,
        "state": ScorecardState.PUBLISHED,
        "computed_at": NOON,
        "published_at": NOON,
    }
    return Scorecard.objects.create(vendor=vendor_ or vendor(), **defaults | fields)
