"""Who reads weekly reports: what leadership took note of, and how each wants the digest."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dataops.base.models import Stamped
from programs.models.report import StatusReport


class Acknowledgement(Stamped):
    """One leader has read one published report, once, with a word if they like."""

    report = models.ForeignKey(StatusReport, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    word = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "person"], name="acknowledged_once")]

    def __str__(self):
        return f"{self.report_id} by {self.person_id}"

    @property
    def trail_name(self) -> str:
        return self.report.trail_name


class DigestReader(Stamped):
    """How one leader wants the weekly digest: in which time zone, and whether by mail at all."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digest")
    time_zone = models.CharField(max_length=40, default="UTC")
    wants_mail = models.BooleanField(default=True)
    sent_week_on = models.DateField(null=True, help_text="The Monday of the last week they were sent.")
    version = models.PositiveIntegerField(default=1)

    def __str__(self):
        return f"digest of {self.person_id}"

    @property
    def trail_name(self) -> str:
        return "weekly digest"
