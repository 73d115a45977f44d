from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs.choices import Priority
from programs.models import DataRequest
from programs.models.request import RICE, WSJF
from programs.operations import clock
from programs.operations.versions import check_request
from programs.rules import request as rules


class CannotScore(Refused):
    pass


class CannotRank(Refused):
    pass


@transaction.atomic
def score(
    request: DataRequest,
    *,
    reach: int,
    impact: Decimal,
    confidence: int,
    effort_weeks: Decimal,
    version: int | None = None,
    actor: User,
) -> DataRequest:
    """Say what it is worth, as it was read at `version`: reach × impact × confidence ÷ effort.
    The same score again changes nothing."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    given = (reach, Decimal(str(impact)), confidence, Decimal(str(effort_weeks)))
    if not (verdict := rules.can_triage(request, actor) and rules.is_score_possible(*given)):
        raise CannotScore(verdict.reason)
    if tuple(getattr(request, name) for name in RICE) == given:
        return request
    check_request(request, version)
    request.reach, request.impact, request.confidence, request.effort_weeks = given
    request.score = float(reach * given[1] * confidence / 100 / given[3])
    request.save(update_fields=[*RICE, "score", "updated_at"])
    record("request.scored", request, actor=actor, score=request.score)
    return request


@transaction.atomic
def score_wsjf(
    request: DataRequest,
    *,
    user_value: int,
    time_criticality: int,
    risk_reduction: int,
    job_size: int,
    version: int | None = None,
    actor: User,
) -> DataRequest:
    """Say what its delay costs for its size: (value + time criticality + risk reduction) ÷ job size.

    A score by RICE stays beside it. The same parts again change nothing.
    """
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    given = (user_value, time_criticality, risk_reduction, job_size)
    if not (verdict := rules.can_triage(request, actor) and rules.is_wsjf_possible(*given)):
        raise CannotScore(verdict.reason)
    if tuple(getattr(request, name) for name in WSJF) == given:
        return request
    check_request(request, version)
    for name, part in zip(WSJF, given, strict=True):
        setattr(request, name, part)
    request.wsjf = sum(given[:3]) / job_size
    request.save(update_fields=[*WSJF, "wsjf", "updated_at"])
    record("request.scored", request, actor=actor, wsjf=request.wsjf)
    return request


@transaction.atomic
def set_priority(
    request: DataRequest, priority: str, *, version: int | None = None, actor: User, at: datetime
) -> DataRequest:
    """Say how soon it has to be answered: its open clocks take the terms that hold for that. Twice is once."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if request.priority == priority:
        return request
    if not (verdict := rules.can_triage(request, actor)):
        raise CannotRank(verdict.reason)
    check_request(request, version)
    before, request.priority = request.priority, Priority(priority)
    request.save(update_fields=["priority", "updated_at"])
    clock.renew(request, at=at)
    record("request.priority_set", request, actor=actor, was=before, now=priority)
    return request


@transaction.atomic
def override_rank(
    request: DataRequest, rank: int, *, reason: str, version: int | None = None, actor: User
) -> DataRequest:
    """Give it a place in the queue by hand, and say why. The same place again changes nothing."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if not (verdict := rules.can_rank(request, actor)):
        raise CannotRank(verdict.reason)
    if not 1 <= rank <= 10_000:
        raise CannotRank("A place in the queue is a whole number from 1 to 10,000.")
    if not reason.strip():
        raise CannotRank("Say why it stands there: the requester and your colleagues will ask.")
    if (request.rank_override, request.rank_reason) != (rank, reason.strip()):
        check_request(request, version)
    return _place(request, rank, reason.strip(), "request.rank_overridden", actor)


@transaction.atomic
def restore_rank(request: DataRequest, *, actor: User) -> DataRequest:
    """Back to the place its score gives it. Twice changes nothing."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if not (verdict := rules.can_triage(request, actor)):
        raise CannotRank(verdict.reason)
    return _place(request, None, "", "request.rank_restored", actor)


def _place(request: DataRequest, rank: int | None, reason: str, verb: str, actor: User) -> DataRequest:
    if (request.rank_override, request.rank_reason) == (rank, reason):
        return request
    request.rank_override, request.rank_reason = rank, reason
    request.save(update_fields=["rank_override", "rank_reason", "updated_at"])
    record(verb, request, actor=actor, rank=rank, reason=reason)
    return request
