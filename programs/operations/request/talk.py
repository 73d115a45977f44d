from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.context import now
from dataops.base.errors import Refused
from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import RequestState, SlaGoalKind
from programs.models import DataRequest, RequestMessage
from programs.operations import clock
from programs.operations.request_type import asked_today
from programs.operations.versions import check_request
from programs.rules import request as rules


class CannotSubmit(Refused):
    pass


class CannotAsk(Refused):
    pass


class CannotReply(Refused):
    pass


@transaction.atomic
def submit(request: DataRequest, *, actor: User, at: datetime) -> DataRequest:
    """Send the request to triage. Sending it twice changes nothing."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if request.state == RequestState.SUBMITTED and request.requester_id == actor.pk:
        return request
    if not (verdict := rules.can_submit(request, actor, on=at.date())):
        raise CannotSubmit(verdict.reason)
    request.state, request.submitted_at = RequestState.SUBMITTED, at
    request.asked_as = asked_today(request)
    request.save(update_fields=["state", "submitted_at", "asked_as", "updated_at"])
    clock.begin(request, at=at)
    record("request.submitted", request, actor=actor)
    return request


@transaction.atomic
def ask(
    request: DataRequest, body: str, *, version: int | None = None, actor: User, at: datetime | None = None
) -> DataRequest:
    """Send it back with a question: the first response, from which on its clocks may rest.

    The same question twice is asked once.
    """
    at = at or now()
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if _was_said(request, body, actor) and request.state == RequestState.NEEDS_INFORMATION:
        return request
    if not (verdict := rules.can_triage(request, actor) and _has_words(body)):
        raise CannotAsk(verdict.reason)
    check_request(request, version)
    RequestMessage.objects.create(request=request, author=actor, body=body.strip())
    _move(request, RequestState.NEEDS_INFORMATION)
    clock.finish(request, [SlaGoalKind.RESPONSE], at=at)
    clock.follow(request, at=at)
    record("request.information_asked", request, actor=actor)
    return request


@transaction.atomic
def reply(request: DataRequest, body: str, *, actor: User, at: datetime) -> DataRequest:
    """Answer triage; the request waits for its decision again. The same answer twice is one."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if _was_said(request, body, actor) and request.state == RequestState.SUBMITTED:
        return request
    if not (verdict := rules.can_reply(request, actor, on=at.date()) and _has_words(body)):
        raise CannotReply(verdict.reason)
    RequestMessage.objects.create(request=request, author=actor, body=body.strip())
    _move(request, RequestState.SUBMITTED)
    clock.follow(request, at=at)
    record("request.information_given", request, actor=actor)
    return request


def _move(request: DataRequest, state: RequestState) -> None:
    request.state, request.agreed_at = state, None
    request.save(update_fields=["state", "agreed_at", "updated_at"])


def _was_said(request: DataRequest, body: str, actor: User) -> bool:
    last = request.messages.order_by("-pk").first()
    return last is not None and (last.author_id, last.body) == (actor.pk, body.strip())


def _has_words(body: str) -> Verdict:
    return ALLOWED if body.strip() else denied("Write a message.")
