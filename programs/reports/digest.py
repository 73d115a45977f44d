"""All programs of one week on one page: where each stands, what moved, what it needs, and whose report is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from programs.choices import Dimension, Rag
from programs.models import Ask, DigestReader, Program, StatusReport
from programs.reports.deltas import Delta
from programs.reports.line import ProgramLine, lines_of
from programs.reports.missing import missing_of
from programs.rules.status import WORST_FIRST
from programs.rules.week import week_number

MOVED = ("p85_on", "this_week")
ARROWS = {"better": "↗", "worse": "↘", "same": "→"}


@dataclass(frozen=True)
class DigestRow:
    line: ProgramLine
    report: StatusReport | None
    missing: tuple[date, ...]
    trend: str
    where: str
    moved: str
    ask: Ask | None
    asks: int

    @property
    def arrow(self) -> str:
        return ARROWS.get(self.trend, "")


@dataclass(frozen=True)
class Digest:
    rows: Sequence[DigestRow]
    on: date

    @property
    def week(self) -> int:
        return week_number(self.on)

    def count(self, key: str) -> int:
        return sum(row.line.status.key == key for row in self.rows)

    @property
    def off(self) -> int:
        return self.count(Rag.OFF_TRACK)

    @property
    def risky(self) -> int:
        return self.count(Rag.AT_RISK)

    @property
    def missing(self) -> int:
        return sum(bool(row.missing) for row in self.rows)


def comes_by_mail(person: User, reader: DigestReader | None) -> bool:
    """As they said; who said nothing gets it when they lead."""
    return reader.wants_mail if reader else person.role == Role.LEADERSHIP


def digest_of(
    programs: QuerySet[Program], *, at: datetime, zone: str = "UTC", with_money: bool = True
) -> Digest:
    """In a fixed number of queries, the worst on top; `zone` says which day it is for the reader."""
    on = at.astimezone(ZoneInfo(zone)).date()
    lines = lines_of(programs.running(), on=at.date(), with_money=with_money)  # type: ignore[attr-defined]
    ids = [line.program.pk for line in lines]
    missing = missing_of([line.program for line in lines], at=at)
    newest = StatusReport.objects.filter(program__in=ids).published().order_by("program_id", "-week_on")
    keys = newest.distinct("program_id").values("pk")
    reports = {report.program_id: report for report in StatusReport.objects.filter(pk__in=keys)}
    asks: dict[int, list[Ask]] = {}
    for ask in Ask.objects.open().filter(program__in=ids).select_related("owner").order_by("needed_by", "pk"):
        asks.setdefault(ask.program_id, []).append(ask)
    lines.sort(key=lambda line: (line.status.rank, line.program.due_on, line.program.code))
    return Digest([_row(line, reports, missing, asks) for line in lines], on)


def _row(line: ProgramLine, reports: dict, missing: dict, asks: dict) -> DigestRow:
    pk = line.program.pk
    report, waiting = reports.get(pk), asks.get(pk, [])
    compared: dict[str, Any] = (report.numbers.get("compared") if report else None) or {}
    trends = _until_today(line, report, compared.get("trends", {}))
    trend = _trend(trends)
    if trend == "same" and report is not None and report.status != line.status.key:
        trend = ""  # it stands otherwise than reported, for reasons that no trend tells
    return DigestRow(
        line=line,
        report=report,
        missing=tuple(missing.get(pk, ())),
        trend=trend,
        where=_where(trends, trend),
        moved=_moved([Delta(**row) for row in compared.get("deltas", [])], compared.get("reason", "")),
        ask=waiting[0] if waiting else None,
        asks=len(waiting),
    )


def _until_today(line: ProgramLine, report: StatusReport | None, trends: dict[str, str]) -> dict[str, str]:
    """The trends of the last report; of a dimension that changed its colour since then, that change."""
    was = {row["key"]: row["rule"] for row in (report.numbers.get("dimensions", []) if report else [])}
    found = dict(trends)
    for standing in line.status.standings:
        key, old = standing.dimension.value, was.get(standing.dimension.value, standing.rule)
        if old == standing.rule:
            continue
        if Rag.NO_DATA in (old, standing.rule):
            found.pop(key, None)
        else:
            is_worse = WORST_FIRST.index(standing.rule) < WORST_FIRST.index(old)
            found[key] = "worse" if is_worse else "better"
    return found


def _trend(trends: dict[str, str]) -> str:
    """Worse when any dimension got worse, else better when any got better."""
    found = set(trends.values())
    return next((word for word in ("worse", "better", "same") if word in found), "")


def _where(trends: dict[str, str], trend: str) -> str:
    """The dimensions that got better or worse, by name."""
    moved = [key for key, word in trends.items() if word == trend != "same"]
    *head, last = [Dimension(key).label.lower() for key in moved] or [""]
    return f"{', '.join(head)} and {last}" if head else last


def _moved(deltas: Sequence[Delta], reason: str) -> str:
    told = [
        f"{delta.label} {delta.moved.lower() if delta.key == 'p85_on' else delta.moved}"
        for key in MOVED
        for delta in deltas
        if delta.key == key and delta.is_better is not None
    ]
    return "; ".join(told) or ("P85 and pace as before" if deltas else reason or "No report yet")
