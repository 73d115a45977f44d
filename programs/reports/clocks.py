"""How far the promises of a request are kept, in words; working time, not the clock on the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from dataops.base.working_hours import WorkingHours
from dataops.web.templatetags.formats import plural_of
from programs.choices import ClockState
from programs.models import DataRequest, SlaClock

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Timing:
    """One clock at one moment: the shape and the words beside its due moment."""

    clock: SlaClock
    at: datetime

    @property
    def goal(self) -> str:
        return self.clock.get_goal_display()

    @property
    def tone(self) -> str:
        clock = self.clock
        if clock.is_breached(at=self.at):
            return "bad"
        if clock.state == ClockState.MET:
            return "ok"
        if clock.state == ClockState.CANCELLED:
            return "idle"
        if clock.is_resting(at=self.at):
            return "hold"
        return "warn" if clock.is_at_risk(at=self.at) else "info"

    @property
    def words(self) -> str:
        clock = self.clock
        if clock.is_breached(at=self.at):
            return f"Breached, {self.late} late" if clock.done_at or self.late else "Breached"
        if not clock.is_open:
            return "Met" if clock.state == ClockState.MET else "No longer applies"
        left = work_words(clock.time_left(at=self.at), clock.hours)
        if clock.is_resting(at=self.at):
            return f"Paused, {left} left"
        return f"At risk, {left} left" if clock.is_at_risk(at=self.at) else f"{left} left"

    @property
    def late(self) -> str:
        """By how much working time it is past its due moment, or was when it happened."""
        until = self.clock.done_at or self.at
        return work_words(self.clock.hours.worked(self.clock.due_at, until), self.clock.hours)

    @property
    def paused(self) -> str:
        total = self.clock.paused_total
        return work_words(total, self.clock.hours) if total else ""


def work_words(work: timedelta, hours: WorkingHours) -> str:
    """``3 working days`` or ``6 working hours``, whole ones that have gone."""
    if work >= 2 * hours.day_length:
        return plural_of(work // hours.day_length, "working day,working days")
    if work >= HOUR:
        return plural_of(work // HOUR, "working hour,working hours")
    return plural_of(work // timedelta(minutes=1), "minute,minutes")


def _owed() -> QuerySet[SlaClock]:
    """Clocks that still ask for something, the first due first."""
    over = [ClockState.MET, ClockState.CANCELLED]
    return SlaClock.objects.exclude(state__in=over).filter(done_at=None).order_by("due_at")


def with_clocks(requests: QuerySet[DataRequest]) -> QuerySet[DataRequest]:
    """Each with what `first_timing` reads, in one question for all of them."""
    return requests.prefetch_related(Prefetch("clocks", _owed(), to_attr="owed"))


def first_timing(request: DataRequest, *, at: datetime) -> Timing | None:
    """What is due next, or is overdue longest."""
    fetched = vars(request).get("owed")
    clock = _owed().filter(request=request).first() if fetched is None else next(iter(fetched), None)
    return Timing(clock, at) if clock else None


def timings_of(request: DataRequest, *, at: datetime) -> list[Timing]:
    return [Timing(clock, at) for clock in request.clocks.order_by("due_at", "pk")]


def timings_of_each(request: DataRequest, *, at: datetime) -> list[Timing]:
    """From clocks that were fetched with it."""
    return [Timing(clock, at) for clock in request.clocks.all()]
