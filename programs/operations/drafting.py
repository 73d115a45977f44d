"""The clock drafts the weekly reports: of every program in its own time zone, each week once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from dataops.jobs.outbox import enqueue, promised
from programs.models import Program, StatusReport
from programs.operations.report import draft_report
from programs.rules.week import WEEK, last_ended, week_of

DRAFT = "programs.draft_program"
MOST_MISSED = 8  # weeks that are caught up besides the one that ended
FAR_ENOUGH = timedelta(days=2)  # no two clocks on earth are further apart


def promise_drafts(*, at: datetime) -> int:
    """Promise one task for every program that has a week to report, and say how many; a promise is made once."""
    waiting = promised(DRAFT, "program_id")
    due = [program for program, _ in weeks_due(at=at) if program.pk not in waiting]
    for program in due:
        enqueue(DRAFT, program_id=program.pk)
    return len(due)


def draft_due(*, at: datetime) -> int:
    """Draft everything that is due, here and now, and say how many reports that made."""
    return sum(draft_program(program, at=at) for program, _ in weeks_due(at=at))


@transaction.atomic
def draft_program(program: Program, *, at: datetime) -> int:
    """The weeks of one program that ended and have no report, the oldest first; a second run makes none."""
    found = list(weeks_due(at=at, program=program))
    for known, mondays in found:
        for monday in mondays:
            draft_report(known, monday, actor=None, at=at)
    return sum(len(mondays) for _, mondays in found)


def weeks_due(*, at: datetime, program: Program | None = None) -> Iterator[tuple[Program, list[date]]]:
    """Programs under way with the Mondays of their weeks that ended and have no report, in two queries."""
    running = Program.objects.running().filter(starts_on__lt=at.date() + FAR_ENOUGH)
    programs = list((running if program is None else running.filter(pk=program.pk)).order_by("pk"))
    oldest = week_of(at.date() - FAR_ENOUGH) - (MOST_MISSED + 1) * WEEK
    known: dict[int, set[date]] = {}
    recent = StatusReport.objects.filter(program__in=programs, week_on__gte=oldest)
    for pk, monday in recent.values_list("program_id", "week_on"):
        known.setdefault(pk, set()).add(monday)
    for one in programs:
        if mondays := _missing(one, known.get(one.pk, set()), last_ended(one, at)):
            yield one, mondays


def _missing(program: Program, known: set[date], ended: date) -> list[date]:
    """Weeks after the program's first known report; without one, that which ended alone."""
    first = min(known, default=ended)
    weeks = [ended - back * WEEK for back in range(MOST_MISSED, -1, -1)]
    return [
        monday
        for monday in weeks
        if monday not in known and (monday == ended or monday > first) and program.starts_on < monday + WEEK
    ]
