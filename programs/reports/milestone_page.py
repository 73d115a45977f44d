"""One milestone: how it stands, how its date moved, what comes after it and what it hangs on outside the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from programs.models import Milestone, MilestoneMove, RaidItem
from programs.reports.line import line_of
from programs.reports.plan import Deadline, plan_of


@dataclass(frozen=True)
class MilestonePage:
    deadline: Deadline
    followers: Sequence[Milestone]
    moves: Sequence[MilestoneMove]
    raid: Sequence[RaidItem]


def milestone_page_of(milestone: Milestone, *, on: date) -> MilestonePage:
    line = line_of(milestone.program_id, on=on, with_money=False)
    followers = milestone.program.milestones.standing().filter(needs__needed=milestone)
    return MilestonePage(
        deadline=plan_of(line, [milestone]).rows[0],
        followers=list(followers.order_by("due_on", "pk")),
        moves=list(milestone.moves.select_related("moved_by").order_by("-moved_at", "-pk")),
        raid=list(milestone.raid.order_by("-state", "need_by", "pk")),
    )
