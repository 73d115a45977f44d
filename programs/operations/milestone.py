from __future__ import annotations

from datetime import date

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs import rules
from programs.choices import MilestoneState
from programs.models import Milestone, Program
from programs.operations.versions import check_version


class CannotPlan(Refused):
    pass


class CannotMove(Refused):
    pass


class CannotFinish(Refused):
    pass


@transaction.atomic
def plan_milestone(
    program: Program, *, name: str, due_on: date, units: int | None = None, actor: User
) -> Milestone:
    """Promise a date. The first promise is kept beside every later one; the same promise twice is one."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    if not (verdict := rules.can_promise(program, due_on=due_on, units=units)):
        raise CannotPlan(verdict.reason)
    known = program.milestones.exclude(state=MilestoneState.DROPPED).filter(name=name).first()
    if known is None:
        milestone = Milestone.objects.create(
            program=program, name=name, baseline_on=due_on, due_on=due_on, units=units
        )
        record("milestone.planned", milestone, actor=actor, due_on=due_on.isoformat(), units=units)
        return milestone
    if (known.baseline_on, known.units) != (due_on, units):
        raise CannotPlan(f"There is a milestone “{name}” already: move it, or choose another name.")
    return known


@transaction.atomic
def move_milestone(
    milestone: Milestone, due_on: date, *, reason: str, version: int | None = None, actor: User
) -> Milestone:
    """Promise another date and say why. Moving it to where it stands changes nothing."""
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.due_on == due_on:
        return milestone
    if milestone.state != MilestoneState.PLANNED:
        raise CannotMove(f"{milestone.name} is {milestone.get_state_display().lower()}: its date stands.")
    if not reason.strip():
        raise CannotMove("Say why the date moves: those who planned on it will ask.")
    if not (verdict := rules.can_promise(milestone.program, due_on=due_on)):
        raise CannotMove(verdict.reason)
    check_version(milestone, version)
    before, milestone.due_on = milestone.due_on, due_on
    milestone.version += 1
    milestone.save(update_fields=["due_on", "version", "updated_at"])
    record(
        "milestone.moved",
        milestone,
        actor=actor,
        was=before.isoformat(),
        now=due_on.isoformat(),
        reason=reason.strip(),
    )
    return milestone


@transaction.atomic
def finish_milestone(milestone: Milestone, *, on: date, actor: User) -> Milestone:
    """It is done since `on`. Finishing it twice changes nothing."""
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
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.state == state:
        return milestone
    if milestone.state != MilestoneState.PLANNED:
        raise CannotFinish(f"{milestone.name} is {milestone.get_state_display().lower()} already.")
    milestone.state, milestone.done_on = state, on
    milestone.save(update_fields=["state", "done_on", "updated_at"])
    record(verb, milestone, actor=actor, **details)
    return milestone
