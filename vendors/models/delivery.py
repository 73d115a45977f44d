from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dataops.base.models import Stamped
from dataops.base.walls import own_rows
from vendors.choices import DeliveryState
from vendors.models.order import WorkOrder
from vendors.models.vendor import Vendor


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user) -> DeliveryQuerySet:
        return self.filter(vendor__in=Vendor.objects.visible_to(user))

    def waiting(self) -> DeliveryQuerySet:
        return self.filter(state=DeliveryState.RECEIVED)


class Delivery(Stamped):
    """Finished work under an order: one batch's share, which we accept or reject as a whole."""

    portal = own_rows()

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="deliveries")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="deliveries")
    batch_ref = models.CharField(max_length=60, help_text="The batch's number, unique in the order.")
    units = models.PositiveIntegerField()
    due_on = models.DateField()
    delivered_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.RECEIVED)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work_order", "batch_ref", "attempt"], name="delivery_once_per_attempt"
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.RECEIVED) | Q(decided_at__gte=F("delivered_at")),
                name="delivery_decided_after_it_came",
            ),
        ]
        indexes = [models.Index(fields=["decided_at"], name="delivery_by_decision")]

    def __str__(self):
        return f"batch {self.batch_ref}"

    @property
    def is_on_time(self) -> bool:
        return self.delivered_at.date() <= self.due_on
