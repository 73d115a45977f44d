from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.walls import CURRENT_ACTOR, rows_where
from dataops.work.choices import News
from dataops.work.models.targeted import Targeted


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user) -> NotificationQuerySet:
        return self.filter(person=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


class Notification(Targeted):
    """One thing that one person should know: a sentence, what it is about, and whether they read it."""

    unaudited = "a copy for one reader of what the trail holds"
    portal = rows_where(f"person_id = {CURRENT_ACTOR}", "update (read_at)")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    news = models.CharField(max_length=10, choices=News)
    verb = models.CharField(max_length=80)
    key = models.CharField(max_length=80, blank=True)
    sentence = models.CharField(max_length=400)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "verb", "target_type", "target_id", "key"], name="notification_once"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notification_of_person"),
            models.Index(fields=["person"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(
                fields=["news", "person"], name="notification_unmailed", condition=Q(mailed_at=None)
            ),
        ]

    def __str__(self):
        return self.sentence

    @property
    def is_unread(self) -> bool:
        return self.read_at is None
