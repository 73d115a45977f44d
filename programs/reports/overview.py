"""Everything the page of one program shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import NoReverseMatch, reverse

from dataops.accounts.models import User
from programs.models import BudgetLine, Program, StatusReport
from programs.reports import feed
from programs.reports.change import ShownChange, changes_of
from programs.reports.decisions import Decisions, decisions_of
from programs.reports.line import ProgramLine, line_of
from programs.reports.outcomes import Came, what_came
from programs.reports.plan import Plan, plan_of
from programs.reports.promised import Promised, promised_of
from programs.reports.raid import OpenRaid, open_of
from programs.sockets import Panel


@dataclass(frozen=True)
class Overview:
    line: ProgramLine
    plan: Plan
    budget_lines: Sequence[BudgetLine]
    people: Sequence[User]
    requests: Sequence[Came]
    entries: Sequence[feed.Entry]
    reports: Sequence[StatusReport]
    raid: OpenRaid
    decisions: Decisions
    changes: Sequence[ShownChange]
    forecast_moved: int | None
    promised: Sequence[Promised]


@dataclass(frozen=True)
class RemotePanel:
    id: str
    title: str
    url: str


def overview_of(program: Program, *, user: User, on: date, with_money: bool) -> Overview:
    line = line_of(program.pk, on=on, with_money=with_money)
    return Overview(
        line=line,
        plan=plan_of(line, list(program.milestones.with_needs().order_by("due_on", "pk"))),
        budget_lines=list(program.budget_lines.order_by("pk")) if with_money else [],
        people=list(program.people()),
        requests=what_came(program.requests.visible_to(user)),
        entries=feed.feed_of(program, with_money=with_money),
        reports=list(program.reports.visible_to(user).order_by("-week_on")[:5]),
        raid=open_of(program),
        decisions=decisions_of(program),
        changes=changes_of(line),
        forecast_moved=_moved(line),
        promised=promised_of(line, user=user),
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


def _moved(line: ProgramLine) -> int | None:
    """By how many days P85 moved in a week; None when either day is not known."""
    if not line.forecast or not line.forecast.p85_on:
        return None
    week_ago = line.forecast.computed_on - timedelta(days=7)
    older = line.program.forecasts.filter(computed_on__lte=week_ago, p85_on__isnull=False)
    before = older.order_by("-computed_on").first()
    return (line.forecast.p85_on - before.p85_on).days if before else None
