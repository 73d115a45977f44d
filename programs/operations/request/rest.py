"""Put a request aside until a day, and bring it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs.choices import Rest
from programs.models import DataRequest, RequestRest
from programs.operations import clock
from programs.operations.versions import check_request
from programs.rules import request as rules


class CannotSnooze(Refused):
    pass


@transaction.atomic
def snooze(
    request: DataRequest, until: date, *, reason: str, version: int | None = None, actor: User, at: datetime
) -> DataRequest:
    """Out of the queue until that day, and why; it comes back by itself. The same again changes nothing."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if (request.snoozed_until, request.snooze_reason) == (until, reason.strip()):
        return request
    if not (verdict := rules.can_snooze(request, actor, until=until, on=at.date())):
        raise CannotSnooze(verdict.reason)
    if not reason.strip():
        raise CannotSnooze("Say why it rests: the requester and your colleagues read it.")
    check_request(request, version)
    clock.settle(request.clocks.open(), at=at)
    clock.awake(request, at=at)
    RequestRest.objects.create(request=request, why=Rest.SNOOZED, since=at, until=clock.midnight(until))
    request.snoozed_until, request.snooze_reason = until, reason.strip()
    request.save(update_fields=["snoozed_until", "snooze_reason", "updated_at"])
    clock.reckon(request, at=at)
    record("request.snoozed", request, actor=actor, until=until.isoformat(), reason=reason.strip())
    return request


@transaction.atomic
def unsnooze(request: DataRequest, *, actor: User, at: datetime) -> DataRequest:
    """Back into the queue now. Twice changes nothing."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if not request.is_snoozed(on=at.date()):
        return request
    if not (verdict := rules.can_triage(request, actor)):
        raise CannotSnooze(verdict.reason)
    clock.awake(request, at=at)
    clock.reckon(request, at=at)
    record("request.unsnoozed", request, actor=actor)
    return request


@transaction.atomic
def wake_due(*, at: datetime) -> int:
    """Write down whose day has come; the queue shows them without it. Say how many."""
    slept = DataRequest.objects.undecided().filter(snoozed_until__lte=at.date())
    due = list(slept.select_for_update().order_by("pk"))
    for request in due:
        clock.awake(request, at=at)
        clock.reckon(request, at=at)
        record("request.woken", request, actor=None)
    return len(due)
