"""What every new program of one sort begins with: milestones, gates, risks, targets and forms."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from programs.choices import Metric, RaidCategory, SeedKind


class ProgramTemplateQuerySet(models.QuerySet):
    def offered(self) -> ProgramTemplateQuerySet:
        return self.filter(is_offered=True)

    def with_lines(self) -> ProgramTemplateQuerySet:
        return self.prefetch_related("milestones", "seeds", "targets", "forms")


class ProgramTemplate(Stamped):
    """A plan that a new program is given; programs that were begun from it do not change with it."""

    name = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=300, blank=True)
    is_offered = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ProgramTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "template"

    def __str__(self):
        return self.name


class TemplateMilestone(Stamped):
    """A milestone so long after the start; its units are a share of those the program plans."""

    template = models.ForeignKey(ProgramTemplate, on_delete=models.PROTECT, related_name="milestones")
    name = models.CharField(max_length=120)
    after_months = models.PositiveSmallIntegerField(default=0)
    after_days = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(null=True)
    gate = models.CharField(max_length=300, blank=True)
    waits_for_the_one_before = models.BooleanField(default=True)

    class Meta:
        ordering = ["after_months", "after_days", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["template", "name"], name="template_milestone_named_once"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                name="template_milestone_share_of_units",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def offset(self) -> str:
        """Such as ``1 month and 14 days``."""
        counts = ((self.after_months, "month"), (self.after_days, "day"))
        said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
        return " and ".join(said) or "On the first day"


class TemplateSeed(Stamped):
    """A risk or an assumption that programs of this sort share."""

    template = models.ForeignKey(ProgramTemplate, on_delete=models.PROTECT, related_name="seeds")
    kind = models.CharField(max_length=10, choices=SeedKind)
    statement = models.CharField(max_length=200)
    category = models.CharField(max_length=10, choices=RaidCategory)
    likelihood = models.PositiveSmallIntegerField(null=True)
    impact = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["template", "statement"], name="template_seed_once"),
            models.CheckConstraint(
                condition=~Q(kind=SeedKind.RISK) | Q(likelihood__isnull=False, impact__isnull=False),
                name="template_risk_has_a_score",
            ),
        ]

    def __str__(self):
        return self.statement


class TemplateTarget(Stamped):
    """What programs of this sort promise on a measure."""

    template = models.ForeignKey(ProgramTemplate, on_delete=models.PROTECT, related_name="targets")
    metric = models.CharField(max_length=20, choices=Metric)
    value = models.DecimalField(max_digits=12, decimal_places=4)
    tolerance = models.DecimalField(max_digits=12, decimal_places=4, default=0)

    class Meta:
        ordering = ["metric"]
        constraints = [
            models.UniqueConstraint(fields=["template", "metric"], name="template_target_once_per_metric")
        ]

    def __str__(self):
        return self.get_metric_display()
