from __future__ import annotations

from django.db import models

from labeling.models import Batch, Project


class BatchTally(models.Model):
    """The integers of one batch from which every agreement figure follows, and adds up over batches."""

    unaudited = "derived from annotations, recomputed at will"

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="tally")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tallies")
    state = models.JSONField()
    annotations_seen = models.PositiveIntegerField()
    last_annotation = models.BigIntegerField()
    computed_at = models.DateTimeField()

    def __str__(self):
        return f"tally of {self.batch_id}"


class AgreementSnapshot(models.Model):
    """A project's coefficients at one moment, with their intervals, for trends and frozen reports."""

    unaudited = "derived from tallies"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="agreement_snapshots")
    results = models.JSONField()
    judgements = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        get_latest_by = "computed_at"
        indexes = [models.Index(fields=["project", "-computed_at"], name="snapshot_newest")]

    def __str__(self):
        return f"agreement of {self.project_id}"
