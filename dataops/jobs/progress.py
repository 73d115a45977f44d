"""Long work a person may leave: start it, report how far it is, end it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dataops.audit.recording import record
from dataops.jobs.models import Job, JobState


@transaction.atomic
def start_job(
    kind: str, title: str, *, actor, url: str = "", total: int | None = None, unit: str = "rows"
) -> Job:
    """A job that waits for its worker. The caller enqueues the task with the job's id."""
    job = Job.objects.create(
        kind=kind,
        title=title,
        started_by=actor,
        url=url,
        total=total,
        unit=unit,
        vendor_id=actor.vendor_id if actor else None,
    )
    record("job.started", job, actor=actor, kind=kind)
    return job


def report_progress(job: Job, *, done: int, total: int | None = None, at: datetime) -> bool:
    """Note how far the job is; False when somebody asked it to stop. One that has ended stays ended."""
    fields = {"state": JobState.RUNNING, "done": done, "updated_at": at}
    if total is not None:
        fields["total"] = total
    mine = Job.objects.filter(pk=job.pk)
    mine.unfinished().update(**fields)
    mine.unfinished().filter(started_at=None).update(started_at=at)
    return not Job.objects.filter(pk=job.pk, stop_requested=True).exists()


@transaction.atomic
def end_job(job: Job, state: JobState, *, at: datetime, message: str = "") -> None:
    """Close the job. Closing it twice changes nothing."""
    changed = (
        Job.objects.filter(pk=job.pk)
        .unfinished()
        .update(state=state, ended_at=at, message=message, updated_at=at)
    )
    if changed:
        record(f"job.{state}", job, actor=None, message=message)


@transaction.atomic
def request_stop(job: Job, *, actor) -> None:
    """Ask the job to end at its next safe point. Asking twice changes nothing."""
    if Job.objects.filter(pk=job.pk, stop_requested=False).unfinished().update(stop_requested=True):
        record("job.stop_requested", job, actor=actor)
