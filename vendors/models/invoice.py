"""What a vendor bills us, and the accepted work it bills."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum

from dataops.base.models import Stamped
from dataops.base.walls import own_rows
from vendors.models.ledger import LedgerEntry
from vendors.models.vendor import Vendor

ZERO = Decimal(0)


class InvoiceQuerySet(models.QuerySet):
    def visible_to(self, user) -> InvoiceQuerySet:
        return self.filter(vendor__in=Vendor.objects.visible_to(user))

    def standing(self) -> InvoiceQuerySet:
        return self.filter(voided_at__isnull=True)

    def matched(self) -> InvoiceQuerySet:
        """With the sum and the number of the entries that each bills."""
        return self.annotate(accepted=Sum("lines__entry__amount"), entries=models.Count("lines"))


class Invoice(Stamped):
    """One bill of one vendor, as it came. What it bills are ledger entries, each on one invoice at most."""

    portal = own_rows()

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=60)
    invoiced_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField(null=True, help_text="The first day it bills.")
    ends_on = models.DateField(null=True, help_text="The last day it bills.")
    orders = models.JSONField(default=list, help_text="The numbers of the work orders it bills; none: all.")
    difference_reason = models.TextField(blank=True, max_length=1000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True, max_length=1000)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "number"],
                condition=Q(voided_at__isnull=True),
                name="invoice_number_once_per_vendor",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="invoice_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="a_voided_invoice_says_why"
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def difference(self) -> Decimal:
        """What is billed beyond what was accepted; read with `matched`."""
        return self.amount - (self.accepted or ZERO)  # type: ignore[attr-defined]


class InvoiceLine(models.Model):
    """One entry of the ledger on one invoice."""

    portal = own_rows()

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="invoice_line")

    def __str__(self):
        return f"entry {self.entry_id} on {self.invoice_id}"
