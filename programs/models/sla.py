"""What triage promises to those who ask, and the clocks that hold it to its word."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dataops.base.models import Stamped
from dataops.base.working_hours import WorkingHours
from programs.choices import ClockState, Priority, RequestKind, Rest, SlaGoalKind, WorkUnit
from programs.models.request import DataRequest

OPEN_CLOCKS = (ClockState.RUNNING, ClockState.PAUSED)
WORKING_WEEK = [0, 1, 2, 3, 4]


def working_week() -> list[int]:
    return list(WORKING_WEEK)


class BusinessCalendar(Stamped):
    """When the house works: its days, its hours in its own zone, its holidays."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=working_week)
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(17), help_text="Midnight is the end of the day.")
    holidays = ArrayField(models.DateField(), default=list, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = "calendar"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes=time(0)) | Q(closes__gt=F("opens")), name="calendar_closes_after_it_opens"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def terms(self) -> dict[str, Any]:
        """Plain values that a clock keeps, so that another calendar tomorrow does not move it."""
        return {
            "time_zone": self.time_zone,
            "weekdays": sorted(self.weekdays),
            "opens": f"{self.opens:%H:%M}",
            "closes": f"{self.closes:%H:%M}",
            "holidays": sorted(day.isoformat() for day in self.holidays),
        }

    @property
    def hours(self) -> WorkingHours:
        return WorkingHours(
            self.time_zone, frozenset(self.weekdays), self.opens, self.closes, frozenset(self.holidays)
        )


class SlaPolicyQuerySet(models.QuerySet):
    def in_force(self) -> SlaPolicyQuerySet:
        """In the order in which they are tried; the first that fits a request holds."""
        active = self.filter(is_active=True).order_by("position", "pk")
        return active.select_related("calendar").prefetch_related("goals")


class SlaPolicy(Stamped):
    """How soon requests of a kind and a priority are answered, decided and delivered."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=40, blank=True)
    priority = models.CharField(max_length=10, choices=Priority, blank=True)
    calendar = models.ForeignKey(BusinessCalendar, on_delete=models.PROTECT, related_name="policies")
    pauses = ArrayField(models.CharField(max_length=20, choices=Rest), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = SlaPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "policy"

    def __str__(self):
        return self.name

    def fits(self, request: DataRequest) -> bool:
        return self.kind in ("", request.kind) and self.priority in ("", request.priority)

    @property
    def kind_label(self) -> str:
        return dict(RequestKind.choices).get(self.kind, self.kind) if self.kind else "Every kind"

    @property
    def priority_label(self) -> str:
        return self.get_priority_display() if self.priority else "Every priority"

    @property
    def pause_labels(self) -> list[str]:
        return [Rest(pause).label for pause in self.pauses]


class SlaGoal(Stamped):
    """One promise of a policy, such as a decision within three working days."""

    policy = models.ForeignKey(SlaPolicy, on_delete=models.CASCADE, related_name="goals")
    goal = models.CharField(max_length=10, choices=SlaGoalKind)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=5, choices=WorkUnit)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "goal"], name="goal_once_per_policy"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="goal_takes_time"),
        ]

    def __str__(self):
        word = WorkUnit(self.unit).label
        return f"{self.get_goal_display()} within {self.amount} {word if self.amount > 1 else word[:-1]}"

    def work_on(self, hours: WorkingHours) -> timedelta:
        return self.amount * (hours.day_length if self.unit == WorkUnit.DAYS else timedelta(hours=1))


class RequestRest(Stamped):
    """A while in which a request waited for something else than triage. One that ends on a day says so at once."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="rests")
    why = models.CharField(max_length=20, choices=Rest)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="rest_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(until__isnull=True), name="one_open_rest_a_request"
            ),
        ]

    def __str__(self):
        return f"{self.why} of {self.request_id}"


class SlaClockQuerySet(models.QuerySet):
    def open(self) -> SlaClockQuerySet:
        return self.filter(state__in=OPEN_CLOCKS)

    def late(self, *, at: datetime) -> SlaClockQuerySet:
        """Past what was promised, whether or not anybody wrote that down yet."""
        return self.filter(state=ClockState.RUNNING, due_at__lte=at)

    def breached(self, *, at: datetime) -> SlaClockQuerySet:
        return self.filter(Q(state=ClockState.BREACHED) | Q(state=ClockState.RUNNING, due_at__lte=at))

    def at_risk(self, *, at: datetime) -> SlaClockQuerySet:
        return self.filter(state=ClockState.RUNNING, warn_at__lte=at, due_at__gt=at)

    def ended_between(self, since: datetime, until: datetime, *, at: datetime) -> SlaClockQuerySet:
        """Those whose outcome fell into the time: kept before the due moment, or broken at it."""
        broken = self.breached(at=at).filter(due_at__gte=since, due_at__lt=until)
        met = self.filter(state=ClockState.MET, done_at__gte=since, done_at__lt=until)
        return broken | met


class SlaClock(Stamped):
    """One promise to one requester. It keeps the terms under which it began."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="clocks")
    goal = models.CharField(max_length=10, choices=SlaGoalKind)
    policy = models.ForeignKey(SlaPolicy, on_delete=models.PROTECT, related_name="clocks")
    promised = models.CharField(max_length=60)
    work = models.DurationField(help_text="Working time until it is due.")
    terms = models.JSONField(default=dict)
    pauses = ArrayField(models.CharField(max_length=20), default=list)
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    paused_total = models.DurationField(default=timedelta)
    paused_since = models.DateTimeField(null=True)
    resumes_at = models.DateTimeField(null=True, help_text="Where a pause says its end.")
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, help_text="When what was promised happened, in time or not.")

    objects = SlaClockQuerySet.as_manager()

    class Meta:
        verbose_name = "clock"
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "goal"], name="one_clock_a_goal"),
            models.CheckConstraint(
                condition=Q(state=ClockState.PAUSED, paused_since__isnull=False)
                | ~Q(state=ClockState.PAUSED) & Q(paused_since__isnull=True),
                name="paused_clock_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClockState.MET) | Q(done_at__lte=F("due_at")), name="met_is_in_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="clock_by_due")]

    def __str__(self):
        return f"{self.get_goal_display().lower()} of {self.request_id}"

    @property
    def trail_name(self) -> str:
        return f"{self.get_goal_display()} of {self.request}"

    @property
    def hours(self) -> WorkingHours:
        return hours_of(self.terms)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_CLOCKS

    def is_breached(self, *, at: datetime) -> bool:
        is_late = self.state == ClockState.RUNNING and self.due_at <= at
        return self.state == ClockState.BREACHED or is_late

    def is_at_risk(self, *, at: datetime) -> bool:
        return self.state == ClockState.RUNNING and self.warn_at <= at < self.due_at

    def time_left(self, *, at: datetime) -> timedelta:
        """Working time until it is due; what a pause leaves does not shrink while it lasts."""
        return self.hours.worked(self.paused_since or max(at, self.resumes_at or at), self.due_at)

    def is_resting(self, *, at: datetime) -> bool:
        return self.state == ClockState.PAUSED or (self.resumes_at is not None and self.resumes_at > at)


def hours_of(terms: dict[str, Any]) -> WorkingHours:
    opens, closes = (time.fromisoformat(terms[name]) for name in ("opens", "closes"))
    holidays = frozenset(datetime.fromisoformat(day).date() for day in terms["holidays"])
    return WorkingHours(terms["time_zone"], frozenset(terms["weekdays"]), opens, closes, holidays)
