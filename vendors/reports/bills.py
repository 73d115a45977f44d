"""What a program's orders bind and have cost, from the ledger and the frozen prices: exact, no estimate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.urls import reverse
from django.utils import timezone

from programs.extensions import Bill
from vendors.choices import OrderState
from vendors.models import LedgerEntry, LedgerTotal, WorkOrder
from vendors.reports.measures import end_of

BINDING = {OrderState.SENT, OrderState.ACCEPTED}


def committed(on: date) -> Subquery:
    """Of each program, in its own money: ordered at frozen prices by the end of that day, and not accepted by then."""
    end = end_of(on)
    is_over = end <= timezone.now()
    entered = LedgerEntry.objects.filter(entered_at__lt=end) if is_over else LedgerTotal.objects.all()
    of_order = entered.filter(work_order=OuterRef("pk")).order_by().values("work_order")
    taken = Coalesce(Subquery(of_order.annotate(sum=Sum("units")).values("sum")), 0)
    left = Greatest(F("units") - taken, 0) * F("unit_price")
    orders = WorkOrder.objects.filter(
        program=OuterRef("pk"), state__in=BINDING, sent_at__lt=end, contract__currency=OuterRef("currency")
    )
    return Subquery(
        orders.order_by()
        .annotate(left=ExpressionWrapper(left, output_field=DecimalField()))
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
