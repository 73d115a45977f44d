"""What may go wrong, what we take for granted, what went wrong, and what hangs on others."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from dataops.base.models import Stamped
from programs.choices import Direction, RaidCategory, RaidKind, RaidState, RiskLevel, Treatment, Trend
from programs.models.milestone import Milestone
from programs.models.program import Program

LEAST, MOST = 1, 5  # likelihood and impact
SOON = timedelta(days=7)
# From this product of likelihood and impact on, worst first.
LEVELS = ((16, RiskLevel.EXTREME), (10, RiskLevel.HIGH), (5, RiskLevel.MEDIUM), (0, RiskLevel.LOW))


def level_of(score: int) -> RiskLevel:
    return next(level for least, level in LEVELS if score >= least)


def one_to_five(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": LEAST, f"{name}__lte": MOST})


class RaidQuerySet(models.QuerySet):
    def visible_to(self, user) -> RaidQuerySet:
        return self.filter(program__in=Program.objects.visible_to(user))

    def open(self) -> RaidQuerySet:
        return self.filter(state=RaidState.OPEN)

    def risks(self) -> RaidQuerySet:
        return self.filter(kind=RaidKind.RISK)

    def with_trend(self) -> RaidQuerySet:
        """With `score`, zero for what has none, and the score that a risk had before."""
        earlier = RiskScore.objects.filter(item=OuterRef("pk")).order_by("-scored_on")
        before = earlier.annotate(product=F("likelihood") * F("impact")).values("product")[1:2]
        return self.annotate(score=Coalesce(F("likelihood") * F("impact"), 0), score_before=Subquery(before))

    def to_review(self, *, on: date) -> RaidQuerySet:
        """Whose day of review has come, and risks that were accepted until a day that is over."""
        is_over = Q(treatment=Treatment.ACCEPT, accepted_until__lt=on)
        return self.open().filter(Q(review_on__lte=on) | is_over)

    def needed_soon(self, *, on: date) -> RaidQuerySet:
        return self.open().filter(kind=RaidKind.DEPENDENCY, need_by__lte=on + SOON)


class RaidItem(Stamped):
    """One line of a program's RAID log. Risks have scores, dependencies a day and another side."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="raid")
    kind = models.CharField(max_length=10, choices=RaidKind)
    statement = models.CharField(max_length=200)
    category = models.CharField(max_length=10, choices=RaidCategory)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="raid")
    next_step = models.CharField(max_length=300, blank=True)
    review_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=RaidState, default=RaidState.OPEN)
    raised_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    came_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="became")

    # of risks: as it stands, and what would be left once the treatment has worked
    likelihood = models.PositiveSmallIntegerField(null=True)
    impact = models.PositiveSmallIntegerField(null=True)
    residual_likelihood = models.PositiveSmallIntegerField(null=True)
    residual_impact = models.PositiveSmallIntegerField(null=True)
    treatment = models.CharField(max_length=10, choices=Treatment, blank=True)
    accepted_until = models.DateField(null=True)

    # of dependencies
    direction = models.CharField(max_length=10, choices=Direction, blank=True)
    counterparty = models.CharField(max_length=120, blank=True)
    need_by = models.DateField(null=True)
    milestone = models.ForeignKey(Milestone, null=True, on_delete=models.PROTECT, related_name="raid")

    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = RaidQuerySet.as_manager()

    class Meta:
        verbose_name = "entry"
        indexes = [models.Index(fields=["owner", "state"], name="raid_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=one_to_five("likelihood")
                & one_to_five("impact")
                & one_to_five("residual_likelihood")
                & one_to_five("residual_impact"),
                name="risk_scores_are_one_to_five",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RaidKind.RISK) | Q(likelihood__isnull=False, impact__isnull=False),
                name="risk_has_a_score",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RaidKind.DEPENDENCY) | Q(need_by__isnull=False) & ~Q(counterparty=""),
                name="dependency_has_a_day_and_another_side",
            ),
            models.CheckConstraint(
                condition=~Q(state=RaidState.CLOSED) | ~Q(closed_reason=""), name="raid_closed_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["came_from"], condition=Q(kind=RaidKind.ISSUE), name="risk_becomes_one_issue"
            ),
        ]

    def __str__(self):
        return self.statement

    @property
    def is_open(self) -> bool:
        return self.state == RaidState.OPEN

    @property
    def is_risk(self) -> bool:
        return self.kind == RaidKind.RISK

    @property
    def level(self) -> RiskLevel | None:
        if self.likelihood is None or self.impact is None:
            return None
        return level_of(self.likelihood * self.impact)

    @property
    def residual_level(self) -> RiskLevel | None:
        if self.residual_likelihood is None or self.residual_impact is None:
            return None
        return level_of(self.residual_likelihood * self.residual_impact)

    @property
    def trend(self) -> Trend | None:
        """Of a risk that was read `with_trend`."""
        if not self.is_risk:
            return None
        now, before = self.score, self.score_before  # type: ignore[attr-defined]
        if before is None:
            return Trend.NEW
        return Trend.STEADY if now == before else Trend.RISING if now > before else Trend.FALLING


class RiskScore(Stamped):
    """How likely and how bad a risk was held to be on one day; the last word of a day counts."""

    item = models.ForeignKey(RaidItem, on_delete=models.PROTECT, related_name="scores")
    scored_on = models.DateField()
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "scored_on"], name="risk_score_once_a_day")]

    def __str__(self):
        return f"{self.likelihood} × {self.impact} on {self.scored_on}"

    @property
    def level(self) -> RiskLevel:
        return level_of(self.likelihood * self.impact)
