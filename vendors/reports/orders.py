"""How far orders are: ordered, delivered, accepted, paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from vendors.choices import DeliveryState
from vendors.models import Delivery, LedgerEntry, Vendor, Worker, WorkOrder


@dataclass(frozen=True)
class Progress:
    """One order with what became of it. Rejected work counts as not delivered."""

    order: WorkOrder
    delivered: int = 0
    accepted: int = 0
    amount: Decimal = Decimal(0)

    @property
    def left(self) -> int:
        return max(0, self.order.units - self.delivered)

    @property
    def share_delivered(self) -> float:
        return 100 * self.delivered / self.order.units

    @property
    def share_accepted(self) -> float:
        return 100 * self.accepted / self.order.units


def progress_of(orders: Sequence[WorkOrder]) -> list[Progress]:
    """Two grouped queries for any number of orders."""
    orders = list(orders)
    delivered = dict(
        Delivery.objects.filter(work_order__in=orders)
        .exclude(state=DeliveryState.REJECTED)
        .values_list("work_order_id")
        .annotate(units=Sum("units"))
        .order_by()
    )
    entered = {
        order: (units, amount)
        for order, units, amount in LedgerEntry.objects.filter(work_order__in=orders)
        .values_list("work_order_id")
        .annotate(units=Sum("units"), amount=Sum("amount"))
        .order_by()
    }
    return [
        Progress(order, delivered.get(order.pk, 0), *entered.get(order.pk, (0, Decimal(0))))
        for order in orders
    ]


@dataclass(frozen=True)
class VendorLoad:
    """What a vendor has on its hands and what it cost so far. Open is what is ordered and not delivered."""

    open_units: int = 0
    ordered_units: int = 0
    open_orders: int = 0
    workers: int = 0
    spend: tuple[tuple[str, Decimal], ...] = ()  # by currency


def loads(vendors: Sequence[Vendor]) -> dict[int, VendorLoad]:
    """The load of each vendor, in a few grouped queries."""
    orders: dict[int, list[Progress]] = defaultdict(list)
    for row in progress_of(WorkOrder.objects.filter(vendor__in=vendors).open()):
        orders[row.order.vendor_id].append(row)
    spend: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    entered = LedgerEntry.objects.filter(vendor__in=vendors).values_list("vendor_id", "currency")
    for vendor_id, *money in entered.annotate(amount=Sum("amount")).order_by("vendor_id", "currency"):
        spend[vendor_id].append(tuple(money))
    workers = dict(
        Worker.objects.filter(vendor__in=vendors, is_active=True)
        .values_list("vendor_id")
        .annotate(people=Count("pk"))
        .order_by()
    )
    return {
        vendor.pk: VendorLoad(
            open_units=sum(row.left for row in orders[vendor.pk]),
            ordered_units=sum(row.order.units for row in orders[vendor.pk]),
            open_orders=len(orders[vendor.pk]),
            workers=workers.get(vendor.pk, 0),
            spend=tuple(spend[vendor.pk]),
        )
        for vendor in vendors
    }
