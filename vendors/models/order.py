from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models

from dataops.base.models import Stamped
from dataops.base.walls import CURRENT_VENDOR, own_rows
from dataops.work.models.targeted import meant
from programs.models import Program
from vendors.choices import OrderState
from vendors.models.contract import Contract, RateLine
from vendors.models.vendor import Vendor


class WorkOrderQuerySet(models.QuerySet):
    def visible_to(self, user) -> WorkOrderQuerySet:
        """A vendor sees its orders once they were sent; a draft is ours alone, also when it was closed unsent."""
        orders = self.filter(vendor__in=Vendor.objects.visible_to(user))
        return orders if user.vendor_id is None else orders.filter(sent_at__isnull=False)

    def open(self) -> WorkOrderQuerySet:
        return self.filter(state__in=[OrderState.SENT, OrderState.ACCEPTED])

    def binding(self) -> WorkOrderQuerySet:
        """Orders that hold money of their contract, closed ones only by what was accepted."""
        return self.filter(state__in=[OrderState.SENT, OrderState.ACCEPTED])

    def overdue(self, *, on: date) -> WorkOrderQuerySet:
        return self.open().filter(due_on__lt=on)


class WorkOrder(Stamped):
    """So many units of work for one program, at a rate that is frozen when the order is sent."""

    portal = own_rows("update (state, answered_at, answer_reason, updated_at)", only="sent_at is not null")
    portal_plugs = {
        "works_for": "exists (select from vendors_workorder o"
        f" where o.program_id = programs_program.id and o.vendor_id = {CURRENT_VENDOR})",
        "talked_about": meant("vendors_workorder", "vendors", "workorder"),
    }

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="work_orders")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="work_orders")
    rate_line = models.ForeignKey(RateLine, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="work_orders")
    number = models.CharField(max_length=40)
    units = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=10, decimal_places=4)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.DRAFT)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.TextField(blank=True)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "number"], name="order_number_once_per_vendor")
        ]

    def __str__(self):
        return self.number

    @property
    def amount(self) -> Decimal:
        return self.units * self.unit_price
