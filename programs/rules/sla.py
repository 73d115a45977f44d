"""Whether a promise to those who ask can be made, and which one holds for a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from zoneinfo import available_timezones

from dataops.base.verdicts import ALLOWED, Verdict, denied
from dataops.base.working_hours import MIDNIGHT
from programs.choices import SlaGoalKind
from programs.models import DataRequest, SlaGoal, SlaPolicy

MOST_AMOUNT, MOST_HOLIDAYS = 1_000, 366


def policy_for(request: DataRequest, policies: Iterable[SlaPolicy]) -> SlaPolicy | None:
    """The first that fits, in their order."""
    return next((policy for policy in policies if policy.fits(request)), None)


def are_goals(goals: Sequence[SlaGoal]) -> Verdict:
    if not goals:
        return denied("A policy promises something: set at least one goal.")
    if any(not 0 < goal.amount <= MOST_AMOUNT for goal in goals):
        return denied(f"A goal is from 1 to {MOST_AMOUNT:,} working hours or days.")
    found = {goal.goal: goal for goal in goals}
    if len(found) < len(goals):
        return denied("Each goal is promised once.")
    return ALLOWED


def in_order(goals: Iterable[SlaGoal]) -> list[SlaGoal]:
    order = list(SlaGoalKind)
    return sorted(goals, key=lambda goal: order.index(SlaGoalKind(goal.goal)))


def is_calendar(
    time_zone: str, weekdays: Sequence[int], opens: time, closes: time, holidays: Sequence[date]
) -> Verdict:
    if time_zone not in available_timezones():
        return denied(f"“{time_zone}” is no time zone: write one such as Europe/Berlin.")
    if not weekdays or not set(weekdays) <= set(range(7)):
        return denied("Choose at least one working day.")
    if closes not in (MIDNIGHT, max(closes, opens)) or opens == closes != MIDNIGHT:
        return denied("The day closes after it opens; 00:00 is the end of the day.")
    if len(holidays) > MOST_HOLIDAYS:
        return denied(f"At most {MOST_HOLIDAYS} holidays fit.")
    return ALLOWED
