"""Whether an estimate may be made, told, agreed to."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import RequestState, TurnOfEstimate
from programs.models import DataRequest, Estimate
from programs.rules.request import can_triage

FARTHEST = timedelta(days=3660)
MOST_COST = Decimal(10) ** 11


def can_estimate(request: DataRequest, actor) -> Verdict:
    if verdict := can_triage(request, actor):
        waits = request.state == RequestState.NEEDS_INFORMATION
        return denied("It waits for information: estimate it when the answer is there.") if waits else ALLOWED
    return verdict


def can_quote(estimate: Estimate, actor) -> Verdict:
    if not (verdict := can_estimate(estimate.request, actor)):
        return verdict
    if not estimate.is_draft:
        return denied("This estimate was quoted already: make a new one, which takes its place.")
    return ALLOWED


def can_answer(estimate: Estimate, actor) -> Verdict:
    if estimate.request.requester_id != actor.pk:
        return denied("Only the person who asked answers the estimate.")
    if estimate.state != TurnOfEstimate.QUOTED:
        return denied(f"This estimate is {estimate.get_state_display().lower()}: there is nothing to answer.")
    if estimate.request.state != RequestState.ESTIMATED:
        return denied("The request went on meanwhile: the estimate waits for no answer.")
    return ALLOWED


def are_figures(
    starts_on: date, p50_on: date, p85_on: date, cost_p50: Decimal | None, cost_p85: Decimal | None
) -> Verdict:
    if p50_on < starts_on:
        return denied("The P50 date is before work starts.")
    if p85_on < p50_on:
        return denied("The P85 date is not before the P50 date: 85 % takes longer than half.")
    if p85_on > starts_on + FARTHEST:
        return denied("The P85 date is more than ten years away.")
    if (cost_p50 is None) != (cost_p85 is None):
        return denied("Give both costs or none.")
    if cost_p50 is not None and cost_p85 is not None and not 0 <= cost_p50 <= cost_p85 < MOST_COST:
        return denied("Costs are zero or more, and the P85 cost is not below the P50 cost.")
    return ALLOWED
