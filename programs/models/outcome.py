"""What the requester says of what came: accepted or not, whether the metric moved, and how content they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from programs.models.request import LONGEST_TEXT, DataRequest

CHANGEABLE = timedelta(days=14)
LOWEST, HIGHEST = 1, 5


class RequesterVerdict(Stamped):
    """Accepted or rejected by who asked, upon figures as they stood then."""

    frozen_when = "true"

    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="verdict")
    is_accepted = models.BooleanField()
    reason = models.TextField(blank=True, max_length=LONGEST_TEXT)
    evidence = models.JSONField(default=list, help_text="Each criterion beside what was measured.")
    units_accepted = models.PositiveIntegerField()
    units_planned = models.PositiveIntegerField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_accepted=True) | ~Q(reason=""), name="a_rejection_says_why"
            ),
        ]

    def __str__(self):
        return f"{'acceptance' if self.is_accepted else 'rejection'} of {self.request.number}"


class MetricAfter(Stamped):
    """The metric as it was measured once the data was used."""

    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="after")
    value = models.DecimalField(max_digits=14, decimal_places=4)
    items = models.PositiveIntegerField(null=True, help_text="On how many items it was measured.")
    how = models.CharField(max_length=300, blank=True)
    model_release = models.CharField(max_length=120)
    measured_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = "measurement"

    def __str__(self):
        return f"metric after {self.request.number}"


class Satisfaction(Stamped):
    """How content one person is with what they got: once, changeable for a while."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="satisfaction")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
    )
    words = models.TextField(blank=True, max_length=LONGEST_TEXT)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "person"], name="satisfaction_once_a_person"),
            models.CheckConstraint(
                condition=Q(score__gte=LOWEST, score__lte=HIGHEST), name="satisfaction_is_one_to_five"
            ),
        ]

    def __str__(self):
        return f"satisfaction with {self.request.number}"

    def is_changeable(self, *, at: datetime) -> bool:
        return at <= self.given_at + CHANGEABLE
