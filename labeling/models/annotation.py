from __future__ import annotations

from django.db import models
from django.db.models import Q

from dataops.base.walls import own_rows
from labeling.choices import Source
from labeling.models.batch import Batch, BatchShare
from labeling.models.guideline import Guideline
from labeling.models.project import LabelSchema, Project
from labeling.models.slot import Slot
from labeling.models.task import Task
from vendors.models import Vendor, Worker


class AnnotationQuerySet(models.QuerySet):
    def visible_to(self, user) -> AnnotationQuerySet:
        return self if user.vendor_id is None else self.filter(vendor_id=user.vendor_id)


class Annotation(models.Model):
    """One judgement of one worker on one task, with everything that later questions will ask of it.

    `code` is a code of the schema. Two judgements of one worker on one task are repeats; they
    differ in `labeled_at`, so a file read twice adds nothing.
    """

    # A vendor answers what it holds: the task of its own slot, by the worker who holds it. Files are our staff's work.
    portal = own_rows(
        "insert",
        "delete",
        adds="""share_id is null and exists (
            select from labeling_slot s
            where s.id = labeling_annotation.slot_id and s.task_id = labeling_annotation.task_id
              and s.worker_id = labeling_annotation.worker_id and s.vendor_id = labeling_annotation.vendor_id)""",
    )

    # Millions of rows need not be checked twice. Of the keys with `db_constraint=False` the second wall holds those of
    # rows that carry the vendor (base.schema), and one key to the task holds its batch and its project.
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="annotations", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="annotations", db_index=False, db_constraint=False
    )
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="annotations", db_index=False, db_constraint=False
    )
    worker = models.ForeignKey(
        Worker, on_delete=models.PROTECT, related_name="annotations", db_index=False, db_constraint=False
    )
    slot = models.OneToOneField(
        Slot, null=True, on_delete=models.PROTECT, related_name="annotation", db_constraint=False
    )
    share = models.ForeignKey(
        BatchShare,
        null=True,
        on_delete=models.PROTECT,
        related_name="file_labels",
        db_index=False,
        db_constraint=False,
        help_text="Under which share a label from a file is paid; one from the workspace is under its slot's.",
    )
    schema = models.ForeignKey(LabelSchema, on_delete=models.PROTECT, related_name="+", db_index=False)
    guideline = models.ForeignKey(
        Guideline, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    code = models.SmallIntegerField()
    seconds = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source)
    labeled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "worker", "labeled_at"], name="annotation_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["batch", "id"], name="annotation_by_batch"),
            models.Index(fields=["worker", "id"], name="annotation_by_worker"),
            models.Index(fields=["vendor", "id"], name="annotation_by_vendor"),
            models.Index(fields=["project", "labeled_at"], name="annotation_by_day"),
            # Labels from files come by the million and pay nothing for it.
            models.Index(
                fields=["worker", "labeled_at"],
                include=["project"],
                condition=Q(source=Source.WORKSPACE),
                name="answer_by_worker_and_day",
            ),
        ]

    def __str__(self):
        return f"annotation {self.pk}"

    @property
    def program_id(self) -> int:
        return self.project.program_id
