"""Whether a program keeps what it promised, and what may be done with it; every answer says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dataops.base.verdicts import ALLOWED, Verdict, denied
from dataops.web.templatetags.formats import day, number, plural_of
from programs import sockets
from programs.choices import ReportState
from programs.models import Program, StatusReport, Target
from programs.rules.units import written
from programs.rules.week import local_day
from programs.sockets import Measure


@dataclass(frozen=True)
class Progress:
    """What is accepted, how fast it came lately, and how fast it would have to come."""

    accepted: int
    planned: int
    per_week: float
    needed_per_week: float | None

    @property
    def remaining(self) -> int:
        return max(0, self.planned - self.accepted)


@dataclass(frozen=True)
class Kept:
    """Whether a target is kept: only a whole interval on the wrong side counts as missed."""

    kind: str
    word: str
    reason: str

    @property
    def is_missed(self) -> bool:
        return self.kind in ("warn", "bad")


def judge(target: Target, measure: Measure | None, currency: str) -> Kept:
    """Compare what was measured with what was promised."""
    if measure is None or measure.value is None:
        return Kept("idle", "No data", (measure.reason if measure else "") or "Nothing measures this yet.")
    low, high = _bounds(measure)
    promised, tolerance = float(target.value), float(target.tolerance)
    sign = 1 if target.is_higher_better else -1
    best = high if target.is_higher_better else low
    worst = low if target.is_higher_better else high
    measured, wanted = (written(value, measure.unit, currency) for value in (measure.value, promised))
    what = f"{measured} against {wanted}"
    whole = "; the whole interval {} it" if low < high else ""
    if sign * (best - promised) < 0:
        kind = "bad" if sign * (best - promised) < -tolerance else "warn"
        return Kept(kind, "Missed", f"{what}{whole.format('misses')}.")
    if sign * (worst - promised) >= 0:
        return Kept("ok", "Kept", f"{what}{whole.format('keeps')}.")
    is_kept = sign * (measure.value - promised) >= 0
    word = "Kept so far" if is_kept else "Short so far"
    return Kept("ok" if is_kept else "idle", word, f"{what}: the interval holds both.")


def can_promise(program: Program, *, due_on: date, units: int | None = None) -> Verdict:
    """Whether a milestone of that day and so many units lies within the program's own promise."""
    if due_on > program.due_on:
        late, due = day(due_on), day(program.due_on)
        return denied(
            f"{late} is after the program’s due date, {due}: choose an earlier day, or move that date first."
        )
    if due_on < program.starts_on:
        early, start = day(due_on), day(program.starts_on)
        return denied(f"{early} is before the program’s start, {start}: choose a later day.")
    if units is not None and units > program.units_planned:
        planned = plural_of(program.units_planned, "unit,units")
        return denied(f"The program plans {planned} in all: a milestone cannot ask for {number(units)}.")
    return ALLOWED


def can_deliver(program: Program) -> Verdict:
    """Whether the program is over: every app names what of it is still open."""
    reasons = [verdict.reason for check in sockets.closing_checks if not (verdict := check(program))]
    return denied(" ".join(reasons)) if reasons else ALLOWED


def can_draft(program: Program, monday: date, *, at: datetime) -> Verdict:
    """Whether there is anything to say of that week: it began, and the program was there."""
    begins, ends = day(monday), day(monday + timedelta(days=6))
    if local_day(program, at) < monday:
        return denied(f"The week from {begins} has not begun where the program is run.")
    if program.starts_on > monday + timedelta(days=6):
        return denied(f"The program starts {day(program.starts_on)}, after the week that ended {ends}.")
    return ALLOWED


def can_edit(report: StatusReport) -> Verdict:
    if report.state == ReportState.PUBLISHED:
        return denied("This report is published: what was said stays said.")
    return ALLOWED


def can_acknowledge(report: StatusReport) -> Verdict:
    if report.state != ReportState.PUBLISHED:
        return denied("It is a draft still: there is nothing to take note of yet.")
    return ALLOWED


def _bounds(measure: Measure) -> tuple[float, float]:
    """A figure without an interval (a cost) is exact."""
    assert measure.value is not None
    low = measure.value if measure.low is None else measure.low
    return low, measure.value if measure.high is None else measure.high
