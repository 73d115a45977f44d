"""Effects outside the transaction: written down inside it, delivered at least once, done once."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import current_app
from django.db import transaction

from dataops.jobs.models import Outbox

RESEND_AFTER = timedelta(seconds=30)
STRIKES = 5
DONE_KEPT = timedelta(days=30)


def enqueue(name: str, *, vendor_id: int | None = None, **kwargs: object) -> None:
    """Promise the task `name` in the caller's transaction.

    Arguments are ids and plain values: the worker loads its own rows. With a `vendor_id`
    the task runs behind that vendor's wall, without one as our own staff.
    """
    Outbox.objects.create(name=name, kwargs=kwargs, vendor_id=vendor_id)


def relay(*, at: datetime, limit: int = 200) -> int:
    """Hand what is due to Celery, oldest first, and say how many. Sending twice is harmless."""
    with transaction.atomic():
        due = list(
            Outbox.objects.filter(done_at=None, parked_reason="")
            .exclude(sent_at__gt=at - RESEND_AFTER)
            .select_for_update(skip_locked=True)
            .order_by("pk")[:limit]
        )
        for row in due:
            _send(row, at=at)
        Outbox.objects.bulk_update(due, ["sent_at", "attempts", "parked_reason"])
    return len(due)


def _send(row: Outbox, *, at: datetime) -> None:
    row.attempts += 1
    if row.attempts > STRIKES:
        row.parked_reason = f"handed out {STRIKES} times without an end"
        return
    current_app.send_task(row.name, kwargs={**row.kwargs, "outbox_id": row.pk, "vendor_id": row.vendor_id})
    row.sent_at = at


def forget_done(*, at: datetime) -> int:
    """Drop promises that were kept long ago; the trail tells what they did."""
    return Outbox.objects.filter(done_at__lt=at - DONE_KEPT).delete()[0]
