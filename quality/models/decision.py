from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from labeling.models import BatchShare, Project
from quality.choices import Outcome
from vendors.models import Delivery, Vendor


class AcceptanceDecisionQuerySet(models.QuerySet):
    def visible_to(self, user) -> AcceptanceDecisionQuerySet:
        if user.vendor_id is not None:
            return self.none()
        return self.filter(share__batch__project__in=Project.objects.visible_to(user))

    def newest_first(self) -> AcceptanceDecisionQuerySet:
        return self.order_by("-decided_at", "-pk")


class AcceptanceDecision(Stamped):
    """Our answer to a delivery, with the evidence as it stood: frozen, whatever is computed later."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    share = models.ForeignKey(BatchShare, on_delete=models.PROTECT, related_name="decisions")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    evidence = models.JSONField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = AcceptanceDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.REJECTED, reason=""), name="rejection_has_a_reason"
            )
        ]

    def __str__(self):
        return f"{self.outcome} {self.share_id}"

    @property
    def program_id(self) -> int:
        return self.share.batch.project.program_id

    @property
    def trail_name(self) -> str:
        return self.share.batch.number
