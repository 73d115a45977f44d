from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.choices import ClearanceState
from dataops.base.models import Stamped
from dataops.base.walls import rows_where
from programs.choices import Sensitivity
from programs.models import Program


class ClearanceQuerySet(models.QuerySet):
    def visible_to(self, user) -> ClearanceQuerySet:
        return (
            self.filter(program__in=Program.objects.visible_to(user))
            if user.vendor_id is None
            else self.none()
        )

    def waiting(self) -> ClearanceQuerySet:
        return self.filter(state=ClearanceState.REQUESTED)


class Clearance(Stamped):
    """Compliance's word on which data a program may hand out. Nobody decides on their own request.

    Behind the portal wall it is asked whether work may go on, and not why.
    """

    portal = rows_where(
        "exists (select 1 from vendors_workorder o"
        " where o.program_id = compliance_clearance.program_id and o.vendor_id = {vendor})",
        shows=("program_id", "sensitivity", "state"),
    )

    program = models.OneToOneField(Program, on_delete=models.PROTECT, related_name="clearance")
    sensitivity = models.CharField(max_length=10, choices=Sensitivity)
    basis = models.TextField(help_text="Why we may use this data.")
    state = models.CharField(max_length=10, choices=ClearanceState, default=ClearanceState.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("requested_by")), name="clearance_decided_by_another"
            )
        ]

    def __str__(self):
        return f"clearance of {self.program_id}"

    @property
    def trail_name(self) -> str:
        kind = self.get_sensitivity_display().lower()
        return kind if kind.endswith("data") else f"{kind} data"
