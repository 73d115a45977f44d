from __future__ import annotations

from django.conf import settings
from django.db import models

from dataops.base.models import Stamped
from dataops.base.walls import rows_where
from labeling.models.project import OF_MY_PROJECTS, Project


class Guideline(Stamped):
    """How to answer, by version (Markdown). Every label remembers under which version it was given."""

    portal = rows_where(OF_MY_PROJECTS)

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="guidelines")
    number = models.PositiveIntegerField()
    body = models.TextField()
    change_note = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="guideline_number_once")]

    def __str__(self):
        return f"guideline {self.number} of {self.project_id}"

    @property
    def trail_name(self) -> str:
        return f"version {self.number}"
