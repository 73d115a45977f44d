from __future__ import annotations

from django.db import models

from dataops.base.models import Stamped
from dataops.base.walls import own_rows
from dataops.work.models.targeted import meant
from vendors.choices import Criterion, ScorecardState
from vendors.models.vendor import Vendor


class ScorecardQuerySet(models.QuerySet):
    def visible_to(self, user) -> ScorecardQuerySet:
        """A vendor sees a scorecard once it is published."""
        cards = self.filter(vendor__in=Vendor.objects.visible_to(user))
        return cards if user.vendor_id is None else cards.exclude(state=ScorecardState.COMPUTED)

    def newest_first(self) -> ScorecardQuerySet:
        return self.order_by("-month_on", "-pk")


class Scorecard(Stamped):
    """A vendor's month on one page, computed; frozen once published, until a dispute corrects it.

    Without activity there is no score.
    """

    portal = own_rows(
        "update (state, response, responded_at, version, updated_at)", only="state <> 'computed'"
    )
    portal_plugs = {"talked_about": meant("vendors_scorecard", "vendors", "scorecard")}

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="scorecards")
    month_on = models.DateField(help_text="The first day of the month.")
    score = models.FloatField(null=True)
    state = models.CharField(max_length=10, choices=ScorecardState, default=ScorecardState.COMPUTED)
    computed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    response = models.TextField(blank=True)
    responded_at = models.DateTimeField(null=True)
    version = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="One more with each answer of either side."
    )
    edition = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="One more with each correction of the numbers."
    )
    reply = models.TextField(blank=True, db_default="", help_text="Our answer to a dispute.")
    replied_at = models.DateTimeField(null=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "month_on"], name="scorecard_once_a_month")]

    def __str__(self):
        return f"scorecard {self.month_on:%B %Y}"


class ScorecardLine(models.Model):
    """One criterion: what was counted, the value with its interval, the points and the weight it got."""

    portal = own_rows(
        only="exists (select 1 from vendors_scorecard s where s.id = vendors_scorecardline.scorecard_id)"
    )

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="lines")
    criterion = models.CharField(max_length=12, choices=Criterion)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    reason = models.CharField(max_length=20, blank=True)
    points = models.FloatField(null=True)
    weight = models.FloatField()
    weight_used = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "criterion"], name="line_once_per_criterion")
        ]

    def __str__(self):
        return self.criterion
