from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.audit.models import Event
from dataops.base.models import Stamped

LOOKS_AFTER = "programs.manage_people"


class ForAdministrators(models.QuerySet):
    def visible_to(self, user) -> ForAdministrators:
        return self if user.vendor_id is None and user.has_perm(LOOKS_AFTER) else self.none()


class Webhook(Stamped):
    """An address outside that is told of events as they happen, signed so that it knows who speaks."""

    hidden_in_trail = ("secret",)

    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    secret = models.TextField(help_text="Encrypted; written once, shown to nobody.")
    verbs = models.JSONField(default=list, help_text="Events by their nouns, as in “report”; none means all.")
    is_active = models.BooleanField(default=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    disabled_reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ForAdministrators.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="webhook_name_once")]

    def __str__(self):
        return self.name

    def wants(self, verb: str) -> bool:
        return not self.verbs or verb.partition(".")[0] in self.verbs


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DONE = "done", "Delivered"
    FAILED = "failed", "Given up"


class WebhookDelivery(Stamped):
    """One event on its way to one address: what came back, how often it was tried."""

    unaudited = "a queue; that an address was given up is an event"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, help_text="While somebody sends it.")
    sent_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(
        max_length=200, blank=True, help_text="In our words; of the answer nothing is kept."
    )
    milliseconds = models.PositiveIntegerField(null=True)

    objects = ForAdministrators.as_manager()

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="webhook_delivery_once")]
        indexes = [
            models.Index(fields=["next_at"], name="webhook_delivery_waiting", condition=Q(state="waiting"))
        ]

    def __str__(self):
        return f"event {self.event_id} to {self.webhook_id}"


class WebhookPlace(models.Model):
    """How far a reader has read the trail: one row each, so that one at a time goes on from there."""

    unaudited = "a place in the trail"

    snapshot = models.TextField(default="", help_text="What Postgres could see then, and that was read.")

    def __str__(self):
        return self.snapshot
