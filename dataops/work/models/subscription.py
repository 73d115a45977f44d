from __future__ import annotations

from django.conf import settings
from django.db import models

from dataops.base.models import Stamped
from dataops.base.walls import CURRENT_ACTOR, rows_where
from dataops.work.choices import USUAL_CADENCE, Cadence, News, Why
from dataops.work.models.targeted import Targeted

OWN = f"person_id = {CURRENT_ACTOR}"
MORNING = 8


class SubscriptionQuerySet(models.QuerySet):
    def visible_to(self, user) -> SubscriptionQuerySet:
        return self.filter(person=user)

    def standing(self) -> SubscriptionQuerySet:
        return self.filter(is_muted=False)


class Subscription(Stamped, Targeted):
    """Somebody follows a thing, and why. One that was ended stays, so that nothing begins it again by itself."""

    portal = rows_where(OWN, "insert", "update (is_muted, why, updated_at)")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions"
    )
    why = models.CharField(max_length=12, choices=Why)
    is_muted = models.BooleanField(default=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "target_type", "target_id"], name="subscription_once")
        ]
        indexes = [models.Index(fields=["target_type", "target_id"], name="subscription_to_target")]

    def __str__(self):
        return f"{self.person_id} follows {self.target_type_id} {self.target_id}"


class Preference(Stamped):
    """When and in which time zone one person wants their mail; without a row, what is usual."""

    portal = rows_where(OWN, "insert", "update (time_zone, hour, cadences, updated_at)")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference"
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    hour = models.PositiveSmallIntegerField(default=MORNING)
    cadences = models.JSONField(default=dict, help_text="By kind of news; what is missing is as usual.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="preference_hour_of_a_day")
        ]

    def __str__(self):
        return f"preferences of {self.person_id}"

    def cadence(self, news: str) -> str:
        return self.cadences.get(news, USUAL_CADENCE[News(news)])

    def wanted(self, cadence: Cadence) -> list[str]:
        """The kinds of news that come by this rhythm."""
        return [news for news in News.values if self.cadence(news) == cadence]
