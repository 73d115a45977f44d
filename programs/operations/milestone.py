from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from dataops.web.templatetags.formats import day
from programs import rules
from programs.choices import MilestoneState
from programs.models import Milestone, MilestoneMove, MilestoneNeed, Program
from programs.rules.milestone import can_begin, can_need

SAID = frozenset(["name", "starts_on", "units", "gate", "deliverable"])


class CannotPlan(Refused):
    pass


class CannotMove(Refused):
    pass


class CannotFinish(Refused):
    pass


@transaction.atomic
def plan_milestone(
    program: Program,
    *,
    name: str,
    due_on: date,
    starts_on: date | None = None,
    units: int | None = None,
    gate: str = "",
    deliverable: str = "",
    needed: Sequence[Milestone] = (),
    actor: User,
) -> Milestone:
    """Promise a date. The first promise is kept beside every later one; the same promise twice is one."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    milestone = Milestone(
        program=program,
        name=name,
        starts_on=starts_on,
        baseline_on=due_on,
        due_on=due_on,
        units=units,
        gate=gate,
        deliverable=deliverable,
    )
    _check(milestone)
    known = _namesake(milestone)
    if known is None:
        milestone.save()
        _set_needs(milestone, needed)
        record("milestone.planned", milestone, actor=actor, due_on=due_on.isoformat(), units=units)
        return milestone
    if _promised(known) != _promised(milestone) or set(known.needed) != set(needed):
        raise CannotPlan(f"There is a milestone “{name}” already: change or move it, or choose another name.")
    return known


@transaction.atomic
def change_milestone(
    milestone: Milestone,
    *,
    needed: Sequence[Milestone] | None = None,
    version: int | None = None,
    actor: User,
    **fields: object,
) -> Milestone:
    """Say otherwise what it is or what it hangs on, upon the `version` one has read; its date moves with a reason.

    The same again changes nothing.
    """
    if unknown := set(fields) - SAID:
        raise TypeError(f"not a field one changes: {', '.join(sorted(unknown))}")
    milestone = _locked(milestone)
    changed = [name for name, value in fields.items() if getattr(milestone, name) != value]
    hangs_on = {other.pk for other in milestone.needed}
    is_rewired = needed is not None and {other.pk for other in needed} != hangs_on
    if not changed and not is_rewired:
        return milestone
    if not milestone.is_open:
        raise CannotPlan(f"{milestone} is {milestone.get_state_display().lower()}: what it says stands.")
    check_version(milestone, version)
    for name in changed:
        setattr(milestone, name, fields[name])
    _check(milestone)
    if (known := _namesake(milestone)) is not None:
        raise CannotPlan(f"There is a milestone “{known}” already: choose another name.")
    if is_rewired and needed is not None:
        _set_needs(milestone, needed)
    _save(milestone, *changed)
    record("milestone.changed", milestone, actor=actor, changed=[*changed, *["needed"] * is_rewired])
    return milestone


@transaction.atomic
def move_milestone(
    milestone: Milestone, due_on: date, *, reason: str, version: int | None = None, actor: User, at: datetime
) -> Milestone:
    """Promise another date and say why; the old one is kept. Moving it to where it stands changes nothing."""
    milestone = _locked(milestone)
    if milestone.due_on == due_on:
        return milestone
    if not milestone.is_open:
        raise CannotMove(f"{milestone.name} is {milestone.get_state_display().lower()}: its date stands.")
    if not reason.strip():
        raise CannotMove("Say why the date moves: those who planned on it will ask.")
    if not (verdict := rules.can_promise(milestone.program, due_on=due_on)):
        raise CannotMove(verdict.reason)
    starts_on, first = milestone.starts_on, milestone.program.starts_on
    if not (verdict := can_begin(starts_on, due_on=due_on, program_starts_on=first)):
        raise CannotMove(verdict.reason)
    check_version(milestone, version)
    was_on, milestone.due_on = milestone.due_on, due_on
    _save(milestone, "due_on")
    MilestoneMove.objects.create(
        milestone=milestone, was_on=was_on, now_on=due_on, reason=reason.strip(), moved_by=actor, moved_at=at
    )
    days = {"was": was_on.isoformat(), "now": due_on.isoformat()}
    record("milestone.moved", milestone, actor=actor, **days, reason=reason.strip())
    return milestone


@transaction.atomic
def finish_milestone(milestone: Milestone, *, on: date, actor: User, at: datetime) -> Milestone:
    """It is done since `on`. Finishing it twice changes nothing."""
    if on > at.date():
        raise CannotFinish(f"{day(on)} has not come yet: say on which day it was done.")
    return _close(milestone, MilestoneState.DONE, on, "milestone.finished", actor, done_on=on.isoformat())


@transaction.atomic
def drop_milestone(milestone: Milestone, *, reason: str, actor: User) -> Milestone:
    """It will not be done, and why. Dropping it twice changes nothing."""
    if not reason.strip():
        raise CannotFinish("Say why the milestone is dropped.")
    return _close(milestone, MilestoneState.DROPPED, None, "milestone.dropped", actor, reason=reason.strip())


def _close(
    milestone: Milestone, state: MilestoneState, on: date | None, verb: str, actor: User, **details: str
) -> Milestone:
    milestone = _locked(milestone)
    if milestone.state == state:
        return milestone
    if not milestone.is_open:
        raise CannotFinish(f"{milestone.name} is {milestone.get_state_display().lower()} already.")
    milestone.state, milestone.done_on = state, on
    milestone.save(update_fields=["state", "done_on", "updated_at"])
    record(verb, milestone, actor=actor, **details)
    return milestone


def _locked(milestone: Milestone) -> Milestone:
    """Behind its program, so that two who tie milestones together do not close a circle between them."""
    program = Program.objects.select_for_update().get(pk=milestone.program_id)
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    milestone.program = program
    return milestone


def _check(milestone: Milestone) -> None:
    program, due_on = milestone.program, milestone.due_on
    verdicts = (
        rules.can_promise(program, due_on=due_on, units=milestone.units),
        can_begin(milestone.starts_on, due_on=due_on, program_starts_on=program.starts_on),
    )
    for verdict in verdicts:
        if not verdict:
            raise CannotPlan(verdict.reason)


def _promised(milestone: Milestone) -> tuple[object, ...]:
    said = (milestone.units, milestone.gate, milestone.deliverable)
    return milestone.baseline_on, milestone.starts_on, *said


def _namesake(milestone: Milestone) -> Milestone | None:
    others = milestone.program.milestones.standing().exclude(pk=milestone.pk)
    return others.filter(name=milestone.name).first()


def _set_needs(milestone: Milestone, needed: Sequence[Milestone]) -> None:
    if not (verdict := can_need(milestone, needed)):
        raise CannotPlan(verdict.reason)
    milestone.needs.exclude(needed__in=needed).delete()
    for other in needed:
        MilestoneNeed.objects.get_or_create(milestone=milestone, needed=other)


def _save(milestone: Milestone, *names: str) -> None:
    milestone.version += 1
    milestone.save(update_fields=[*names, "version", "updated_at"])
