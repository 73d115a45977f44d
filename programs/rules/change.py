"""What a change request must say, and who may decide it."""

from __future__ import annotations

from typing import Any

from dataops.accounts.models import User
from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.models import ChangeRequest, Program
from programs.rules.milestone import can_begin
from programs.rules.program import can_promise

OF_PROGRAM = ("due_on", "units_planned", "scope_in", "scope_out")
OF_LINE = ("budget_line", "quantity", "unit_cost")
OF_MILESTONE = ("milestone", "milestone_due_on")


def wanted(change: ChangeRequest) -> dict[str, Any]:
    """What the program would say otherwise, by field."""
    said = {name: getattr(change, name) for name in OF_PROGRAM}
    return {
        name: value
        for name, value in said.items()
        if value is not None and value != getattr(change.program, name)
    }


def can_ask(change: ChangeRequest) -> Verdict:
    """Whether it says why, asks for something that is not so already, and fits the program."""
    program, line = change.program, change.budget_line
    if not change.title.strip() or not change.reason.strip():
        return denied("Say what should change, and why: somebody else decides on these words.")
    if change.due_on is not None and change.due_on < program.starts_on:
        return denied("The due date would be before the start.")
    if change.units_planned == 0:
        return denied("A program plans at least one unit.")
    named = [getattr(change, name) is not None for name in OF_LINE]
    if any(named) and not all(named):
        return denied("A change of money names the budget line, its units and the cost of one.")
    if line is not None and line.program_id != program.pk:
        return denied("That budget line belongs to another program.")
    is_same_line = line is None or (change.quantity, change.unit_cost) == (line.quantity, line.unit_cost)
    if not wanted(change) and is_same_line and not moves(change):
        return denied("Nothing would change: name another date, number, amount or scope.")
    return _can_move(change)


def moves(change: ChangeRequest) -> bool:
    """Whether a milestone would stand on another day."""
    return change.milestone is not None and change.milestone.due_on != change.milestone_due_on


def _can_move(change: ChangeRequest) -> Verdict:
    """Whether the milestone could stand on its new day once the rest of the change is applied."""
    one, due_on = change.milestone, change.milestone_due_on
    if one is None and due_on is None:
        return ALLOWED
    if one is None or due_on is None:
        return denied("A change of a milestone names the milestone and its new day.")
    if one.program_id != change.program.pk:
        return denied("That milestone belongs to another program.")
    if not one.is_open:
        return denied(f"{one} is {one.get_state_display().lower()}: its date stands.")
    changed = Program(starts_on=change.program.starts_on, due_on=change.due_on or change.program.due_on)
    if not (verdict := can_promise(changed, due_on=due_on)):
        return verdict
    return can_begin(one.starts_on, due_on=due_on, program_starts_on=changed.starts_on)


def can_revise(change: ChangeRequest, person: User) -> Verdict:
    if change.requested_by_id != person.pk:
        return denied("Only who asked for it changes the words of a request.")
    return _waits(change)


def can_withdraw(change: ChangeRequest, person: User) -> Verdict:
    if change.requested_by_id != person.pk:
        return denied("Only who asked for it takes a request back.")
    return _waits(change)


def can_decide(change: ChangeRequest, person: User) -> Verdict:
    """Nobody decides what they asked for themselves."""
    if change.requested_by_id == person.pk:
        return denied("You asked for this change: somebody else decides it.")
    return _waits(change)


def _waits(change: ChangeRequest) -> Verdict:
    if not change.is_waiting:
        return denied(f"{change.code} is {change.get_state_display().lower()} already.")
    return ALLOWED
