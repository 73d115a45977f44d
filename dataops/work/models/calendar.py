from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from dataops.base.walls import CURRENT_ACTOR, rows_where


class CalendarKeyQuerySet(models.QuerySet):
    def visible_to(self, user) -> CalendarKeyQuerySet:
        return self.filter(person=user)

    def standing(self) -> CalendarKeyQuerySet:
        return self.filter(revoked_at=None)


class CalendarKey(Stamped):
    """The secret part of the address of one person's calendar: shown once, kept as an HMAC, one that is good at a time."""

    portal = rows_where(f"person_id = {CURRENT_ACTOR}", "update (last_used_at)")
    hidden_in_trail = ("digest", "last_used_at")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_keys"
    )
    public_id = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = CalendarKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="calendar_key_one_good"
            )
        ]

    def __str__(self):
        return f"calendar {self.public_id}"
