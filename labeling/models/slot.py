from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dataops.base.walls import own_rows
from labeling.choices import SlotState
from labeling.models.batch import BatchShare
from labeling.models.project import Project
from labeling.models.task import Task
from vendors.models import Vendor, Worker


class SlotQuerySet(models.QuerySet):
    def visible_to(self, user) -> SlotQuerySet:
        return self if user.vendor_id is None else self.filter(vendor_id=user.vendor_id)

    def with_work(self) -> SlotQuerySet:
        """With the item and its question: what a labeler is shown."""
        return self.select_related("task__item", "task__batch__schema")

    def unfinished(self) -> SlotQuerySet:
        return self.exclude(state=SlotState.DONE)

    def held_by(self, worker: Worker) -> SlotQuerySet:
        return self.filter(worker=worker, state=SlotState.LEASED)


class Slot(models.Model):
    """Room for one judgement of one task, held by one worker at a time under a lease."""

    unaudited = "leases come and go; the judgement that ends one is an audited annotation"
    portal = own_rows("update (state, worker_id, lease_token, leased_at, leased_until, skipped_by, draft)")

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+", db_index=False)
    share = models.ForeignKey(BatchShare, on_delete=models.PROTECT, related_name="slots", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="slots", db_index=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="slots", db_index=False)
    state = models.CharField(max_length=6, choices=SlotState, default=SlotState.OPEN)
    worker = models.ForeignKey(
        Worker, null=True, on_delete=models.PROTECT, related_name="slots", db_index=False
    )
    lease_token = models.UUIDField(null=True)
    leased_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    skipped_by = ArrayField(models.BigIntegerField(), default=list)
    draft = models.SmallIntegerField(null=True, help_text="The answer chosen so far.")

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "worker"], name="slot_once_per_task_and_worker")
        ]
        indexes = [
            models.Index(
                fields=["project", "vendor", "id"], name="slot_open", condition=Q(state=SlotState.OPEN)
            ),
            models.Index(fields=["leased_until"], name="slot_leased", condition=Q(state=SlotState.LEASED)),
            models.Index(fields=["worker"], name="slot_held", condition=Q(state=SlotState.LEASED)),
            models.Index(fields=["share"], name="slot_unfinished", condition=~Q(state=SlotState.DONE)),
        ]

    def __str__(self):
        return f"slot {self.pk}"

    @property
    def program_id(self) -> int:
        return self.project.program_id
