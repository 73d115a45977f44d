"""What a milestone may hang on, and when its work may begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dataops.base.verdicts import ALLOWED, Verdict, denied
from dataops.web.templatetags.formats import day
from programs.models import Milestone, MilestoneNeed


def can_begin(starts_on: date | None, *, due_on: date, program_starts_on: date) -> Verdict:
    if starts_on is None:
        return ALLOWED
    if starts_on > due_on:
        return denied(f"It would be due {day(due_on)}, before its start {day(starts_on)}: move one of them.")
    if starts_on < program_starts_on:
        return denied(f"{day(starts_on)} is before the program’s start, {day(program_starts_on)}.")
    return ALLOWED


def can_need(milestone: Milestone, needed: Sequence[Milestone]) -> Verdict:
    """Whether these are milestones of the same program, and waiting for them comes to an end."""
    if any(other.program_id != milestone.program_id for other in needed):
        return denied("A milestone hangs only on milestones of its own program.")
    if milestone in needed:
        return denied(f"“{milestone}” cannot hang on itself.")
    if circle := _circle(milestone, needed):
        names = " → ".join(f"“{one}”" for one in circle)
        return denied(f"They would wait for each other: {names}. Take one of them out.")
    return ALLOWED


def _circle(milestone: Milestone, needed: Iterable[Milestone]) -> list[Milestone]:
    """The way from the milestone over what it would need and back to it, if there is one."""
    known = {one.pk: one for one in milestone.program.milestones.all()}
    edges: dict[int, list[int]] = {}
    links = MilestoneNeed.objects.filter(milestone__program=milestone.program_id)
    for after, before in links.exclude(milestone=milestone.pk).values_list("milestone", "needed"):
        edges.setdefault(after, []).append(before)
    for other in needed:
        if (way := _way(edges, other.pk, milestone.pk)) is not None:
            return [known[pk] for pk in [milestone.pk, *way]]
    return []


def _way(edges: Mapping[int, Sequence[int]], start: int, goal: int) -> list[int] | None:
    """The places from `start` to `goal`, each visited once however long the chain."""
    came_from: dict[int, int | None] = {start: None}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return _back(came_from, here)
        for following in edges.get(here, []):
            if following not in came_from:
                came_from[following] = here
                waiting.append(following)
    return None


def _back(came_from: Mapping[int, int | None], here: int) -> list[int]:
    way: list[int] = []
    step: int | None = here
    while step is not None:
        way.append(step)
        step = came_from[step]
    return way[::-1]
