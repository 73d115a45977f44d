from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db import models

from labeling.models import Batch, Project


class BatchTally(models.Model):
    """The integers of one batch from which every agreement figure follows, and adds up over batches.

    `state` holds `codes` (the categories, in the schema's order), `tally` (see `dataops.stats.tally`)
    and `gold` (gold code to given code to how often). `results` are the figures of this batch alone.
    """

    unaudited = "derived from annotations, recomputed at will"

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="tally")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tallies")
    state = models.JSONField()
    results = models.JSONField()
    annotations_seen = models.PositiveIntegerField()
    last_annotation = models.BigIntegerField()
    computed_at = models.DateTimeField()

    def __str__(self):
        return f"tally of {self.batch_id}"


class ProjectTally(models.Model):
    """A project's batches added up: moved with each of them, in the transaction that counts it.

    So the project's figures are read off one row, whether ten batches came before or ten thousand. `state`
    is that of a batch with `batches`, how many there are, and `known_by`, how many know each category.
    """

    unaudited = "derived from tallies, added up anew at will"

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="tally")
    state = models.JSONField(null=True, help_text="Empty until the batches are first added up.")
    checked_at = models.DateTimeField(
        null=True, help_text="When it was last held against the sum of all batches."
    )

    def __str__(self):
        return f"tally of {self.project_id}"


class SnapshotQuerySet(models.QuerySet):
    def known(self, *, on: date) -> SnapshotQuerySet:
        """Measured by the end of that day, in UTC."""
        return self.filter(computed_at__lt=_end_of(on))

    def after(self, *, on: date) -> SnapshotQuerySet:
        """Measured later than that day."""
        return self.filter(computed_at__gte=_end_of(on))

    def newest_per_project(self) -> SnapshotQuerySet:
        return self.order_by("project_id", "-computed_at", "-pk").distinct("project_id")


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


class AgreementSnapshot(models.Model):
    """A project's coefficients at one moment, with their intervals, for trends and frozen reports."""

    unaudited = "derived from tallies"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="agreement_snapshots")
    results = models.JSONField()
    judgements = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        get_latest_by = "computed_at"
        indexes = [models.Index(fields=["project", "-computed_at"], name="snapshot_newest")]

    def __str__(self):
        return f"agreement of {self.project_id}"


class AggregationSnapshot(models.Model):
    """How often one label per item, made out of many, meets the gold answer: by vote and by Dawid-Skene."""

    unaudited = "derived from annotations and gold items"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="aggregation_snapshots")
    items = models.PositiveIntegerField()
    gold_items = models.PositiveIntegerField()
    tie_share = models.FloatField(null=True)
    majority = models.JSONField(help_text="Accuracy of the vote; a tie counts as a fair draw.")
    dawid_skene = models.JSONField(help_text="Accuracy of the most probable label.")
    computed_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        get_latest_by = "computed_at"
        indexes = [models.Index(fields=["project", "-computed_at"], name="aggregation_newest")]

    def __str__(self):
        return f"aggregation of {self.project_id}"
