from __future__ import annotations

from django.db import models

from dataops.base.models import Stamped
from labeling.models import Batch, Project, Task
from quality.models.agreement import SnapshotQuerySet
from vendors.models import Vendor, Worker


class GoldItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> GoldItemQuerySet:
        """Nobody behind the portal wall: who labels must not know which items are gold."""
        if user.vendor_id is not None:
            return self.none()
        return self.filter(project__in=Project.objects.visible_to(user))

    def in_force(self) -> GoldItemQuerySet:
        return self.filter(retired_at=None)


class GoldItem(Stamped):
    """A task whose answer we know. Labelers are never told which ones these are."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="gold_items")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="gold")
    code = models.SmallIntegerField()
    retired_at = models.DateTimeField(null=True)

    objects = GoldItemQuerySet.as_manager()

    def __str__(self):
        return f"gold of {self.task_id}"

    @property
    def program_id(self) -> int:
        return self.project.program_id


class GoldCountQuerySet(models.QuerySet):
    def sums(self) -> GoldCountQuerySet:
        """After `values(…)`: the two integers of each group, added up."""
        return self.annotate(judged_sum=models.Sum("judged"), correct_sum=models.Sum("correct"))


class GoldCount(models.Model):
    """How often one worker met the gold answer in one batch: two integers that add up."""

    unaudited = "derived from annotations and gold items, recomputed at will"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="gold_counts")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="gold_counts")
    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="+")
    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="gold_counts")
    judged = models.PositiveIntegerField()
    correct = models.PositiveIntegerField()

    objects = GoldCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "worker"], name="gold_count_once"),
            models.CheckConstraint(
                condition=models.Q(judged__gte=models.F("correct")), name="gold_count_is_a_share"
            ),
        ]

    def __str__(self):
        return f"{self.correct}/{self.judged}"


class GoldSnapshot(models.Model):
    """A project's answers to gold at one moment, added up, for reports about a day that is past."""

    unaudited = "derived from gold counts"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="gold_snapshots")
    judged = models.PositiveIntegerField()
    correct = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        get_latest_by = "computed_at"
        indexes = [models.Index(fields=["project", "-computed_at"], name="gold_snapshot_newest")]

    def __str__(self):
        return f"{self.correct}/{self.judged}"
