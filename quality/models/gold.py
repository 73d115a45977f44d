from __future__ import annotations

from django.db import models

from dataops.base.models import Stamped
from labeling.models import Batch, Project, Task
from vendors.models import Vendor, Worker


class GoldItem(Stamped):
    """A task whose answer we know. Labelers are never told which ones these are."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="gold_items")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="gold")
    code = models.SmallIntegerField()

    def __str__(self):
        return f"gold of {self.task_id}"


class GoldCount(models.Model):
    """How often one worker met the gold answer in one batch: two integers that add up."""

    unaudited = "derived from annotations and gold items, recomputed at will"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="gold_counts")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="gold_counts")
    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="+")
    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="gold_counts")
    judged = models.PositiveIntegerField()
    correct = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "worker"], name="gold_count_once")]

    def __str__(self):
        return f"{self.correct}/{self.judged}"
