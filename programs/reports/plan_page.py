"""The plan of a program on one page, read off its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dataops.accounts.models import User
from programs.choices import MilestoneState, Part
from programs.models import BudgetLine, Program, RaidItem
from programs.reports.line import ProgramLine, line_of
from programs.reports.plan import Deadline, Plan, plan_of
from programs.reports.promised import Promised, promised_of
from programs.reports.raci import Raci, raci_of

SAID = (Part.ACCOUNTABLE, Part.RESPONSIBLE)
RISKS, MILESTONES, ACTIVITIES = 3, 7, 6


@dataclass(frozen=True)
class PlanPage:
    """As much as fits on a sheet; what was left off is counted."""

    line: ProgramLine
    plan: Plan
    raci: Raci
    budget_lines: Sequence[BudgetLine]
    risks: Sequence[RaidItem]
    open_risks: int
    promised: Sequence[Promised]

    @property
    def milestones(self) -> list[Deadline]:
        """What is still open goes first onto the sheet; the order is that of the dates."""
        open_first = sorted(self._standing, key=lambda row: not row.is_open)
        fitting = {row.milestone.pk for row in open_first[:MILESTONES]}
        return [row for row in self._standing if row.milestone.pk in fitting]

    @property
    def more_milestones(self) -> int:
        return len(self._standing) - len(self.milestones)

    @property
    def roles(self) -> list[str]:
        """Who answers for each activity and who does it; the others are on the page of roles."""
        return [_shared(self.raci, place) for place in range(min(ACTIVITIES, len(self.raci.rows)))]

    @property
    def more_roles(self) -> int:
        return len(self.raci.rows) - len(self.roles)

    @property
    def more_risks(self) -> int:
        return self.open_risks - len(self.risks)

    @property
    def _standing(self) -> list[Deadline]:
        return [row for row in self.plan.rows if row.milestone.state != MilestoneState.DROPPED]


def plan_page_of(program: Program, *, user: User, on: date, with_money: bool) -> PlanPage:
    line = line_of(program.pk, on=on, with_money=with_money)
    risks = list(program.raid.open().risks().with_trend().select_related("owner").order_by("-score", "pk"))
    return PlanPage(
        line=line,
        plan=plan_of(line, list(program.milestones.with_needs().order_by("due_on", "pk"))),
        raci=raci_of(program),
        budget_lines=list(program.budget_lines.order_by("pk")) if with_money else [],
        risks=risks[:RISKS],
        open_risks=len(risks),
        promised=promised_of(line, user=user),
    )


def _shared(raci: Raci, place: int) -> str:
    row = raci.rows[place]
    named = [
        f"{who} ({part.letter})"
        for who, part in zip(raci.stakeholders, row.cells, strict=True)
        if part in SAID
    ]
    return f"{row.activity}: {', '.join(named)}"
