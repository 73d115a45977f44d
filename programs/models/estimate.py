"""What triage says a request will take, before anybody promises it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dataops.base.models import Stamped
from programs.choices import Currency, TurnOfEstimate
from programs.models.request import DataRequest


class EstimateQuerySet(models.QuerySet):
    def standing(self) -> EstimateQuerySet:
        """The one that the requester was told, per request."""
        return self.filter(state__in=[TurnOfEstimate.QUOTED, TurnOfEstimate.AGREED])

    def agreed(self) -> EstimateQuerySet:
        return self.filter(state=TurnOfEstimate.AGREED)

    def told(self) -> EstimateQuerySet:
        return self.exclude(state=TurnOfEstimate.DRAFT)


class Estimate(Stamped):
    """P50 and P85 of date and cost, with what they were reckoned from. Once quoted its figures never change."""

    frozen_when = "old.quoted_at is not null"
    moves_when_frozen = ("state", "answered_at", "answer", "updated_at")

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="estimates")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=TurnOfEstimate, default=TurnOfEstimate.DRAFT)
    starts_on = models.DateField()
    units = models.PositiveIntegerField(null=True)
    p50_on = models.DateField()
    p85_on = models.DateField()
    cost_p50 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    cost_p85 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    cost_reason = models.CharField(max_length=300, blank=True, help_text="Why there is no cost.")
    currency = models.CharField(max_length=3, choices=Currency, default=Currency.USD)
    is_typed = models.BooleanField(default=False)
    reason = models.CharField(max_length=1000, blank=True, help_text="Why it was typed.")
    basis = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    quoted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="estimate_number_once"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=[TurnOfEstimate.QUOTED, TurnOfEstimate.AGREED]),
                name="one_standing_estimate",
            ),
            models.CheckConstraint(condition=Q(p85_on__gte=F("p50_on")), name="estimate_dates_in_order"),
            models.CheckConstraint(
                condition=Q(cost_p50__isnull=True, cost_p85__isnull=True) | Q(cost_p85__gte=F("cost_p50")),
                name="estimate_costs_in_order",
            ),
            models.CheckConstraint(
                condition=Q(is_typed=False) | ~Q(reason=""), name="typed_estimate_says_why"
            ),
        ]

    def __str__(self):
        return f"estimate {self.number} of {self.request_id}"

    @property
    def trail_name(self) -> str:
        return f"Estimate {self.number} of {self.request}"

    @property
    def is_draft(self) -> bool:
        return self.state == TurnOfEstimate.DRAFT

    @property
    def programs(self) -> list[dict[str, Any]]:
        """The rows behind it."""
        return self.basis.get("programs", [])
