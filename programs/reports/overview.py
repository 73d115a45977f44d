"""Everything the page of one program shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import NoReverseMatch, reverse

from dataops.accounts.models import User
from dataops.web.marks import GanttRow
from dataops.web.templatetags.formats import day, number
from programs.choices import MilestoneState, ProgramState
from programs.models import BudgetLine, Milestone, Program, StatusReport
from programs.reports import feed
from programs.reports.change import ShownChange, changes_of
from programs.reports.decisions import Decisions, decisions_of
from programs.reports.line import ProgramLine, lines_of
from programs.reports.raid import OpenRaid, open_of
from programs.sockets import Panel


@dataclass(frozen=True)
class Deadline:
    """A milestone as the plan shows it."""

    milestone: Milestone
    kind: str
    word: str
    text: str
    is_open: bool


@dataclass(frozen=True)
class Plan:
    rows: tuple[Deadline, ...]
    marks: tuple[GanttRow, ...]
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Overview:
    line: ProgramLine
    plan: Plan
    budget_lines: Sequence[BudgetLine]
    people: Sequence[User]
    entries: Sequence[feed.Entry]
    reports: Sequence[StatusReport]
    raid: OpenRaid
    decisions: Decisions
    changes: Sequence[ShownChange]
    forecast_moved: int | None


@dataclass(frozen=True)
class RemotePanel:
    id: str
    title: str
    url: str


def overview_of(program: Program, *, user: User, on: date, with_money: bool) -> Overview:
    line = lines_of(Program.objects.filter(pk=program.pk), on=on, with_money=with_money)[0]
    return Overview(
        line=line,
        plan=_plan(line, list(program.milestones.order_by("due_on", "pk"))),
        budget_lines=list(program.budget_lines.order_by("pk")) if with_money else [],
        people=list(program.people()),
        entries=feed.feed_of(program, with_money=with_money),
        reports=list(program.reports.visible_to(user).order_by("-week_on")[:5]),
        raid=open_of(program),
        decisions=decisions_of(program),
        changes=changes_of(line),
        forecast_moved=_moved(line),
    )


def panels_of(program: Program, user, sockets: Iterable[Panel]) -> list[RemotePanel]:
    """Panels of other apps that this person may open; one whose address does not exist is passed over."""
    found = []
    for place, panel in enumerate(sockets):
        if not user.has_perm(panel.permission) and not user.has_perm(panel.permission, program):
            continue
        try:
            url = reverse(panel.url_name, args=[program.code])
        except NoReverseMatch:
            continue
        found.append(RemotePanel(f"panel-{place}", panel.title, url))
    return found


def _plan(line: ProgramLine, milestones: Sequence[Milestone]) -> Plan:
    """The whole program first, with its forecast, then each milestone against its first promise."""
    forecast, program = line.forecast, line.program
    whole = GanttRow(
        starts=program.starts_on,
        ends=program.due_on,
        p85=None,
        share_done=line.planned_share
        if line.status.key == ProgramState.DELIVERED
        else min(1.0, line.done_share),
        state=line.status.kind,
    )
    shown = [milestone for milestone in milestones if milestone.state != MilestoneState.DROPPED]
    rows = [_deadline(milestone, line.on) for milestone in milestones]
    marks = [whole, *(_mark(milestone, line.on) for milestone in shown)]
    if forecast and forecast.p50_on:
        marks.append(
            GanttRow(ends=forecast.p50_on, p85=forecast.p85_on, due=program.due_on, state=line.status.kind)
        )
    days = [program.starts_on, program.due_on, line.on, *(milestone.due_on for milestone in shown)]
    days += [one for one in (forecast and forecast.p50_on, forecast and forecast.p85_on) if one]
    days += [milestone.baseline_on for milestone in shown]
    return Plan(
        rows=tuple(rows),
        marks=tuple(marks),
        starts_on=min(days) - timedelta(days=5),
        ends_on=max(days) + timedelta(days=10),
    )


def _mark(milestone: Milestone, on: date) -> GanttRow:
    """A diamond where it is expected or was reached, a tick where it was first promised."""
    done = milestone.done_on
    kind = _deadline(milestone, on).kind
    return GanttRow(ends=done or milestone.due_on, due=milestone.baseline_on, state=kind)


def _deadline(milestone: Milestone, on: date) -> Deadline:
    slip = f", {milestone.slip_days} days after the first promise" if milestone.slip_days > 0 else ""
    units = f", {number(milestone.units)} units" if milestone.units else ""
    if milestone.state == MilestoneState.DONE:
        return Deadline(milestone, "done", "Done", f"Done {day(milestone.done_on, on)}{slip}", False)
    if milestone.state == MilestoneState.DROPPED:
        return Deadline(milestone, "hold", "Dropped", "Dropped", False)
    if milestone.due_on < on:
        late = (on - milestone.due_on).days
        text = f"Due {day(milestone.due_on, on)}, {late} day{'' if late == 1 else 's'} ago{units}"
        return Deadline(milestone, "bad", "Overdue", text, True)
    kind, word = ("warn", "Moved") if milestone.slip_days > 0 else ("idle", "Planned")
    return Deadline(milestone, kind, word, f"Due {day(milestone.due_on, on)}{slip}{units}", True)


def _moved(line: ProgramLine) -> int | None:
    """By how many days P85 moved in a week; None when either day is not known."""
    if not line.forecast or not line.forecast.p85_on:
        return None
    week_ago = line.forecast.computed_on - timedelta(days=7)
    older = line.program.forecasts.filter(computed_on__lte=week_ago, p85_on__isnull=False)
    before = older.order_by("-computed_on").first()
    return (line.forecast.p85_on - before.p85_on).days if before else None
