"""Reading the trail as it grows: everything once, in order, also when transactions end out of order."""

from __future__ import annotations

from enum import IntEnum

from django.db import connection, transaction

from dataops.audit.models import Event, EventQuerySet
from dataops.work.models import WebhookPlace


class Reader(IntEnum):
    """Who reads on from where they stopped."""

    WEBHOOKS = 1
    FOLLOWERS = 2


@transaction.atomic
def new_events(reader: Reader) -> EventQuerySet:
    """What every transaction wrote that ended since the last time; the first time, nothing.

    Read is up to the oldest transaction that still runs: of one that ended before it nothing comes later.
    """
    WebhookPlace.objects.get_or_create(pk=reader, defaults={"transaction": _oldest_running()})
    place = WebhookPlace.objects.select_for_update().get(pk=reader)
    was, place.transaction = place.transaction, _oldest_running()
    place.save()
    events = Event.objects.filter(transaction__gte=was, transaction__lt=place.transaction)
    return events.select_related("target_type").order_by("pk")


def _oldest_running() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]
