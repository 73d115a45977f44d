"""The metric registry: what every figure means, and what it was week by week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.accounts.models import Organisation
from dataops.base.models import Stamped
from dataops.base.walls import rows_where
from programs.choices import Better, MetricUnit, SnapshotScope
from programs.models.portfolio import Portfolio
from programs.models.program import Program

# What everybody reads, people of vendors too; what we aim for stays ours.
WORDS = (
    "id",
    "key",
    "name",
    "meaning",
    "formula",
    "unit",
    "better",
    "uncertainty",
    "source",
    "place",
    "retired_on",
)


class MetricQuerySet(models.QuerySet):
    def kept(self) -> MetricQuerySet:
        return self.filter(retired_on=None)

    def words(self) -> MetricQuerySet:
        """Without targets and owner, as a vendor's people may read them."""
        return self.only(*WORDS)

    def named(self, keys: Iterable[str]) -> dict[str, MetricDefinition]:
        return {row.key: row for row in self.filter(key__in=list(keys))}


class MetricDefinition(Stamped):
    """What a figure means, how it is made, which way is better and what is aimed for.

    The formula is the program's own: people change its words, its targets and who answers for it.
    """

    portal = rows_where("true", shows=WORDS)

    key = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    meaning = models.CharField(max_length=300)
    formula = models.CharField(max_length=400)
    unit = models.CharField(max_length=12, choices=MetricUnit)
    better = models.CharField(max_length=10, choices=Better)
    uncertainty = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=80, blank=True, help_text="The view of the database to check it by.")
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    amber = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    red = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="metrics"
    )
    place = models.PositiveSmallIntegerField(default=0, help_text="Where it stands in the list.")
    retired_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = MetricQuerySet.as_manager()

    class Meta:
        verbose_name = "metric"

    def __str__(self):
        return self.name

    @property
    def is_kept(self) -> bool:
        return self.retired_on is None

    @property
    def has_thresholds(self) -> bool:
        """Something that is measured in numbers can have a target."""
        return self.unit not in (MetricUnit.DATE, MetricUnit.WORD)


class KeptWeekQuerySet(models.QuerySet):
    def since(self, week_on: date) -> KeptWeekQuerySet:
        return self.filter(week_on__gte=week_on)

    def of_programs(self) -> KeptWeekQuerySet:
        return self.filter(scope=SnapshotScope.PROGRAM)


class MetricSnapshot(models.Model):
    """One figure of one week, with what it was made from, so that sums over programs and weeks stay right.

    What flows is that of the week; what stands (agreement, coverage, backlog) is that of its last day. A week
    that is over is frozen. `value` None is no data, and `reason` says why.
    """

    unaudited = "derived from records; computed anew until the week is over, then frozen"
    frozen_when = "old.is_frozen"

    metric = models.ForeignKey(MetricDefinition, on_delete=models.PROTECT, related_name="snapshots")
    scope = models.CharField(max_length=10, choices=SnapshotScope)
    program = models.ForeignKey(Program, null=True, on_delete=models.PROTECT, related_name="snapshots")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    portfolio = models.ForeignKey(Portfolio, null=True, on_delete=models.PROTECT, related_name="snapshots")
    week_on = models.DateField(help_text="Its Monday.")
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    is_frozen = models.BooleanField(default=False)
    taken_at = models.DateTimeField()

    objects = KeptWeekQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "scope", "week_on", "program", "organisation", "portfolio", "currency"],
                name="snapshot_once_a_week",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(reason=""), name="snapshot_has_a_value_or_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["scope", "week_on", "metric"], name="snapshot_by_week")]

    def __str__(self):
        return f"{self.metric_id} in the week of {self.week_on}"

    @property
    def last_day(self) -> date:
        return self.week_on + timedelta(days=6)
