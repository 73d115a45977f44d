"""Reading the trail as it grows: everything once, in order, also when transactions end out of order."""

from __future__ import annotations

from enum import IntEnum

from django.db import connection, transaction
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from dataops.audit.models import Event, EventQuerySet
from dataops.work.models import WebhookPlace


class Reader(IntEnum):
    """Who reads on from where they stopped."""

    WEBHOOKS = 1
    FOLLOWERS = 2


@transaction.atomic
def new_events(reader: Reader) -> EventQuerySet:
    """What every transaction wrote that ended since the last time; the first time, nothing.

    Postgres tells exactly which transactions had ended at a moment, so one that runs long holds nobody up
    and what it writes is read when it has ended.
    """
    WebhookPlace.objects.get_or_create(pk=reader, defaults={"snapshot": _snapshot()})
    place = WebhookPlace.objects.select_for_update().get(pk=reader)
    was, now = place.snapshot, _snapshot()
    place.snapshot = now
    place.save()
    since = Event.objects.filter(_has_ended(now), ~_has_ended(was), transaction__gte=_oldest(was))
    return since.select_related("target_type").order_by("pk")


def _snapshot() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_snapshot()::text")
        return cursor.fetchone()[0]


def _oldest(snapshot: str) -> int:
    """Every transaction below this one had ended."""
    return int(snapshot.partition(":")[0])


def _has_ended(snapshot: str) -> RawSQL:
    sql = "pg_visible_in_snapshot(audit_event.transaction::text::xid8, %s::pg_snapshot)"
    return RawSQL(sql, [snapshot], output_field=BooleanField())  # noqa: S611 -- a constant; its value is a parameter
