"""How a program ended: when it was set to delivered, what was missing then, and why it ended all the same."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from programs.models.program import Program


class Closing(Stamped):
    """The last time a program was delivered; one that was opened again and delivered anew says it anew."""

    program = models.OneToOneField(Program, on_delete=models.PROTECT, related_name="closing")
    missing = models.JSONField(default=list, help_text="Sentences: what was promised and is not there.")
    reason = models.TextField(blank=True, max_length=2000)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    delivered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(missing=[]) | ~Q(reason=""), name="an_incomplete_delivery_says_why"
            )
        ]

    def __str__(self):
        return f"delivery of {self.program_id}"

    @property
    def words(self) -> str:
        """As a status says it."""
        return (
            f"Delivered incomplete: {' '.join(self.missing)} {self.reason}" if self.missing else "Delivered."
        )
