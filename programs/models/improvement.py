from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dataops.base.models import Stamped
from programs import permissions
from programs.choices import Currency, ImprovementState, MetricUnit
from programs.models.metric import MetricDefinition, MetricSnapshot
from programs.models.program import Program


class ImprovementQuerySet(models.QuerySet):
    def visible_to(self, user) -> ImprovementQuerySet:
        """Those of the whole house and of programs one sees; by what things cost, for those who may know it."""
        if user.vendor_id is not None:
            return self.none()
        if not user.has_perm(permissions.SEE_MONEY):
            self = self.exclude(metric__unit=MetricUnit.MONEY)
        return self.filter(Q(program=None) | Q(program__in=Program.objects.visible_to(user)))

    def with_weeks(self) -> ImprovementQuerySet:
        """With everything that a page or the API says of them."""
        weeks = [f"{week}__{of}" for week in ("baseline", "after") for of in ("metric", "program")]
        return self.select_related("program", "metric", "owner", "baseline", "after", "ended_by", *weeks)

    def verified(self) -> ImprovementQuerySet:
        return self.filter(state=ImprovementState.VERIFIED)


class Improvement(Stamped):
    """One thing that was changed so that a metric gets better: before, after, and whether somebody else believes it.

    Both values are weeks that were kept, with what they were made from; nobody types them.
    """

    title = models.CharField(max_length=160)
    program = models.ForeignKey(Program, null=True, on_delete=models.PROTECT, related_name="improvements")
    metric = models.ForeignKey(MetricDefinition, on_delete=models.PROTECT, related_name="improvements")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="improvements")
    change = models.CharField(max_length=1000, help_text="What is done otherwise.")
    changed_on = models.DateField(null=True)
    baseline = models.ForeignKey(MetricSnapshot, null=True, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(MetricSnapshot, null=True, on_delete=models.PROTECT, related_name="+")
    saved_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    saved_currency = models.CharField(max_length=3, choices=Currency, blank=True)
    saved_hours = models.DecimalField(max_digits=10, decimal_places=1, null=True)
    saved_how = models.CharField(max_length=500, blank=True, help_text="How that was reckoned.")
    state = models.CharField(max_length=10, choices=ImprovementState, default=ImprovementState.IDEA)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = "improvement"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ImprovementState.VERIFIED)
                | Q(ended_by__isnull=False) & ~Q(ended_by=F("owner")),
                name="improvement_is_verified_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(saved_amount__isnull=True, saved_hours__isnull=True) | ~Q(saved_how=""),
                name="improvement_says_how_it_saves",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (ImprovementState.IDEA, ImprovementState.TRIAL)

    @property
    def kind(self) -> str:
        return {"idea": "idle", "trial": "info", "verified": "ok", "dropped": "hold"}[self.state]
