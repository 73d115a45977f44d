"""What the requester says of what came: accepted or not, what the metric became, how content they are."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_sight, check_version
from dataops.work.operations.notification import notify
from programs.choices import RequestKind, SlaGoalKind
from programs.models import DataRequest, MetricAfter, RequesterVerdict, Satisfaction
from programs.operations import clock
from programs.operations.request.draft import next_number
from programs.reports.evidence import evidence_of
from programs.rules import outcome as rules

CHANGED = (
    "The figures changed after you opened the page. Read what stands now: your words are still in the form."
)


class CannotJudge(Refused):
    pass


class CannotSay(Refused):
    pass


@transaction.atomic
def judge(
    request: DataRequest,
    *,
    is_accepted: bool,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> RequesterVerdict:
    """Accept or reject what came, upon the figures one saw; they are kept as they stood. The same twice is one.

    A rejection opens a corrective request that begins with its reason.
    """
    request = _locked(request)
    reason, given = reason.strip(), RequesterVerdict.objects.filter(request=request).first()
    if given is not None:
        if (given.is_accepted, given.reason, given.decided_by_id) == (is_accepted, reason, actor.pk):
            return given
        raise CannotJudge("This request was judged already: what was said then stands.")
    if not (verdict := rules.may_judge(request, actor) and rules.has_reason(is_accepted, reason)):
        raise CannotJudge(verdict.reason)
    evidence = evidence_of(request, on=at.date())
    if not (verdict := rules.is_all_there(request, accepted=evidence.accepted, planned=evidence.planned)):
        raise CannotJudge(verdict.reason)
    check_sight(request, version, evidence.version, CHANGED)
    given = RequesterVerdict.objects.create(
        request=request,
        is_accepted=is_accepted,
        reason=reason,
        evidence=evidence.frozen,
        units_accepted=evidence.accepted,
        units_planned=evidence.planned,
        decided_by=actor,
        decided_at=at,
    )
    clock.finish(request, [SlaGoalKind.DELIVERY], at=at)
    verb = "request.delivery_accepted" if is_accepted else "request.delivery_rejected"
    record(verb, request, actor=actor, reason=reason, units=evidence.accepted)
    if not is_accepted:
        _correct(request, reason, actor=actor)
    _tell(request, given, actor=actor, at=at)
    return given


@transaction.atomic
def record_metric_after(
    request: DataRequest,
    *,
    value: Decimal,
    model_release: str,
    measured_on: date,
    items: int | None = None,
    how: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> MetricAfter:
    """Write down what the metric became, upon the `version` one has read. The same again changes nothing."""
    request = _locked(request)
    verdict = RequesterVerdict.objects.filter(request=request).first()
    may = rules.can_measure(request, verdict, actor) and rules.is_day_possible(
        measured_on, request, on=at.date()
    )
    if not may:
        raise CannotSay(may.reason)
    said: dict[str, Any] = {"value": value, "items": items, "how": how, "model_release": model_release}
    said |= {"measured_on": measured_on}
    after = MetricAfter.objects.filter(request=request).first()
    if after is not None and all(getattr(after, name) == kept for name, kept in said.items()):
        return after
    before = str(after.value) if after else None
    if after is None:
        after = MetricAfter(request=request, recorded_by=actor)
    else:
        check_version(after, version)
        after.version += 1
    for name, kept in said.items():
        setattr(after, name, kept)
    after.recorded_by = actor
    after.save()
    record("request.metric_recorded", request, actor=actor, was=before, now=str(value), on=str(measured_on))
    return after


@transaction.atomic
def rate(request: DataRequest, *, score: int, words: str = "", actor: User, at: datetime) -> Satisfaction:
    """Say how content one is, 1 to 5. Once a person; for 14 days it can be said otherwise."""
    request = _locked(request)
    given = request.satisfaction.filter(person=actor).first()
    words = words.strip()
    if given is not None and (given.score, given.words) == (score, words):
        return given
    verdict = RequesterVerdict.objects.filter(request=request).first()
    if not (may := rules.may_rate(request, verdict, actor) and rules.can_rate_again(given, at=at)):
        raise CannotSay(may.reason)
    if given is None:
        given = Satisfaction(request=request, person=actor, given_at=at)
    given.score, given.words = score, words
    given.save()
    record("request.rated", request, actor=actor, score=score)
    return given


def _correct(request: DataRequest, reason: str, *, actor: User) -> DataRequest:
    """A draft that asks for what was wrong to be put right, with everything that is known."""
    assert request.program is not None
    made = DataRequest.objects.create(
        number=next_number(),
        requester=actor,
        corrects=request,
        kind=RequestKind.FIX,
        title=f"Correct {request.title}"[:120],
        purpose=reason,
        about=f"{request.program.code} {request.program.name}"[:200],
        **{name: getattr(request, name) for name in ("team", "model_name", "model_slice", "sensitivity")},
    )
    record("request.started", made, actor=actor, corrects=request.number)
    return made


def _tell(request: DataRequest, given: RequesterVerdict, *, actor: User, at: datetime) -> None:
    assert request.program is not None
    word = "accepted" if given.is_accepted else "rejected"
    notify(
        [request.program.manager],
        verb=f"request.delivery_{word}",
        target=request,
        sentence=f"{actor.name} {word} what came of {request.number} {request.title}.",
        actor=actor,
        at=at,
    )


def _locked(request: DataRequest) -> DataRequest:
    rows = DataRequest.objects.select_for_update(of=("self",)).select_related("program__manager", "requester")
    return rows.get(pk=request.pk)
