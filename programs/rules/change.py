"""What a change request must say, and who may decide it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dataops.accounts.models import User
from dataops.base.limits import MOST
from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.models import ChangeMove, ChangeRequest, Program
from programs.rules.milestone import can_begin
from programs.rules.program import can_promise

OF_PROGRAM = ("due_on", "units_planned", "scope_in", "scope_out")
OF_LINE = ("budget_line", "quantity", "unit_cost")


def wanted(change: ChangeRequest) -> dict[str, Any]:
    """What the program would say otherwise, by field."""
    said = {name: getattr(change, name) for name in OF_PROGRAM}
    return {
        name: value
        for name, value in said.items()
        if value is not None and value != getattr(change.program, name)
    }


def can_ask(change: ChangeRequest, moves: Sequence[ChangeMove]) -> Verdict:
    """Whether it says why, asks for something that is not so already, and fits the program."""
    program, line = change.program, change.budget_line
    if not change.title.strip() or not change.reason.strip():
        return denied("Say what should change, and why: somebody else decides on these words.")
    if change.due_on is not None and change.due_on < program.starts_on:
        return denied("The due date would be before the start.")
    if change.units_planned == 0:
        return denied("A program plans at least one unit.")
    if change.units_planned is not None and change.units_planned > MOST:
        return denied(f"A program plans at most {MOST:,} units.")
    named = [getattr(change, name) is not None for name in OF_LINE]
    if any(named) and not all(named):
        return denied("A change of money names the budget line, its units and the cost of one.")
    if line is not None and line.program_id != program.pk:
        return denied("That budget line belongs to another program.")
    is_same_line = line is None or (change.quantity, change.unit_cost) == (line.quantity, line.unit_cost)
    if not wanted(change) and is_same_line and not any(is_move(move) for move in moves):
        return denied("Nothing would change: name another date, number, amount or scope.")
    return next((no for move in moves if not (no := _can_move(change, move))), ALLOWED)


def is_move(move: ChangeMove) -> bool:
    """Whether the milestone would stand on another day."""
    return move.milestone.due_on != move.due_on


def _can_move(change: ChangeRequest, move: ChangeMove) -> Verdict:
    """Whether the milestone could stand on its new day once the rest of the change is applied."""
    one, due_on = move.milestone, move.due_on
    if one.program_id != change.program.pk:
        return denied("That milestone belongs to another program.")
    if not one.is_open:
        return denied(f"{one} is {one.get_state_display().lower()}: its date stands.")
    changed = Program(starts_on=change.program.starts_on, due_on=change.due_on or change.program.due_on)
    if not (verdict := can_promise(changed, due_on=due_on)):
        return denied(f"{one}: {verdict.reason}")
    verdict = can_begin(one.starts_on, due_on=due_on, program_starts_on=changed.starts_on)
    return verdict if verdict else denied(f"{one}: {verdict.reason}")


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
