"""Weeks without a published report after their deadline: computed when somebody looks, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from programs.choices import ProgramState
from programs.models import Program, StatusReport
from programs.rules.week import WEEK, last_due

LOOKED_BACK = 8  # weeks
REPORTING = (ProgramState.PLANNED, ProgramState.ACTIVE, ProgramState.PAUSED)


def missing_of(programs: Iterable[Program], *, at: datetime) -> dict[int, list[date]]:
    """Of each program the Mondays of the weeks that are missing, the newest first; in one query."""
    asked = [program for program in programs if program.state in REPORTING]
    due = {program.pk: last_due(program, at) for program in asked}
    since = min(due.values(), default=at.date()) - LOOKED_BACK * WEEK
    told = StatusReport.objects.filter(program__in=list(due), week_on__gte=since).published()
    known: dict[int, set[date]] = {pk: set() for pk in due}
    for pk, monday in told.values_list("program_id", "week_on"):
        known[pk].add(monday)
    found = {program.pk: _weeks(program, due[program.pk], known[program.pk]) for program in asked}
    return {pk: weeks for pk, weeks in found.items() if weeks}


def _weeks(program: Program, newest: date, known: set[date]) -> list[date]:
    """The newest weeks in a row that were not reported; a week before the program began is none."""
    missing = []
    for back in range(LOOKED_BACK):
        monday = newest - back * WEEK
        if monday in known or program.starts_on >= monday + WEEK:
            break
        missing.append(monday)
    return missing
