"""Change requests: asked for by one person, decided by another with the effect before their eyes, then applied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max, prefetch_related_objects

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.verdicts import Verdict
from dataops.base.versions import ChangedMeanwhile, check_version
from dataops.jobs.outbox import enqueue
from programs.choices import ChangeState
from programs.models import BudgetLine, ChangeMove, ChangeRequest, Milestone, Program
from programs.operations.budget import change_budget_line
from programs.operations.milestone import change_milestone, move_milestone
from programs.operations.program import change_program
from programs.reports.change import effect_of, kept
from programs.rules import change as rules

CHANGEABLE = frozenset(["title", "reason", *rules.OF_PROGRAM, *rules.OF_LINE])
Moves = Mapping[Milestone, date]
LOOK_AGAIN = (
    "This request, its program, budget line or milestones changed after you opened the page. What it would do now "
    "is shown: look again, then decide."
)


class CannotAsk(Refused):
    pass


class CannotDecide(Refused):
    pass


@transaction.atomic
def request_change(
    program: Program,
    *,
    title: str,
    reason: str,
    moves: Moves | None = None,
    asked_by: User | None = None,
    is_on_top: bool = False,
    actor: User,
    on: date,
    **fields: object,
) -> ChangeRequest:
    """Ask for another date, milestones, number of units, budget or scope. The same request twice, while it waits, is one.

    With `is_on_top` its units and scope add to the program, also to what is decided on it before.
    """
    _known(fields)
    program = Program.objects.select_for_update().get(pk=program.pk)
    who = asked_by or actor
    said = {"title": title, "reason": reason, "requested_by": who, "requested_on": on}
    change = ChangeRequest(program=program, is_on_top=is_on_top, **said, **fields)
    if (known := program.changes.waiting().filter(title=title, requested_by=who).first()) is not None:
        return known
    wishes = _wishes(change, moves or {})
    _pass(rules.can_ask(change, wishes), CannotAsk)
    change.number = _next_number()
    change.save()
    ChangeMove.objects.bulk_create(wishes)
    record("change.requested", change, actor=actor, reason=reason)
    return change


@transaction.atomic
def revise_change(
    change: ChangeRequest,
    *,
    version: int | None = None,
    moves: Moves | None = None,
    actor: User,
    **fields: object,
) -> ChangeRequest:
    """Ask otherwise while it waits, upon the `version` one has read. The same again changes nothing.

    `moves` are all that it would move from now on; None leaves them.
    """
    _known(fields)
    change = _locked(change)
    changed = [name for name, value in fields.items() if getattr(change, name) != value]
    wishes = list(change.moves.all()) if moves is None else _wishes(change, moves)
    are_other = change.new_days != {wish.milestone_id: wish.due_on for wish in wishes}
    if not changed and not are_other:
        return change
    _pass(rules.can_revise(change, actor), CannotAsk)
    check_version(change, version)
    for name in changed:
        setattr(change, name, fields[name])
    _pass(rules.can_ask(change, wishes), CannotAsk)
    _save(change, *changed)
    if are_other:
        change.moves.all().delete()
        ChangeMove.objects.bulk_create(wishes)
        changed.append("moves")
    record("change.revised", change, actor=actor, changed=changed)
    return _with_moves(change)


@transaction.atomic
def approve_change(
    change: ChangeRequest, *, reason: str = "", seen: int | None = None, actor: User, at: datetime
) -> ChangeRequest:
    """Approve it and apply it at once, upon what one has `seen`. Approving twice changes nothing."""
    change = _locked(change)
    if change.state == ChangeState.APPROVED:
        return change
    _check(change, seen, actor)
    _close(change, ChangeState.APPROVED, reason, actor, at)
    record("change.approved", change, actor=actor, reason=change.decision_reason)
    _apply(change, actor, at)
    enqueue("programs.forecast_program", program_id=change.program_id)
    return change


@transaction.atomic
def decline_change(
    change: ChangeRequest, *, reason: str, seen: int | None = None, actor: User, at: datetime
) -> ChangeRequest:
    """Leave the program as it is, and say why. Declining twice changes nothing."""
    change = _locked(change)
    if change.state == ChangeState.DECLINED:
        return change
    _check(change, seen, actor)
    if not reason.strip():
        raise CannotDecide("Say why it is declined: who asked will want to know.")
    _close(change, ChangeState.DECLINED, reason, actor, at)
    record("change.declined", change, actor=actor, reason=change.decision_reason)
    return change


@transaction.atomic
def withdraw_change(change: ChangeRequest, *, reason: str = "", actor: User, at: datetime) -> ChangeRequest:
    """Who asked takes it back while it waits. Withdrawing twice changes nothing."""
    change = _locked(change)
    if change.state == ChangeState.WITHDRAWN:
        return change
    _pass(rules.can_withdraw(change, actor), CannotAsk)
    change.state, change.decision_reason, change.decided_at = ChangeState.WITHDRAWN, reason.strip(), at
    _save(change, "state", "decision_reason", "decided_at")
    record("change.withdrawn", change, actor=actor, reason=change.decision_reason)
    return change


def _apply(change: ChangeRequest, actor: User, at: datetime) -> None:
    """The program first: a milestone may move to a day that only the new due date allows."""
    all_before = change.program.units_planned
    program = change_program(change.program, actor=actor, **rules.wanted(change))
    if (line := change.budget_line) is not None:
        assert change.quantity is not None
        assert change.unit_cost is not None
        change_budget_line(
            line,
            quantity=change.quantity,
            unit_cost=change.unit_cost,
            note=line.note,
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            actor=actor,
        )
    for move in change.moves.all():
        why = f"{change}: {change.reason}"
        move_milestone(move.milestone, move.due_on, reason=why, actor=actor, at=at)
    if program.units_planned != all_before:
        _all_stays_all(program, all_before, actor)


def _all_stays_all(program: Program, all_before: int, actor: User) -> None:
    """A milestone that asked for everything asks for everything still; one that cannot stand is left as it is."""
    whole = program.milestones.open().filter(units=all_before, due_on__lte=program.due_on)
    for milestone in whole.order_by("pk"):
        change_milestone(milestone, units=program.units_planned, actor=actor)


def _check(change: ChangeRequest, seen: int | None, actor: User) -> None:
    _pass(rules.can_decide(change, actor), CannotDecide)
    if seen is not None and seen != change.seen:
        raise ChangedMeanwhile(change, LOOK_AGAIN)


def _close(change: ChangeRequest, state: ChangeState, reason: str, actor: User, at: datetime) -> None:
    """The effect is that of the moment of the decision, before anything is applied."""
    change.effect = kept(effect_of(change, on=at.date()))
    change.state, change.decision_reason = state, reason.strip()
    change.decided_by, change.decided_at = actor, at
    _save(change, "state", "decision_reason", "decided_by", "decided_at", "effect")


def _locked(change: ChangeRequest) -> ChangeRequest:
    """With its program, budget line and milestones, locked in the order in which everything locks them."""
    program = Program.objects.select_for_update().get(pk=change.program_id)
    change = ChangeRequest.objects.select_for_update().get(pk=change.pk)
    change.program = program
    if change.budget_line_id is not None:
        change.budget_line = BudgetLine.objects.select_for_update().get(pk=change.budget_line_id)
    wished = Milestone.objects.filter(wished_moves__change=change).order_by("pk")
    list(wished.select_for_update(of=("self",)))
    return _with_moves(change)


def _with_moves(change: ChangeRequest) -> ChangeRequest:
    prefetch_related_objects([change], "moves__milestone")
    return change


def _wishes(change: ChangeRequest, moves: Moves) -> list[ChangeMove]:
    """A milestone that would stay where it is is no wish."""
    wishes = [ChangeMove(change=change, milestone=one, due_on=due_on) for one, due_on in moves.items()]
    return [wish for wish in wishes if rules.is_move(wish) or not wish.milestone.is_open]


def _next_number() -> int:
    """Two who ask at once do not meet."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('programs.change'))")
    return (ChangeRequest.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _known(fields: dict[str, object]) -> None:
    if unknown := set(fields) - CHANGEABLE:
        raise TypeError(f"not a field one asks to change: {', '.join(sorted(unknown))}")


def _save(change: ChangeRequest, *names: str) -> None:
    change.version += 1
    change.save(update_fields=[*names, "version", "updated_at"])


def _pass(verdict: Verdict, refusal: type[Refused]) -> None:
    if not verdict:
        raise refusal(verdict.reason)
