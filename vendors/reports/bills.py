"""What a program's orders bind and have cost, from the ledger and the frozen prices: exact, no estimate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.urls import reverse

from programs.extensions import Bill
from vendors.choices import OrderState
from vendors.models import LedgerEntry, WorkOrder

BINDING = {OrderState.SENT, OrderState.ACCEPTED}
_ACCEPTED = LedgerEntry.objects.filter(work_order=OuterRef("pk")).order_by().values("work_order")
_LEFT = Greatest(F("units") - Coalesce(Subquery(_ACCEPTED.annotate(sum=Sum("units")).values("sum")), 0), 0)
_ORDERS = WorkOrder.objects.filter(
    program=OuterRef("pk"), state__in=BINDING, contract__currency=OuterRef("currency")
)
# Of each program, in its own money: ordered at frozen prices, and not accepted yet.
COMMITTED = Subquery(
    _ORDERS.order_by()
    .annotate(left=ExpressionWrapper(_LEFT * F("unit_price"), output_field=DecimalField()))
    .values("program")
    .annotate(committed=Sum("left"))
    .values("committed")
)


def bills_of_programs(program_ids: Sequence[int]) -> dict[int, list[Bill]]:
    """In two queries; orders that bind nothing and cost nothing are left out."""
    amounts: dict[int, dict[date, Decimal]] = defaultdict(dict)
    units: dict[int, int] = defaultdict(int)
    billed: dict[int, Decimal] = defaultdict(Decimal)
    rows = LedgerEntry.objects.filter(program__in=program_ids).annotate(day=TruncDate("entered_at"))
    entered = rows.values_list("work_order_id", "day").annotate(
        billed=Sum("amount", filter=Q(invoice_line__isnull=False), default=Decimal(0)),
        paid=Sum("amount"),
        counted=Sum("units"),
    )
    for order_id, day, on_invoice, amount, accepted in entered.order_by("day"):
        amounts[order_id][day] = amount
        units[order_id] += accepted
        billed[order_id] += on_invoice
    found: dict[int, list[Bill]] = {pk: [] for pk in program_ids}
    orders = WorkOrder.objects.filter(program__in=program_ids).select_related(
        "vendor__organisation", "contract"
    )
    for order in orders.order_by("number", "pk"):
        bill = _bill(order, amounts[order.pk], units[order.pk], billed[order.pk])
        if bill.committed or bill.by_day:
            found[order.program_id].append(bill)
    return found


def _bill(order: WorkOrder, by_day: dict[date, Decimal], accepted: int, billed: Decimal) -> Bill:
    left = max(0, order.units - accepted) if order.state in BINDING else 0
    return Bill(
        name=f"{order.number}, {order.vendor.name}",
        url=reverse("vendors:order-detail", args=[order.pk]),
        currency=order.contract.currency,
        committed=left * order.unit_price,
        by_day=by_day,
        invoiced=billed,
    )
