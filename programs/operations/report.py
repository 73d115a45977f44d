from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_sight, check_version
from dataops.jobs.outbox import enqueue
from programs import rules
from programs.choices import Dimension, Rag, ReportState
from programs.models import Program, StatusReport
from programs.reports import frozen, weekly
from programs.rules.week import WEEK, local_day, week_of

READ_AGAIN = "The report changed after you opened it. Read it again as it is now, then publish it."
WORDS = ("summary", "highlights", "lowlights", "next_week")


class CannotEdit(Refused):
    pass


class CannotPublish(Refused):
    pass


class CannotDraft(Refused):
    pass


@transaction.atomic
def draft_report(program: Program, week_on: date, *, actor: User | None, at: datetime) -> StatusReport:
    """Take the week's numbers down and let the rule say how the program stands. Once per week."""
    monday = week_of(week_on)
    program = Program.objects.select_for_update().get(pk=program.pk)
    if (known := program.reports.filter(week_on=monday).first()) is not None:
        return known
    if not (verdict := rules.can_draft(program, monday, at=at)):
        raise CannotDraft(verdict.reason)
    taken = weekly.collect(program, monday, at=at, before=_before(program, monday))
    report = StatusReport.objects.create(
        program=program,
        week_on=monday,
        numbers=taken.numbers,
        numbers_at=at,
        baseline_units=taken.baseline,
        rag=taken.status.rag,
        rag_reason=taken.status.reason,
    )
    record("report.drafted", report, actor=actor, week_on=monday.isoformat(), rag=report.rag)
    return report


@transaction.atomic
def renew_numbers(report: StatusReport, *, actor: User, at: datetime) -> StatusReport:
    """Take the numbers down again while the report is a draft; what was said against the rule stays beside it."""
    report = _locked(report)
    program = report.program
    taken = weekly.collect(program, report.week_on, at=at, before=_before(program, report.week_on))
    if taken.numbers == report.numbers:
        return report
    report.numbers, report.numbers_at, report.baseline_units = taken.numbers, at, taken.baseline
    answers = {row["key"]: row["rule"] for row in taken.numbers["dimensions"]}
    report.overrides = {
        key: said | {"rule": answers[key]} for key, said in report.overrides.items() if key in answers
    }
    _judge(report)
    report.version += 1
    names = ("numbers", "numbers_at", "baseline_units", "overrides", "rag", "rag_reason", "version")
    report.save(update_fields=[*names, "updated_at"])
    record("report.numbers_renewed", report, actor=actor, rag=report.rag)
    return report


@transaction.atomic
def edit_report(
    report: StatusReport,
    *,
    version: int,
    actor: User,
    comments: Mapping[str, str] | None = None,
    **words: str,
) -> StatusReport:
    """Write the words. Refused when somebody else wrote since `version`; the same words change nothing.

    `comments` are by dimension; one that is not named stays as it is.
    """
    if unknown := set(words) - set(WORDS):
        raise TypeError(f"not words of a report: {', '.join(sorted(unknown))}")
    report = _locked(report)
    written: dict[str, object] = {**words}
    if comments:
        said = report.comments | {Dimension(key).value: text.strip() for key, text in comments.items()}
        written["comments"] = {key: text for key, text in said.items() if text}
    changed = [name for name, now in written.items() if getattr(report, name) != now]
    if not changed:
        return report
    check_version(report, version)
    for name in changed:
        setattr(report, name, written[name])
    report.version += 1
    report.save(update_fields=[*changed, "version", "updated_at"])
    record("report.edited", report, actor=actor, sections=sorted(changed))
    return report


@transaction.atomic
def override_rag(
    report: StatusReport,
    rag: str,
    *,
    reason: str,
    dimension: str = "",
    version: int | None = None,
    actor: User,
) -> StatusReport:
    """Say it stands otherwise than the rule found at `version`, overall or in one dimension, and why.

    An empty status takes that back.
    """
    report = _locked(report)
    reason = reason.strip() if rag else ""
    if rag and not reason:
        raise CannotEdit("Say why the report departs from the rule: readers see both.")
    ruled = report.rag if not dimension else _ruled(report, dimension)
    if (rag, reason) == said_of(report, dimension):
        return report
    check_version(report, version)
    if dimension:
        said = {"rag": Rag(rag).value, "reason": reason, "rule": ruled} if rag else None
        others = {key: words for key, words in report.overrides.items() if key != dimension}
        report.overrides = others | ({dimension: said} if said else {})
        _judge(report)
    else:
        report.rag_override, report.override_reason = Rag(rag) if rag else "", reason
    report.version += 1
    names = ("rag_override", "override_reason", "overrides", "rag", "rag_reason", "version")
    report.save(update_fields=[*names, "updated_at"])
    part = dimension or "overall"
    record("report.status_overridden", report, actor=actor, of=part, rule=ruled, now=rag, reason=reason)
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
    report.numbers = report.numbers | frozen.at_publication(report, on=local_day(report.program, at))
    report.state, report.published_at, report.published_by = ReportState.PUBLISHED, at, actor
    report.save(update_fields=["numbers", "state", "published_at", "published_by", "updated_at"])
    record("report.published", report, actor=actor, week_on=report.week_on.isoformat(), rag=report.status)
    enqueue("programs.send_report", report_id=report.pk)
    return report


def _locked(report: StatusReport) -> StatusReport:
    """The row, to be changed; refused once it is published."""
    report = StatusReport.objects.select_for_update().select_related("program").get(pk=report.pk)
    if not (verdict := rules.can_edit(report)):
        raise CannotEdit(verdict.reason)
    return report


def _judge(report: StatusReport) -> None:
    """The rule's answer from the dimensions as they stand in the report."""
    status = frozen.status_in(report, is_overall_said=False)
    report.rag, report.rag_reason = status.rag, status.reason


def _ruled(report: StatusReport, dimension: str) -> str:
    """What the rule says of the dimension."""
    answers = {row["key"]: row["rule"] for row in report.numbers.get("dimensions", [])}
    if dimension not in answers:
        raise CannotEdit("The rule does not judge this program now, so there is nothing to depart from.")
    return answers[dimension]


def said_of(report: StatusReport, dimension: str) -> tuple[str, str]:
    """The status that the report gives against the rule, and why; empty where it gives none."""
    if not dimension:
        return report.rag_override, report.override_reason
    words = report.overrides.get(dimension, {})
    return words.get("rag", ""), words.get("reason", "")


def _before(program: Program, monday: date) -> weekly.Numbers | None:
    """The numbers of the week before, published or not."""
    last = program.reports.filter(week_on=monday - WEEK).first()
    return last.numbers if last else None
