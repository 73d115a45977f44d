from __future__ import annotations

from django.conf import settings
from django.db import models

from dataops.base.models import Stamped
from labeling.models import BatchShare
from quality.choices import Outcome
from vendors.models import Vendor


class AcceptanceDecision(Stamped):
    """Our answer to a delivery, with the evidence as it stood: frozen, whatever is computed later."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    share = models.ForeignKey(BatchShare, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    evidence = models.JSONField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["share"], name="decision_once_per_share")]

    def __str__(self):
        return f"{self.outcome} {self.share_id}"
