from __future__ import annotations

from django.db import models
from django.db.models import Q

from dataops.base.walls import own_rows
from programs.models import Program
from vendors.choices import EntryKind
from vendors.models.delivery import Delivery
from vendors.models.order import WorkOrder
from vendors.models.vendor import Vendor


class LedgerEntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> LedgerEntryQuerySet:
        return self.filter(vendor__in=Vendor.objects.visible_to(user))

    def in_program(self, program: Program) -> LedgerEntryQuerySet:
        return self.filter(program=program)


class LedgerEntry(models.Model):
    """Accepted units at their rate. Never changed; a mistake is answered by its reversal."""

    portal = own_rows()
    append_only = True

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="ledger")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="ledger")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="ledger")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=10, choices=EntryKind)
    units = models.IntegerField()
    unit_price = models.DecimalField(max_digits=10, decimal_places=4)
    amount = models.DecimalField(max_digits=14, decimal_places=4)
    currency = models.CharField(max_length=3)
    entered_at = models.DateTimeField()

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "kind"], name="entry_once_per_delivery_and_kind"),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.ACCEPTED, units__gt=0) | Q(kind=EntryKind.REVERSED, units__lt=0),
                name="reversal_is_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount=models.F("units") * models.F("unit_price")),
                name="amount_is_units_at_price",
            ),
        ]
        indexes = [
            models.Index(fields=["program", "entered_at"], name="ledger_by_program"),
            models.Index(fields=["entered_at"], include=["program", "units"], name="ledger_by_moment"),
        ]

    def __str__(self):
        return f"{self.units:+,} units"
