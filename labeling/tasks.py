"""Celery shells around operations."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from dataops.jobs.models import Job, JobState
from dataops.jobs.outbox import enqueue
from dataops.jobs.tasks import periodic, task
from labeling.models import BatchShare, ImportRun
from labeling.operations import share, slot
from labeling.operations.imports import run_import, stop_abandoned

SLICE = 15  # seconds of work between two promises, well below what makes the relay send again


@task("labeling.run_import", resumable=True)
def import_file(*, run_id: int) -> None:
    """A long file is many short tasks: each promises the next, so a killed one is soon taken up again."""
    if run_import(run_id, seconds=SLICE):
        return
    job = Job.objects.get(pk__in=ImportRun.objects.filter(pk=run_id).values("job"))
    if job.state != JobState.STOPPED:
        enqueue("labeling.run_import", job=job, run_id=run_id)


@task("labeling.deliver_share")
def deliver_share(*, share_id: int) -> None:
    try:
        share.deliver_share(share_id, actor=None, at=timezone.now())
    except BatchShare.DoesNotExist:
        return  # withdrawn since its delivery was promised


@periodic("labeling.release_lapsed", key=lambda now: now.strftime("%Y-%m-%dT%H:%M"))
def release_lapsed(*, at: datetime) -> None:
    slot.release_lapsed(at=at)
    stop_abandoned()
    share.promise_complete()
