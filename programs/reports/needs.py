"""What of programs, milestones and reports needs a person today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.web.templatetags.formats import day, moment, plural_of
from dataops.work.needs import Need, Urgency
from programs import permissions
from programs.choices import Rag
from programs.models import Milestone, Program, StatusReport
from programs.reports.line import ProgramLine, lines_of
from programs.reports.missing import missing_of
from programs.reports.reading import to_acknowledge
from programs.rules.report import silent_of
from programs.rules.week import due_at, week_number

SOON = timedelta(days=7)
FRESH = timedelta(days=28)
MOST_TO_READ = 5


def program_needs(user, *, at: datetime) -> Iterator[Need]:
    """For managers: dates, drafts and programs in trouble. For leadership: trouble, and what to read."""
    if user.vendor_id is not None:
        return
    if user.role == Role.PROGRAM_MANAGER:
        yield from _milestones(user, at)
        yield from _drafts(user)
        yield from _missing(user, at)
        yield from _troubled(Program.objects.running().managed_by(user), at)
    if user.role == Role.LEADERSHIP:
        yield from _troubled(Program.objects.visible_to(user).running(), at, only_off=True)
        yield from _to_read(user, at)


def _milestones(user, at: datetime) -> Iterator[Need]:
    on = at.date()
    mine = Milestone.objects.filter(program__in=Program.objects.running().managed_by(user)).select_related(
        "program"
    )
    for milestone in mine.open().filter(due_on__lte=on + SOON).order_by("due_on", "pk"):
        is_late = milestone.due_on < on
        yield Need(
            urgency=Urgency.LATE if is_late else Urgency.DUE,
            title=f"{'Finish or move' if is_late else 'Finish'} {milestone.name}",
            why=f"It {'was' if is_late else 'is'} due {day(milestone.due_on, on)}. Others planned on that date.",
            url=reverse("programs:program-detail", args=[milestone.program.code]) + "#plan",
            action="Open plan",
            meta=(milestone.program.code, milestone.program.name),
            since=at.replace(
                year=milestone.due_on.year, month=milestone.due_on.month, day=milestone.due_on.day
            )
            if is_late
            else None,
            tone="bad" if is_late else "warn",
        )


def _drafts(user) -> Iterator[Need]:
    mine = Program.objects.managed_by(user)
    drafts = StatusReport.objects.filter(program__in=mine).drafts().select_related("program")
    for report in drafts.order_by("week_on", "pk"):
        week = week_number(report.week_on)
        silent = [one.label.lower() for one in silent_of(report)]
        missing = "Its words are there; nobody has it yet."
        if silent:
            missing = f"It does not say what is done about {' and '.join(silent)}."
        if not report.summary.strip():
            missing = "Its summary is empty."
        yield Need(
            urgency=Urgency.DUE,
            title=f"Finish the report of week {week}: {report.program.name}",
            why=f"The numbers are taken down. {missing}",
            url=reverse("programs:report-detail", args=[report.pk]),
            action="Finish",
            meta=(report.program.code, report.get_rag_display()),
            since=report.created_at,
            tone="warn",
        )


def _troubled(programs, at: datetime, *, only_off: bool = False) -> Iterator[Need]:
    for line in lines_of(programs.order_by("pk"), on=at.date()):
        is_off = line.status.key == Rag.OFF_TRACK
        if is_off or (line.status.key == Rag.AT_RISK and not only_off):
            yield _trouble(line, is_off)


def _trouble(line: ProgramLine, is_off: bool) -> Need:
    return Need(
        urgency=Urgency.LATE if is_off else Urgency.WAITING,
        title=f"{line.program.name} is {line.status.word.lower()}",
        why=line.status.first_reason,
        url=reverse("programs:program-detail", args=[line.program.code]),
        action="Open program",
        meta=(line.program.code, f"due {day(line.program.due_on, line.on)}"),
        tone=line.status.kind,
    )


def _to_read(user, at: datetime) -> Iterator[Need]:
    if not user.has_perm(permissions.SEE_REPORTS):
        return
    waiting = to_acknowledge(user).filter(published_at__gt=at - FRESH).select_related("program")
    for report in waiting[:MOST_TO_READ]:
        yield Need(
            urgency=Urgency.WORTH_KNOWING,
            title=f"Week {week_number(report.week_on)}: {report.program.name}",
            why=report.summary or report.rag_reason,
            url=reverse("programs:report-detail", args=[report.pk]),
            action="Read and acknowledge",
            meta=(report.program.code, Rag(report.status).label),
            since=report.published_at,
            tone="info",
        )
    if (count := waiting.count()) > MOST_TO_READ:
        yield Need(
            urgency=Urgency.WORTH_KNOWING,
            title=f"{plural_of(count - MOST_TO_READ, 'more report,more reports')} to acknowledge",
            why="Their managers see who has read them and who has not.",
            url=reverse("programs:report-list") + "?unread=on",
            action="See them",
            tone="info",
        )


def _missing(user, at: datetime) -> Iterator[Need]:
    mine = list(Program.objects.running().managed_by(user).order_by("pk"))
    missing = missing_of(mine, at=at)
    for program in mine:
        if (weeks := missing.get(program.pk)) is not None:
            deadline = due_at(program, weeks[0])
            yield Need(
                urgency=Urgency.LATE,
                title=f"Publish the report of week {week_number(weeks[0])}: {program.name}",
                why=f"It was due {moment(deadline)} UTC. {_in_a_row(len(weeks))}".strip(),
                url=reverse("programs:report-list") + f"?program={program.code}&state=draft",
                action="Open it",
                meta=(program.code, "Missing"),
                since=deadline,
                tone="bad",
            )


def _in_a_row(count: int) -> str:
    return f"{count} weeks in a row are missing." if count > 1 else ""
