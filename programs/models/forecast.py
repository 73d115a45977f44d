from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from dataops.stats.results import Reason
from programs.models.milestone import Milestone
from programs.models.program import Program


class ProgramForecastQuerySet(models.QuerySet):
    def known(self, *, on: date) -> ProgramForecastQuerySet:
        return self.filter(computed_on__lte=on)

    def latest(self) -> ProgramForecastQuerySet:
        """The newest forecast of each program."""
        return self.order_by("program_id", "-computed_on").distinct("program_id")


class Dated(Stamped):
    """When something will likely be done, as computed on one day; yesterday's stays for comparison."""

    computed_on = models.DateField()
    computed_at = models.DateTimeField()
    remaining = models.PositiveIntegerField()
    history_days = models.PositiveIntegerField()
    p50_on = models.DateField(null=True)
    p85_on = models.DateField(null=True)
    p95_on = models.DateField(null=True)
    reason = models.CharField(
        max_length=30, blank=True, help_text="Why a date is missing, as a word of statistics."
    )

    class Meta:
        abstract = True

    @property
    def why(self) -> str:
        """Why a date is missing, as a sentence."""
        return Reason(self.reason).sentence if self.reason else ""

    @property
    def is_out_of_sight(self) -> bool:
        """At the pace so far it would take longer than anyone looks ahead."""
        return self.p50_on is None and self.reason == Reason.BEYOND_HORIZON


class ProgramForecast(Dated):
    """When the program will likely be done."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="forecasts")

    objects = ProgramForecastQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "computed_on"], name="forecast_once_a_day"),
            models.CheckConstraint(
                condition=Q(p50_on__isnull=False) | ~Q(reason=""), name="forecast_has_dates_or_a_reason"
            ),
        ]

    def __str__(self):
        return f"forecast {self.computed_on} of {self.program_id}"


class MilestoneForecast(Dated):
    """When the units of a milestone will likely be there."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="forecasts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "computed_on"], name="milestone_forecast_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(p50_on__isnull=False) | ~Q(reason=""),
                name="milestone_forecast_has_dates_or_a_reason",
            ),
        ]

    def __str__(self):
        return f"forecast {self.computed_on} of {self.milestone_id}"
