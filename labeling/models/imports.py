from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from dataops.jobs.models import Job, JobState
from labeling.choices import ImportKind, ImportState
from labeling.models.batch import Batch
from labeling.models.dataset import Dataset
from labeling.models.project import Project


def generated_name(run: ImportRun, client_name: str) -> str:
    """A name of ours: what the sender called the file is only ever displayed."""
    return f"imports/{uuid.uuid4().hex}"


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user) -> ImportRunQuerySet:
        return (
            self.filter(project__in=Project.objects.visible_to(user))
            if user.vendor_id is None
            else self.none()
        )

    def sent_by(self, user) -> ImportRunQuerySet:
        return self.filter(Q(started_by=user) | Q(senders=user)).distinct()

    def unfinished(self) -> ImportRunQuerySet:
        return self.filter(state__in=[ImportState.WAITING, ImportState.RUNNING, ImportState.STOPPED])

    def under_way(self) -> ImportRunQuerySet:
        """Not those that were stopped or given up: they may go on, and nothing waits for them."""
        return self.unfinished().filter(job__state__in=[JobState.WAITING, JobState.RUNNING])


class ImportRun(Stamped):
    """One file on its way in: how far it is, what came of its rows. The same file twice adds nothing."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="imports")
    dataset = models.ForeignKey(Dataset, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ImportKind)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to=generated_name)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    options = models.JSONField(default=dict)
    rows_checked = models.PositiveIntegerField(default=0, help_text="How far the check of the rows is.")
    checked_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)
    rows_faulty = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    senders = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        help_text="Everybody who sent the file while it was on its way.",
    )
    batches = models.ManyToManyField(
        Batch, related_name="+", help_text="The batches of which a file of labels brought some, new or known."
    )

    objects = ImportRunQuerySet.as_manager()

    def __str__(self):
        return f"{self.kind} from {self.file_name}"

    @property
    def program_id(self) -> int:
        return self.project.program_id


class ImportFault(models.Model):
    """Why one row of a file was not taken."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=60)
    message = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row", "column"], name="fault_once_per_cell")]

    def __str__(self):
        return f"row {self.row}, {self.column}: {self.message}"
