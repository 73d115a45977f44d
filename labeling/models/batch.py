from __future__ import annotations

from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from dataops.base.walls import own_rows, rows_where
from labeling.choices import BatchState, ShareState
from labeling.models.dataset import Dataset
from labeling.models.guideline import Guideline
from labeling.models.project import LabelSchema, Project
from programs.models import Program
from vendors.models import Delivery, Vendor, WorkOrder


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> BatchQuerySet:
        if user.vendor_id is not None:
            return self.filter(shares__vendor_id=user.vendor_id).distinct()
        return self.filter(project__in=Project.objects.visible_to(user))


class Batch(Stamped):
    """Whole items of one dataset that travel together: issued, delivered, measured and accepted as one."""

    portal = rows_where(
        "exists (select 1 from labeling_batchshare s where s.batch_id = labeling_batch.id and s.vendor_id = {vendor})"
    )

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="batches")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="batches")
    schema = models.ForeignKey(LabelSchema, on_delete=models.PROTECT, related_name="batches")
    guideline = models.ForeignKey(Guideline, null=True, on_delete=models.PROTECT, related_name="batches")
    number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.PREPARED)
    items = models.PositiveIntegerField(default=0, help_text="So many items.")
    columns = models.JSONField(default=list, help_text="The dataset's columns, for those who see no dataset.")
    due_on = models.DateField(null=True)

    objects = BatchQuerySet.as_manager()

    def __str__(self):
        return self.number

    @property
    def program_id(self) -> int:
        return self.project.program_id

    @property
    def program(self) -> Program:
        return self.project.program


class BatchShareQuerySet(models.QuerySet):
    def visible_to(self, user) -> BatchShareQuerySet:
        if user.vendor_id is not None:
            return self.filter(vendor_id=user.vendor_id)
        return self.filter(batch__in=Batch.objects.visible_to(user))

    def open(self) -> BatchShareQuerySet:
        return self.filter(state=ShareState.ISSUED)

    def standing(self) -> BatchShareQuerySet:
        """Not taken back: of an order's shares in one batch at most one stands."""
        return self.exclude(state=ShareState.WITHDRAWN)


class BatchShare(Stamped):
    """The part of a batch that one work order covers: so many judgements of every item."""

    portal = own_rows()
    portal_plugs = {
        "promises": """case when jobs_outbox.name = 'labeling.deliver_share' then exists (
            select from labeling_batchshare s
            where s.id = (jobs_outbox.kwargs ->> 'share_id')::bigint) else false end"""
    }

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="shares")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="shares")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="shares")
    judgements_per_item = models.PositiveSmallIntegerField()
    judgements = models.PositiveIntegerField(default=0, help_text="So many in all: items × judgements each.")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ShareState, default=ShareState.ISSUED)
    attempt = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="How often the work was begun: a rejected one is begun again."
    )
    held_up_by = models.TextField(blank=True, help_text="Why it is complete and not delivered.")
    withdrawn_reason = models.TextField(blank=True, db_default="", help_text="Why it was taken back.")
    delivery = models.OneToOneField(Delivery, null=True, on_delete=models.PROTECT, related_name="share")

    objects = BatchShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "work_order"],
                name="share_stands_once_per_order",
                condition=~Q(state=ShareState.WITHDRAWN),
            )
        ]

    def __str__(self):
        return f"share of {self.batch_id}"

    @property
    def trail_name(self) -> str:
        return f"batch {self.batch.number}"

    @property
    def program_id(self) -> int:
        return self.batch.program_id
