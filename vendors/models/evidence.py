from __future__ import annotations

from django.db import models

from dataops.base.walls import own_rows
from programs.models import Program
from vendors.choices import EvidenceMetric
from vendors.models.vendor import Vendor


class Evidence(models.Model):
    """What quality found about a vendor's work in one batch: counts, so that they add up."""

    portal = own_rows()

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="evidence")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="evidence")
    batch_ref = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Work that was rejected and done again has evidence of its own."
    )
    metric = models.CharField(max_length=20, choices=EvidenceMetric)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    measured_on = models.DateField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "program", "batch_ref", "metric", "attempt"], name="evidence_once"
            ),
            models.CheckConstraint(
                condition=models.Q(numerator__gte=0, denominator__gte=models.F("numerator")),
                name="evidence_is_a_share",
            ),
        ]

    def __str__(self):
        return f"{self.metric} {self.numerator}/{self.denominator}"
