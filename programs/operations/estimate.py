"""Say what a request will take, tell it to the requester, and hear whether they agree."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.web.templatetags.formats import day
from dataops.work.operations.notification import notify
from programs.choices import Currency, RequestState, SlaGoalKind, TurnOfEstimate
from programs.models import DataRequest, Estimate, RequestMessage
from programs.operations import clock
from programs.operations.versions import check_request
from programs.reports.estimating import reckon
from programs.rules import estimate as rules

FIGURES = (
    "starts_on",
    "units",
    "p50_on",
    "p85_on",
    "cost_p50",
    "cost_p85",
    "cost_reason",
    "currency",
    "basis",
)


class CannotEstimate(Refused):
    pass


@transaction.atomic
def estimate_from_records(
    request: DataRequest,
    *,
    starts_on: date | None = None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Estimate:
    """Reckon it from programs like it. The same day's figures again are the same draft."""
    request = _locked(request)
    _check(request, version, actor)
    starts_on = starts_on or at.date()
    if starts_on < at.date():
        raise CannotEstimate("Work cannot start in the past: choose today or a later day.")
    found = reckon(request, starts_on=starts_on, on=at.date())
    if found.reason:
        raise CannotEstimate(f"{found.reason} Type an estimate, and say what it rests on.")
    figures = {name: getattr(found, name) for name in FIGURES}
    return _draft(request, actor=actor, at=at, is_typed=False, reason="", **figures)


@transaction.atomic
def type_estimate(
    request: DataRequest,
    *,
    starts_on: date,
    p50_on: date,
    p85_on: date,
    cost_p50: Decimal | None = None,
    cost_p85: Decimal | None = None,
    currency: str = Currency.USD,
    reason: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Estimate:
    """By hand, marked as typed, with what it rests on. The same figures again are the same draft."""
    request = _locked(request)
    _check(request, version, actor)
    if not reason.strip():
        raise CannotEstimate("Say what the estimate rests on: the requester reads it.")
    if not (verdict := rules.are_figures(starts_on, p50_on, p85_on, cost_p50, cost_p85)):
        raise CannotEstimate(verdict.reason)
    figures = {"starts_on": starts_on, "p50_on": p50_on, "p85_on": p85_on, "currency": currency}
    figures |= {"cost_p50": cost_p50, "cost_p85": cost_p85, "units": request.units, "basis": {}}
    why = "" if cost_p50 is not None else "No cost was typed."
    return _draft(
        request, actor=actor, at=at, is_typed=True, reason=reason.strip(), cost_reason=why, **figures
    )


@transaction.atomic
def quote(estimate: Estimate, *, version: int | None = None, actor: User, at: datetime) -> Estimate:
    """Tell it to the requester: from now on its figures stand, and an earlier one is superseded. Twice is once."""
    request = _locked(estimate.request)
    estimate = _again(estimate, request)
    if estimate.state in (TurnOfEstimate.QUOTED, TurnOfEstimate.AGREED):
        return estimate
    if not (verdict := rules.can_quote(estimate, actor)):
        raise CannotEstimate(verdict.reason)
    check_request(request, version)
    request.estimates.standing().update(state=TurnOfEstimate.SUPERSEDED, updated_at=at)
    estimate.state, estimate.quoted_at = TurnOfEstimate.QUOTED, at
    estimate.save(update_fields=["state", "quoted_at", "updated_at"])
    _move(request, RequestState.ESTIMATED, None)
    clock.finish(request, [SlaGoalKind.RESPONSE], at=at)
    clock.follow(request, at=at)
    record("estimate.quoted", estimate, actor=actor, p85_on=estimate.p85_on.isoformat())
    said = f"{request.number}: half the chance by {day(estimate.p50_on)}, 85 % by {day(estimate.p85_on)}."
    _tell([request.requester], estimate, "request.estimate_quoted", said, actor=actor, at=at)
    return estimate


@transaction.atomic
def agree(estimate: Estimate, *, actor: User, at: datetime) -> Estimate:
    """The requester takes it; triage decides next. Twice changes nothing."""
    request = _locked(estimate.request)
    estimate = _again(estimate, request)
    if estimate.state == TurnOfEstimate.AGREED and request.requester_id == actor.pk:
        return estimate
    if not (verdict := rules.can_answer(estimate, actor)):
        raise CannotEstimate(verdict.reason)
    estimate.state, estimate.answered_at = TurnOfEstimate.AGREED, at
    estimate.save(update_fields=["state", "answered_at", "updated_at"])
    _move(request, RequestState.ESTIMATED, at)
    clock.follow(request, at=at)
    record("estimate.agreed", estimate, actor=actor)
    said = f"{request.number}: {request.requester.name} agrees to the estimate."
    _tell([estimate.made_by], estimate, "request.estimate_agreed", said, actor=actor, at=at)
    return estimate


@transaction.atomic
def ask_change(estimate: Estimate, body: str, *, actor: User, at: datetime) -> Estimate:
    """The requester wants another one, and says why; the request is triage's turn. Twice changes nothing."""
    request = _locked(estimate.request)
    estimate = _again(estimate, request)
    words = body.strip()
    if (estimate.state, estimate.answer) == (TurnOfEstimate.CHANGE_ASKED, words):
        return estimate
    if not (verdict := rules.can_answer(estimate, actor)):
        raise CannotEstimate(verdict.reason)
    if not words:
        raise CannotEstimate("Say what should be otherwise.")
    estimate.state, estimate.answered_at, estimate.answer = TurnOfEstimate.CHANGE_ASKED, at, words
    estimate.save(update_fields=["state", "answered_at", "answer", "updated_at"])
    RequestMessage.objects.create(request=request, author=actor, body=words)
    _move(request, RequestState.SUBMITTED, None)
    clock.follow(request, at=at)
    record("estimate.change_asked", estimate, actor=actor)
    said = f"{request.number}: {request.requester.name} asks for another estimate."
    _tell([estimate.made_by], estimate, "request.estimate_change_asked", said, actor=actor, at=at)
    return estimate


def _locked(request: DataRequest) -> DataRequest:
    return DataRequest.objects.select_for_update(of=("self",)).select_related("requester").get(pk=request.pk)


def _again(estimate: Estimate, request: DataRequest) -> Estimate:
    estimate = Estimate.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=estimate.pk)
    estimate.request = request
    return estimate


def _check(request: DataRequest, version: int | None, actor: User) -> None:
    if not (verdict := rules.can_estimate(request, actor)):
        raise CannotEstimate(verdict.reason)
    check_request(request, version)


def _draft(request: DataRequest, *, actor: User, at: datetime, **figures: Any) -> Estimate:
    """There is one draft a request: another reckoning takes its place."""
    last = request.estimates.order_by("-number").first()
    known = last if last is not None and last.is_draft else None
    if known is not None and all(getattr(known, name) == value for name, value in figures.items()):
        return known
    estimate = known or Estimate(request=request, number=last.number + 1 if last else 1)
    for name, value in figures.items():
        setattr(estimate, name, value)
    estimate.made_by, estimate.made_at = actor, at
    estimate.save()
    record("estimate.made", estimate, actor=actor, is_typed=estimate.is_typed)
    return estimate


def _move(request: DataRequest, state: RequestState, agreed_at: datetime | None) -> None:
    request.state, request.agreed_at = state, agreed_at
    request.save(update_fields=["state", "agreed_at", "updated_at"])


def _tell(
    people: list[User], estimate: Estimate, verb: str, sentence: str, *, actor: User, at: datetime
) -> None:
    key = str(estimate.number)
    notify(people, verb=verb, key=key, target=estimate.request, sentence=sentence, actor=actor, at=at)
