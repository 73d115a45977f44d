"""The homes of those who ask for data and of those who lead: their figures, and the dates of programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from dataops.web.templatetags.formats import day, number, plural_of, share
from dataops.work.home import Ahead, Tile
from programs import permissions
from programs.choices import RaidKind
from programs.models import DataRequest, Decision, Milestone, Program, RaidItem
from programs.models.request import OPEN
from programs.reports import leadership
from programs.reports.line import ProgramLine, lines_of


def leadership_tiles(user, *, at: datetime) -> list[Tile]:
    return leadership.first_tiles(lines_of(Program.objects.visible_to(user).running(), on=at.date()))


def requester_tiles(user, *, at: datetime) -> list[Tile]:
    """How the own requests stand, and the programs that they went into."""
    own = DataRequest.objects.asked_by(user)
    into = Program.objects.filter(pk__in=own.values("program")).running()
    lines = lines_of(into, on=at.date(), with_money=False)
    return [_open_requests(own, at=at), _next_done(lines), _accepted(lines)]


def dates_of_programs(user, *, on: date, until: date) -> Iterator[Ahead]:
    """What programs promised, and what others promised them, for whom sees programs."""
    if user.vendor_id is not None or not user.has_perm(permissions.SEE_PROGRAMS):
        return
    running = Program.objects.visible_to(user).running()
    seen = running.managed_by(user) if running.managed_by(user).exists() else running
    span = (on, until)
    for program in seen.filter(due_on__range=span):
        yield _date(program.due_on, "All units are promised", program, "Program due", "")
    for milestone in _of(Milestone.objects.open(), seen).filter(due_on__range=span):
        yield _date(milestone.due_on, milestone.name, milestone.program, "Milestone", "#plan")
    for decision in _of(Decision.objects.proposed(), seen).filter(needed_by__range=span):
        yield _date(decision.needed_by, decision.question, decision.program, "Decision needed", "#decisions")
    awaited = RaidItem.objects.open().filter(kind=RaidKind.DEPENDENCY, need_by__range=span)
    for item in _of(awaited, seen):
        yield _date(item.need_by, item.statement, item.program, "Needed from others", "#raid")


def _of(rows: QuerySet, programs: QuerySet[Program]) -> QuerySet:
    return rows.filter(program__in=programs).select_related("program")


def _date(on: date, title: str, program: Program, word: str, part: str) -> Ahead:
    url = reverse("programs:program-detail", args=[program.code]) + part
    return Ahead(on, title, f"{program.code} {program.name}", url, word)


def _open_requests(own: QuerySet[DataRequest], *, at: datetime) -> Tile:
    waiting = own.filter(state__in=OPEN)
    count, asks = waiting.count(), own.waiting_for_requester().count()
    first = waiting.order_by("needed_by").first()
    detail = "Nothing of yours waits for a decision"
    if first is not None and first.needed_by is not None:
        detail = f"first needed by {day(first.needed_by, at.date())}"
    if asks:
        detail = f"{plural_of(asks, 'waits,wait')} for your answer"
    return Tile("requests", "Requests open", number(count), "", detail, reverse("programs:request-list"))


def _next_done(lines: Sequence[ProgramLine]) -> Tile:
    label = "Next to be complete"
    known = [line for line in lines if line.forecast and line.forecast.p50_on]
    if not known:
        reason = "Too little is accepted yet to say" if lines else "No request of yours is under way"
        return Tile("next", label, None, "", reason, "")
    line = min(known, key=lambda line: line.forecast.p50_on)
    late = f"P85 {day(line.forecast.p85_on, line.on)}" if line.forecast.p85_on else "P85 is out of sight"
    return Tile(
        "next", label, day(line.forecast.p50_on, line.on), "", f"{late}, {line.program.name}", _url(line)
    )


def _accepted(lines: Sequence[ProgramLine]) -> Tile:
    label = "Accepted of planned units"
    planned = sum(line.progress.planned for line in lines)
    if not planned:
        return Tile("accepted", label, None, "", "No request of yours is under way", "")
    accepted = sum(line.progress.accepted for line in lines)
    detail = f"{share(accepted / planned)} in {plural_of(len(lines), 'program,programs')}"
    url = _url(lines[0]) if len(lines) == 1 else reverse("programs:program-list")
    return Tile("accepted", label, number(accepted), f"of {number(planned)}", detail, url)


def _url(line: ProgramLine) -> str:
    return reverse("programs:program-detail", args=[line.program.code])
