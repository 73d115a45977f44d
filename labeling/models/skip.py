from __future__ import annotations

from django.db import models

from dataops.base.walls import own_rows
from labeling.models.project import Project
from labeling.models.slot import Slot
from vendors.models import Vendor, Worker


class Skip(models.Model):
    """That somebody left an item to others, kept so that they can take it back."""

    unaudited = "each skip is an event; taking one back is another"
    portal = own_rows("insert", "delete")

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="skips", db_index=False)
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="skips")
    skipped_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["worker", "project", "id"], name="skip_by_worker")]

    def __str__(self):
        return f"skip {self.pk}"

    @property
    def program_id(self) -> int:
        return self.project.program_id
