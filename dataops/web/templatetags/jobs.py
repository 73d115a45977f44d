"""How far a long job is, in the words and shapes of a page."""

from datetime import timedelta

from django import template

from dataops.jobs.models import Job, JobState

register = template.Library()

TONES = {
    JobState.WAITING: "idle",
    JobState.RUNNING: "info",
    JobState.DONE: "done",
    JobState.FAILED: "bad",
    JobState.STOPPED: "hold",
}
EARLY, LATE = 0.8, 1.3  # the work ahead is seldom as even as the work behind


@register.filter
def job_tone(job: Job) -> str:
    return TONES[JobState(job.state)]


@register.filter
def job_share(job: Job) -> float | None:
    """Per cent done; None when nobody knows how much there is."""
    if job.state == JobState.DONE:
        return 100.0
    return min(100.0, 100 * job.done / job.total) if job.total else None


@register.filter
def job_ends(job: Job) -> str:
    """When it is likely done, at the pace so far: ``between 09:21 and 09:26``. Empty when nothing says so."""
    if job.state != JobState.RUNNING or not (job.started_at and job.total and job.done):
        return ""
    ahead = (job.updated_at - job.started_at) / job.done * max(0, job.total - job.done)
    if ahead < timedelta(minutes=1):
        return "within a minute"
    first, last = (f"{job.updated_at + ahead * factor:%H:%M}" for factor in (EARLY, LATE))
    return f"at about {first}" if first == last else f"between {first} and {last}"
