from __future__ import annotations

from django.db import models

from dataops.base.walls import rows_where
from labeling.models.batch import Batch
from labeling.models.dataset import Item
from labeling.models.project import Project


class Task(models.Model):
    """One item of one batch, to be answered under the batch's schema and guideline."""

    unaudited = "made by the thousand when a batch is prepared, which is an event, and never changed"
    portal = rows_where(
        "exists (select 1 from labeling_batchshare s where s.batch_id = labeling_task.batch_id and s.vendor_id = {vendor})"
    )

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tasks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "item"], name="task_once_per_project"),
            # What a label refers to: its task, which is of this batch and this project and stays so.
            models.UniqueConstraint(fields=["batch", "project", "id"], name="task_in_its_batch"),
        ]

    def __str__(self):
        return f"task {self.pk}"
