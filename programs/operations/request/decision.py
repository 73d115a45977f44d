from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import Truncator

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs.choices import RequestState, SlaGoalKind
from programs.models import DataRequest, Program
from programs.models.change import LONGEST_REASON
from programs.operations import clock
from programs.operations.admission import admit
from programs.operations.change import request_change
from programs.operations.program import start_program
from programs.operations.quoted import agreed_of, set_aside
from programs.operations.target import set_target
from programs.operations.versions import check_request
from programs.reports.evidence import criteria_of
from programs.rules import request as rules


class CannotDecide(Refused):
    pass


@transaction.atomic
def accept(
    request: DataRequest,
    *,
    program: Program | None = None,
    new_program: dict[str, Any] | None = None,
    adds_units: bool = False,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Program:
    """Take the request, as it was read at `version`, into a program, or start one from its answers. Twice changes nothing.

    `new_program` holds only what should differ from the request's own words. A program that exists goes on as it was
    planned; with `adds_units`, what the request asks for beside that is a change request in the requester's name.
    """
    request = (
        DataRequest.objects.select_for_update(of=("self",)).select_related("requester").get(pk=request.pk)
    )
    if request.program is not None and program in (None, request.program):
        return request.program
    if not (verdict := rules.can_accept(request, actor)):
        raise CannotDecide(verdict.reason)
    check_request(request, version)
    is_new, agreed = program is None, agreed_of(request)
    if program is None:
        money = {"currency": agreed.currency} if agreed and agreed.cost_p85 is not None else {}
        plan = {"manager": actor} | money | request.as_program(on=at.date()) | (new_program or {})
        if not (verdict := rules.can_begin(request, plan["units_planned"])):
            raise CannotDecide(verdict.reason)
        program = start_program(**plan, actor=actor, at=at)
    elif not (verdict := rules.can_join(program, actor)):
        raise CannotDecide(verdict.reason)
    _promise(program, request, is_new=is_new, actor=actor)
    if agreed is not None:
        set_aside(program, agreed, actor=actor)
    if request.requester.is_active:
        admit(program, request.requester, actor=actor)
    request.program = program
    _decide(request, RequestState.ACCEPTED, "", actor=actor, at=at)
    record("request.accepted", request, actor=actor)
    if adds_units and not is_new:
        _ask_for_more(program, request, actor=actor, at=at)
    return program


@transaction.atomic
def decline(
    request: DataRequest, *, reason: str, version: int | None = None, actor: User, at: datetime
) -> DataRequest:
    """Say no, and why. The same no twice changes nothing."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if request.state == RequestState.DECLINED and request.decision_reason == reason.strip():
        return request
    if not (verdict := rules.can_triage(request, actor)):
        raise CannotDecide(verdict.reason)
    if not reason.strip():
        raise CannotDecide("Say why: the requester reads it.")
    check_request(request, version)
    _decide(request, RequestState.DECLINED, reason.strip(), actor=actor, at=at)
    record("request.declined", request, actor=actor, reason=reason.strip())
    return request


@transaction.atomic
def mark_duplicate(
    request: DataRequest, of: DataRequest, *, version: int | None = None, actor: User, at: datetime
) -> DataRequest:
    """Close it in favour of another; if that one is a duplicate too, of what it stands for."""
    # Two that are marked as duplicates of each other must not both succeed: lock in the order of keys.
    pair = DataRequest.objects.select_for_update().filter(pk__in={request.pk, of.pk}).order_by("pk")
    locked = {row.pk: row for row in pair}
    request, original = locked[request.pk], locked[of.pk]
    while original.duplicate_of is not None:
        original = original.duplicate_of
    if request.state == RequestState.DUPLICATE and request.duplicate_of_id == original.pk:
        return request
    if not (verdict := rules.can_triage(request, actor) and rules.can_stand_for(original, request)):
        raise CannotDecide(verdict.reason)
    check_request(request, version)
    request.duplicate_of = original
    _decide(request, RequestState.DUPLICATE, f"The same as {original.number}.", actor=actor, at=at)
    record("request.marked_duplicate", request, actor=actor, of=original.number)
    return request


def _decide(request: DataRequest, state: RequestState, reason: str, *, actor: User, at: datetime) -> None:
    request.state, request.decision_reason = state, reason
    request.decided_by, request.decided_at = actor, at
    request.rank_override, request.rank_reason = None, ""
    request.save(
        update_fields=[
            *("state", "decision_reason", "decided_by", "decided_at", "program", "duplicate_of"),
            *("rank_override", "rank_reason", "updated_at"),
        ]
    )
    clock.follow(request, at=at)
    clock.finish(request, [SlaGoalKind.RESPONSE, SlaGoalKind.DECISION], at=at)
    if state != RequestState.ACCEPTED:
        clock.cancel(request, [SlaGoalKind.DELIVERY], at=at)


def _ask_for_more(program: Program, request: DataRequest, *, actor: User, at: datetime) -> None:
    """Its units and its words, as a change that somebody decides with the effect before their eyes."""
    if not request.units:
        return
    said = request.as_program(on=at.date())["scope_in"]
    request_change(
        program,
        title=f"{request.number}: {request.units:,} more units",
        reason=Truncator(request.purpose).chars(LONGEST_REASON),
        units_planned=program.units_planned + request.units,
        scope_in="\n".join(filter(None, [program.scope_in, said])),
        is_on_top=True,
        asked_by=request.requester,
        actor=actor,
        on=at.date(),
    )


def _promise(program: Program, request: DataRequest, *, is_new: bool, actor: User) -> None:
    """What was asked for becomes the program's targets; a promise already made stands, a template's gives way."""
    promised = set() if is_new else set(program.targets.values_list("metric", flat=True))
    for criterion in criteria_of(request):
        if criterion.is_measured and criterion.metric not in promised:
            set_target(program, criterion.metric, value=criterion.threshold, actor=actor)
