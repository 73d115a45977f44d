from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from programs import permissions
from programs.choices import Rag, ReportState
from programs.models.program import Program


class StatusReportQuerySet(models.QuerySet):
    def visible_to(self, user) -> StatusReportQuerySet:
        """Of the programs one sees, what is published; a draft is for those who write it."""
        if user.vendor_id is not None:
            return self.none()
        writes = Program.objects.granting(user, permissions.PUBLISH_REPORTS)
        mine = self.filter(program__in=Program.objects.visible_to(user))
        return mine.filter(Q(state=ReportState.PUBLISHED) | Q(program__in=writes))

    def drafts(self) -> StatusReportQuerySet:
        return self.filter(state=ReportState.DRAFT)

    def published(self) -> StatusReportQuerySet:
        return self.filter(state=ReportState.PUBLISHED)


class StatusReport(Stamped):
    """One week of a program: numbers frozen by the machine, words by its manager; all of it once published."""

    frozen_when = "old.state = 'published'"

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="reports")
    week_on = models.DateField(help_text="The Monday of the week.")
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    numbers = models.JSONField(default=dict)
    numbers_at = models.DateTimeField()
    rag = models.CharField(max_length=10, choices=Rag)
    rag_reason = models.TextField()
    overrides = models.JSONField(
        default=dict, db_default={}, help_text="Dimension → status, reason, and what the rule said."
    )
    comments = models.JSONField(
        default=dict, db_default={}, help_text="Dimension → what its manager says of it."
    )
    baseline_units = models.PositiveIntegerField(null=True, help_text="The scope that was last agreed upon.")
    rag_override = models.CharField(max_length=10, choices=Rag, blank=True)
    override_reason = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    highlights = models.TextField(blank=True)
    lowlights = models.TextField(blank=True)
    asks = models.TextField(blank=True)
    next_week = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = StatusReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "week_on"], name="report_once_a_week"),
            models.CheckConstraint(
                condition=models.Q(rag_override="") | ~models.Q(override_reason=""),
                name="override_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.program_id} week of {self.week_on}"

    @property
    def trail_name(self) -> str:
        return f"week {self.week_on:%V}"

    @property
    def status(self) -> str:
        """What the reader sees: the override if there is one, else the rule's answer."""
        return self.rag_override or self.rag
