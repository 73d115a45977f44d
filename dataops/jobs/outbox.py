"""Effects outside the transaction: written down inside it, delivered at least once, done once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import current_app
from django.apps import apps
from django.db import connection, transaction

from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.models import Job, JobState, Outbox
from dataops.jobs.progress import end_job

RESEND_AFTER = timedelta(seconds=30)
STRIKES = 5
DONE_KEPT = timedelta(days=30)
AT_WORK = 7_406  # the class of the advisory locks by which a worker says which promise it is keeping


class NotParked(Refused):
    pass


def enqueue(name: str, *, vendor_id: int | None = None, job: Job | None = None, **kwargs: object) -> None:
    """Promise the task `name` in the caller's transaction.

    Arguments are ids and plain values: the worker loads its own rows. With a `vendor_id`
    the task runs behind that vendor's wall, without one as our own staff. The `job` is
    what people see of it; it ends as failed when the task is given up.
    """
    Outbox.objects.create(name=name, kwargs=kwargs, vendor_id=vendor_id, job=job)


def promised(name: str, argument: str) -> set[object]:
    """For which values of an argument the task is promised and not done yet."""
    open_ones = Outbox.objects.filter(name=name, done_at=None, parked_reason="")
    return set(open_ones.values_list(f"kwargs__{argument}", flat=True))


def relay(*, at: datetime, limit: int = 200) -> int:
    """Hand what is due to Celery, oldest first, and say how many. Sending twice is harmless."""
    with transaction.atomic():
        due = list(
            Outbox.objects.filter(done_at=None, parked_reason="")
            .exclude(sent_at__gt=at - RESEND_AFTER)
            .select_for_update(skip_locked=True)
            .order_by("pk")[:limit]
        )
        busy = _being_kept() if any(row.attempts for row in due) else set()
        for row in due:
            if _key(row.pk) in busy:
                row.sent_at = at
            else:
                _send(row, at=at)
        Outbox.objects.bulk_update(due, ["sent_at", "attempts", "parked_reason"])
    return len(due)


def _send(row: Outbox, *, at: datetime) -> None:
    row.attempts += 1
    if row.name.partition(".")[0] not in apps.app_configs:
        _park(row, "No task of ours has this name.", at=at)
        return
    if row.attempts > STRIKES:
        _park(row, f"Handed out {STRIKES} times, and never came to an end.", at=at)
        return
    current_app.send_task(row.name, kwargs={**row.kwargs, "outbox_id": row.pk, "vendor_id": row.vendor_id})
    row.sent_at = at


def _park(row: Outbox, reason: str, *, at: datetime) -> None:
    row.parked_reason = reason
    record("task.parked", row, actor=None, name=row.name)
    if row.job is not None:
        end_job(
            row.job, JobState.FAILED, at=at, message="It was given up. An administrator can try it again."
        )


@transaction.atomic
def try_again(row: Outbox, *, actor) -> None:
    """Promise a parked task anew; its job waits again."""
    if not Outbox.objects.filter(pk=row.pk).parked().update(attempts=0, parked_reason="", sent_at=None):
        raise NotParked("This task is not given up any more.")
    if row.job is not None:
        Job.objects.filter(pk=row.job.pk).update(state=JobState.WAITING, ended_at=None, message="")
    record("task.tried_again", row, actor=actor, name=row.name)


@contextmanager
def keeping(promise: int) -> Iterator[bool]:
    """Say, for as long as this session lives, that the promise is being kept; False when another says so."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [AT_WORK, _key(promise)])
        (is_ours,) = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [AT_WORK, _key(promise)])


def _being_kept() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select objid::bigint from pg_locks where locktype = 'advisory' and classid = %s and granted"
            " and database = (select oid from pg_database where datname = current_database())",
            [AT_WORK],
        )
        return {key for (key,) in cursor.fetchall()}


def _key(promise: int) -> int:
    """A lock has room for 31 bits; two promises so far apart are never open at once."""
    return promise % 2**31


def forget_done(*, at: datetime) -> int:
    """Drop promises that were kept long ago; the trail tells what they did."""
    return Outbox.objects.filter(done_at__lt=at - DONE_KEPT).delete()[0]
