from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from dataops.base.walls import CURRENT_ACTOR, own_rows, rows_where
from dataops.jobs.sockets import concerns

EVERYTHING = "programs.manage_people"

# A vendor's session promises work behind its own wall, and of our staff's work only what its own rows ask for.
OWN_PROMISES = """
    (job_id is null or exists (select from jobs_job j where j.id = jobs_outbox.job_id))
    and case when vendor_id is not null then vendor_id = {vendor} else {promises} end
"""
# As the relay finds it first: one that came with its strikes used up, or counted beyond them, would stop the rest.
UNTOUCHED = "attempts = 0 and sent_at is null and done_at is null and parked_reason = ''"


class OutboxQuerySet(models.QuerySet):
    def visible_to(self, user) -> OutboxQuerySet:
        """Administrators look after what was promised; nobody else knows of it."""
        return self if user.has_perm(EVERYTHING) else self.none()

    def parked(self) -> OutboxQuerySet:
        """Given up after so many strikes; they wait for a person."""
        return self.filter(done_at=None).exclude(parked_reason="")


class Outbox(models.Model):
    """An effect promised inside a transaction: a task to run, kept until it is done."""

    unaudited = "a queue; what the task does leaves its own trail"
    portal = rows_where(OWN_PROMISES, "insert", shows=("id",), adds=UNTOUCHED)

    name = models.CharField(max_length=100)
    kwargs = models.JSONField(default=dict)
    vendor_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.CASCADE, related_name="promises")
    attempts = models.PositiveSmallIntegerField(default=0)
    parked_reason = models.TextField(blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        db_table = "jobs_outbox"
        indexes = [
            models.Index(fields=["id"], name="outbox_open", condition=Q(done_at=None, parked_reason=""))
        ]

    def __str__(self):
        return f"{self.name} #{self.pk}"


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    STOPPED = "stopped", "Stopped"


class JobQuerySet(models.QuerySet):
    def visible_to(self, user) -> JobQuerySet:
        """Those one started or that concern what one may see, administrators all; a vendor's people those of their vendor."""
        house = self.filter(vendor_id=user.vendor_id)
        if user.vendor_id is not None or user.has_perm(EVERYTHING):
            return house
        mine = Q(started_by=user)
        for about in concerns:
            mine |= Q(pk__in=about(user))
        return house.filter(mine)

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=[JobState.WAITING, JobState.RUNNING])


class Job(Stamped):
    """Long work that a person may leave: what it is, how far it is, how it ended."""

    unaudited = "progress moves many times a second; start and end are events"
    portal = own_rows("insert", "update")

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=30, default="rows")
    message = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    vendor_id = models.BigIntegerField(null=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stop_requested = models.BooleanField(default=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "jobs_job"

    def __str__(self):
        return self.title


class PeriodicRun(models.Model):
    """One run of one periodic job for one period; the row decides who runs it."""

    unaudited = "a lock; what the job does leaves its own trail"

    job = models.CharField(max_length=100)
    period_key = models.CharField(max_length=40)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "jobs_periodicrun"
        constraints = [models.UniqueConstraint(fields=["job", "period_key"], name="periodic_run_once")]

    def __str__(self):
        return f"{self.job} {self.period_key}"


class IdempotencyKey(models.Model):
    """The first answer to a request, kept in the request's own transaction and replayed to its repeats."""

    unaudited = "a copy of an answer; the change it answers for is audited"
    portal = rows_where(f"actor_id = {CURRENT_ACTOR}", "insert", "update", "delete")

    key = models.CharField(max_length=255)
    actor_id = models.BigIntegerField()
    route = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "jobs_idempotencykey"
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "route", "key"], name="idempotency_key_once")
        ]

    def __str__(self):
        return self.key
