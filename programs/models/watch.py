"""Who wants to be told when a metric leaves its bound, and which views are kept and sent."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.accounts.models import Organisation
from dataops.base.models import Stamped
from programs.choices import Beyond, Bound, Every, SnapshotScope
from programs.models.metric import MetricDefinition
from programs.models.portfolio import Portfolio
from programs.models.program import Program


class WatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> WatchQuerySet:
        """One's own, and those of the house."""
        return self.none() if user.vendor_id is not None else self.filter(Q(owner=user) | Q(is_shared=True))

    def standing(self) -> WatchQuerySet:
        return self.filter(removed_at=None)


class Watch(Stamped):
    """Tell me when this metric lies beyond the bound: once, and again only after it came back."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="watches")
    is_shared = models.BooleanField(default=False, help_text="Leadership is told too.")
    metric = models.ForeignKey(MetricDefinition, on_delete=models.PROTECT, related_name="watches")
    scope = models.CharField(max_length=10, choices=SnapshotScope)
    program = models.ForeignKey(Program, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    portfolio = models.ForeignKey(Portfolio, null=True, on_delete=models.PROTECT, related_name="+")
    beyond = models.CharField(max_length=6, choices=Beyond)
    bound = models.DecimalField(max_digits=14, decimal_places=4)
    by = models.CharField(max_length=8, choices=Bound, default=Bound.INTERVAL)
    fired_at = models.DateTimeField(
        null=True, help_text="Since when it lies beyond; empty while it does not."
    )
    fired_value = models.FloatField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = "alert"

    def __str__(self):
        return f"{self.metric} of {self.about}"

    @property
    def about(self) -> str:
        return str(self.program or self.organisation or self.portfolio or "the whole house")

    @property
    def is_firing(self) -> bool:
        return self.fired_at is not None


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user) -> SavedViewQuerySet:
        if user.vendor_id is not None:
            return self.none()
        return self.filter(removed_at=None).filter(Q(owner=user) | Q(is_shared=True))


class SavedView(Stamped):
    """The leadership page under filters that somebody wants again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=80)
    filters = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False, help_text="Opens first, for its owner.")
    removed_at = models.DateTimeField(null=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "view"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(removed_at=None), name="saved_view_name_once"
            ),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(is_default=True, removed_at=None), name="one_default_view"
            ),
        ]

    def __str__(self):
        return self.name


class ViewDeliveryQuerySet(models.QuerySet):
    def due(self, *, at: datetime) -> ViewDeliveryQuerySet:
        return self.filter(stopped_at=None, view__removed_at=None, next_at__lte=at)


class ViewDelivery(Stamped):
    """A saved view that goes to somebody by e-mail, at an hour of their own day."""

    view = models.ForeignKey(SavedView, on_delete=models.PROTECT, related_name="deliveries")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="view_deliveries"
    )
    every = models.CharField(max_length=6, choices=Every)
    day = models.PositiveSmallIntegerField(
        help_text="Of the week from Monday 1, or of the month; the 31st is its last."
    )
    hour = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=60)
    next_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    objects = ViewDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["view", "reader"], condition=Q(stopped_at=None), name="view_goes_once_to_a_reader"
            ),
            models.CheckConstraint(
                condition=Q(hour__lte=23, day__gte=1, day__lte=31), name="delivery_has_an_hour"
            ),
        ]

    def __str__(self):
        return f"{self.view} to {self.reader_id}"

    @property
    def trail_name(self) -> str:
        return f"view “{self.view.name}” to person {self.reader_id}"
