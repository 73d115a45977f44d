from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue
from programs import rules
from programs.choices import Rag, ReportState
from programs.models import Program, StatusReport
from programs.operations.versions import check_sight, check_version
from programs.reports import weekly

READ_AGAIN = "The report changed after you opened it. Read it again as it is now, then publish it."
WEEK = timedelta(days=7)
MOST_MISSED = 8  # weeks caught up at once
WORDS = ("summary", "highlights", "lowlights", "asks", "next_week")


class CannotEdit(Refused):
    pass


class CannotPublish(Refused):
    pass


@transaction.atomic
def draft_report(program: Program, week_on: date, *, actor: User | None, at: datetime) -> StatusReport:
    """Take the week's numbers down and let the rule say how the program stands. Once per week."""
    monday = weekly.week_of(week_on)
    program = Program.objects.select_for_update().get(pk=program.pk)
    if (known := program.reports.filter(week_on=monday).first()) is not None:
        return known
    numbers, status = weekly.collect(program, on=_figures_on(monday, at), before=_before(program, monday))
    report = StatusReport.objects.create(
        program=program,
        week_on=monday,
        numbers=numbers,
        numbers_at=at,
        rag=status.rag,
        rag_reason=status.reason,
    )
    record("report.drafted", report, actor=actor, week_on=monday.isoformat(), rag=report.rag)
    return report


def draft_week(*, at: datetime) -> int:
    """A draft for every program that was under way in the week that ended, and say how many.

    Weeks that the clock missed after a program's last report are caught up, the oldest first.
    """
    ended = weekly.week_of(at.date()) - WEEK
    started = Program.objects.running().filter(starts_on__lt=ended + WEEK).order_by("pk")
    drafts = [
        draft_report(program, monday, actor=None, at=at)
        for program in started
        for monday in _weeks_without(program, ended)
    ]
    return len(drafts)


def _weeks_without(program: Program, ended: date) -> list[date]:
    """The Mondays after the program's last report up to the week that ended: that one alone if it has none yet."""
    last = program.reports.filter(week_on__lt=ended).order_by("-week_on").first()
    missed = min((ended - last.week_on) // WEEK - 1, MOST_MISSED) if last else 0
    return [ended - weeks * WEEK for weeks in range(missed, -1, -1)]


@transaction.atomic
def renew_numbers(report: StatusReport, *, actor: User, at: datetime) -> StatusReport:
    """Take the numbers down again while the report is a draft."""
    report = _locked(report)
    program = report.program
    numbers, status = weekly.collect(
        program, on=_figures_on(report.week_on, at), before=_before(program, report.week_on)
    )
    if (numbers, status.rag) == (report.numbers, report.rag):
        return report
    report.numbers, report.numbers_at = numbers, at
    report.rag, report.rag_reason = status.rag, status.reason
    report.version += 1
    report.save(update_fields=["numbers", "numbers_at", "rag", "rag_reason", "version", "updated_at"])
    record("report.numbers_renewed", report, actor=actor, rag=report.rag)
    return report


@transaction.atomic
def edit_report(report: StatusReport, *, version: int, actor: User, **words: str) -> StatusReport:
    """Write the words. Refused when somebody else wrote since `version`; the same words change nothing."""
    if unknown := set(words) - set(WORDS):
        raise TypeError(f"not words of a report: {', '.join(sorted(unknown))}")
    report = _locked(report)
    changed = [name for name, text in words.items() if getattr(report, name) != text]
    if not changed:
        return report
    check_version(report, version)
    for name in changed:
        setattr(report, name, words[name])
    report.version += 1
    report.save(update_fields=[*changed, "version", "updated_at"])
    record("report.edited", report, actor=actor, sections=sorted(changed))
    return report


@transaction.atomic
def override_rag(
    report: StatusReport, rag: str, *, reason: str, version: int | None = None, actor: User
) -> StatusReport:
    """Say it stands otherwise than the rule found at `version`, and why; an empty status takes that back."""
    report = _locked(report)
    reason = reason.strip() if rag else ""
    if rag and not reason:
        raise CannotEdit("Say why the report departs from the rule: readers see both.")
    if (report.rag_override, report.override_reason) == (rag, reason):
        return report
    check_version(report, version)
    report.rag_override, report.override_reason = Rag(rag) if rag else "", reason
    report.version += 1
    report.save(update_fields=["rag_override", "override_reason", "version", "updated_at"])
    record("report.status_overridden", report, actor=actor, rule=report.rag, now=rag, reason=reason)
    return report


@transaction.atomic
def publish_report(
    report: StatusReport, *, version: int | None = None, actor: User, at: datetime
) -> StatusReport:
    """Freeze the report as it was read, at `version`, and send it. Publishing twice sends once."""
    report = StatusReport.objects.select_for_update().select_related("program").get(pk=report.pk)
    if report.state == ReportState.PUBLISHED:
        return report
    if not (verdict := rules.can_publish(report)):
        raise CannotPublish(verdict.reason)
    check_sight(report, version, report.version, READ_AGAIN)
    report.state, report.published_at, report.published_by = ReportState.PUBLISHED, at, actor
    report.save(update_fields=["state", "published_at", "published_by", "updated_at"])
    record("report.published", report, actor=actor, week_on=report.week_on.isoformat(), rag=report.status)
    enqueue("programs.send_report", report_id=report.pk)
    return report


def _locked(report: StatusReport) -> StatusReport:
    """The row, to be changed; refused once it is published."""
    report = StatusReport.objects.select_for_update().select_related("program").get(pk=report.pk)
    if not (verdict := rules.can_edit(report)):
        raise CannotEdit(verdict.reason)
    return report


def _figures_on(monday: date, at: datetime) -> date:
    """The last day of the week, or today while the week runs."""
    return min(at.date(), monday + timedelta(days=6))


def _before(program: Program, monday: date) -> weekly.Numbers | None:
    last = program.reports.filter(week_on__lt=monday).order_by("-week_on").first()
    return last.numbers if last else None
