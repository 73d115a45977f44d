from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast

from dataops.base.context import now
from dataops.base.walls import CURRENT_ACTOR, CURRENT_REQUEST, rows_where

THIS_TRANSACTION = Cast(
    Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
)
# What a vendor's session says in the trail, it says as itself: its person, its house, its request, its programs.
BY_MYSELF = f"""
    actor_id is not distinct from {CURRENT_ACTOR}
    and (actor_id is null or {{actors}})
    and request_id = {CURRENT_REQUEST}
    and transaction = (select pg_current_xact_id()::text::bigint)
    and (vendor_id is null or vendor_id = {{vendor}})
    and (program_id is null or {{programs}})
"""


class EventQuerySet(models.QuerySet):
    def about(self, target: models.Model) -> EventQuerySet:
        return self.filter(target_type=ContentType.objects.get_for_model(target), target_id=target.pk)

    def in_program(self, program_id: int) -> EventQuerySet:
        return self.filter(program_id=program_id)

    def newest_first(self) -> EventQuerySet:
        return self.order_by("-pk")


class Event(models.Model):
    """One thing somebody did, in the words of the field. Written once, never edited."""

    unaudited = "it is the trail; the runtime roles can only add to it"
    append_only = True
    portal = rows_where(
        BY_MYSELF,
        "insert (happened_at, actor_id, verb, target_type_id, target_id, subject, program_id, vendor_id,"
        " request_id, details)",  # not its number: one taken in advance would stop the trail
        shows=("id", "transaction"),
    )

    happened_at = models.DateTimeField(default=now)
    transaction = models.BigIntegerField(
        null=True, db_default=THIS_TRANSACTION, help_text="Leads to the rows."
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    verb = models.CharField(max_length=80)
    target_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField(null=True)
    target = GenericForeignKey("target_type", "target_id")
    subject = models.CharField(max_length=200, blank=True)
    program_id = models.BigIntegerField(null=True)
    vendor_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="audit_event_target"),
            models.Index(fields=["program_id", "-id"], name="audit_event_program"),
            models.Index(fields=["actor", "-id"], name="audit_event_actor"),
        ]

    def __str__(self):
        return f"{self.verb} {self.subject}"
