"""What those who asked say of what came: one dataset that helped, one that has to be corrected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from programs.models import DataRequest
from programs.operations.request.outcome import judge, rate, record_metric_after
from programs.reports.evidence import evidence_of
from quality.management.sample.clock import live_at, noon


def conclude(*, today: date) -> None:
    """Of the requests whose units are all there the first helped, the second is rejected, others wait."""
    taken = DataRequest.objects.filter(program__isnull=False).select_related("program").order_by("pk")
    there = [request for request in taken if _is_there(request, today)]
    for place, request in enumerate(there[:2]):
        (_helped, _to_correct)[place](request, today=today)


def _is_there(request: DataRequest, today: date) -> bool:
    evidence = evidence_of(request, on=today)
    return evidence.accepted >= evidence.planned


def _helped(request: DataRequest, *, today: date) -> None:
    asker = request.requester
    judge(request, is_accepted=True, actor=asker, at=live_at(_after(request, 5, today=today)))
    at = live_at(_after(request, 20, today=today))
    record_metric_after(
        request,
        value=Decimal("0.83"),
        items=1800,
        how="On the test set of the first measurement",
        model_release=f"{request.model_name}, next release",
        measured_on=at.date(),
        actor=asker,
        at=at,
    )
    rate(
        request, score=4, words="Good labels; the edge cases took one question too many.", actor=asker, at=at
    )


def _to_correct(request: DataRequest, *, today: date) -> None:
    reason = "The rarest class is a third of what we need, and its labels contradict each other."
    at = live_at(_after(request, 30, today=today))
    judge(request, is_accepted=False, reason=reason, actor=request.requester, at=at)
    rate(request, score=2, words="We cannot train on it yet.", actor=request.requester, at=at)


def _after(request: DataRequest, days: int, *, today: date) -> datetime:
    """So long after the day on which everything was due, or yesterday."""
    assert request.program is not None
    return noon(min(request.program.due_on + timedelta(days=days), today - timedelta(days=1)))
