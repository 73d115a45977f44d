"""What each house still has to do for a program, and at which pace its work was accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.urls import reverse

from programs.extensions import Queue
from vendors.models import LedgerEntry, WorkOrder

Key = tuple[int, int]  # program and vendor


def queues_of_programs(program_ids: Sequence[int]) -> dict[int, list[Queue]]:
    """Houses with open orders; what they are paid comes from the orders themselves. Three queries for any number."""
    orders: dict[Key, list[WorkOrder]] = defaultdict(list)
    of_programs = WorkOrder.objects.filter(program__in=program_ids).open().order_by("due_on", "pk")
    for order in of_programs.select_related("vendor__organisation", "contract", "program"):
        orders[order.program_id, order.vendor_id].append(order)
    accepted = accepted_under([order.pk for same in orders.values() for order in same])
    days = _by_day(program_ids)
    found: dict[int, list[Queue]] = {pk: [] for pk in program_ids}
    for (program_id, vendor_id), same in orders.items():
        found[program_id].append(_queue(same, accepted, days[program_id, vendor_id]))
    return found


def _queue(orders: list[WorkOrder], accepted: dict[int, int], by_day: dict[date, int]) -> Queue:
    first, left = orders[0], {order.pk: max(0, order.units - accepted.get(order.pk, 0)) for order in orders}
    remaining = sum(left.values())
    worth = sum((left[order.pk] * order.unit_price for order in orders), Decimal(0))
    query = f"program={first.program.code}&vendor={first.vendor.slug}"
    return Queue(
        house=first.vendor_id,
        slug=first.vendor.slug,
        name=first.vendor.name,
        orders=len(orders),
        remaining=remaining,
        due_on=max(order.due_on for order in orders),
        unit_price=worth / remaining if remaining else first.unit_price,
        currency=first.contract.currency,
        by_day=by_day,
        url=f"{reverse('vendors:order-list')}?{query}",
    )


def accepted_under(orders: Sequence[int]) -> dict[int, int]:
    """Units by order, reversals taken off."""
    entered = LedgerEntry.objects.filter(work_order__in=orders).values_list("work_order_id")
    return dict(entered.annotate(units=Sum("units")).order_by())


def _by_day(program_ids: Sequence[int]) -> dict[Key, dict[date, int]]:
    rows = (
        LedgerEntry.objects.filter(program__in=program_ids)
        .annotate(day=TruncDate("entered_at"))
        .values_list("program_id", "vendor_id", "day")
        .annotate(units=Sum("units"))
        .order_by()
    )
    found: dict[Key, dict[date, int]] = defaultdict(dict)
    for program_id, vendor_id, day, units in rows:
        found[program_id, vendor_id][day] = units
    return found
