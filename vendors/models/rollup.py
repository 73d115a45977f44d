"""Deliveries and the ledger added up by order, ever since and by month: reports read these instead of every row."""

from __future__ import annotations

from django.db import models

from dataops.base.rollups import Part, Rollup
from vendors.choices import DeliveryState
from vendors.models.delivery import Delivery
from vendors.models.ledger import LedgerEntry
from vendors.models.order import WorkOrder

IN_TRAIL = "sums of rows that are in the trail"
ACCEPTED = f"(r.state = '{DeliveryState.ACCEPTED}')::int"
FIRST = "(r.attempt = 1)::int"
CAME = Part(
    at="delivered_at",
    adds={"delivered": "1", "on_time": "((r.delivered_at at time zone 'UTC')::date <= r.due_on)::int"},
)
DECIDED = Part(
    at="decided_at",
    where=f"r.state <> '{DeliveryState.RECEIVED}'",
    adds={
        "decided": "r.units",
        "accepted": f"r.units * {ACCEPTED}",
        "squares": "r.units::bigint * r.units",
        "first": f"r.units * {FIRST}",
        "first_accepted": f"r.units * {FIRST} * {ACCEPTED}",
        "first_squares": f"r.units::bigint * r.units * {FIRST}",
    },
)
ENTERED = Part(at="entered_at", adds={"units": "r.units", "amount": "r.amount"})


class DeliverySums(models.Model):
    """What came (by `delivered_at`) in deliveries, and what was decided of it (by `decided_at`) in units.

    The squares are those of the deliveries' sizes, which an interval of batches needs.
    """

    unaudited = IN_TRAIL

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="+")
    delivered = models.BigIntegerField()
    on_time = models.BigIntegerField()
    decided = models.BigIntegerField()
    accepted = models.BigIntegerField()
    squares = models.BigIntegerField()
    first = models.BigIntegerField()
    first_accepted = models.BigIntegerField()
    first_squares = models.BigIntegerField()

    class Meta:
        abstract = True


class DeliveryTotal(DeliverySums):
    """Of an order since it began."""

    rollup = Rollup(of=Delivery, by=("work_order_id",), parts=(CAME, DECIDED), is_by_month=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work_order"], name="delivery_total_once_an_order")]

    def __str__(self):
        return f"deliveries of order {self.work_order_id}"


class DeliveryMonth(DeliverySums):
    """Of an order in a month."""

    rollup = Rollup(of=Delivery, by=("work_order_id",), parts=(CAME, DECIDED))

    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work_order", "month"], name="delivery_month_once_an_order")
        ]

    def __str__(self):
        return f"deliveries of order {self.work_order_id} in {self.month:%B %Y}"


class LedgerSums(models.Model):
    """Units and money that entered the ledger; reversals take away when they are entered."""

    unaudited = IN_TRAIL

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    units = models.BigIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        abstract = True


class LedgerTotal(LedgerSums):
    """Of an order since it began."""

    rollup = Rollup(of=LedgerEntry, by=("work_order_id", "currency"), parts=(ENTERED,), is_by_month=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work_order", "currency"], name="ledger_total_once_an_order")
        ]

    def __str__(self):
        return f"ledger of order {self.work_order_id}"


class LedgerMonth(LedgerSums):
    """Of an order in a month."""

    rollup = Rollup(of=LedgerEntry, by=("work_order_id", "currency"), parts=(ENTERED,))

    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work_order", "currency", "month"], name="ledger_month_once_an_order"
            )
        ]

    def __str__(self):
        return f"ledger of order {self.work_order_id} in {self.month:%B %Y}"
