"""How old what waits is, how triage decides, how long it takes, and how far promises were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from dataops.stats.intervals import wilson
from dataops.stats.quantiles import quantile
from dataops.stats.results import Estimate, Reason
from programs.choices import ClockState, RequestKind, RequestState, Rest, SlaGoalKind
from programs.models import DataRequest, RequestRest, SlaClock
from programs.models.request import BUCKETS, OPEN, DataRequestQuerySet

DECIDED = (RequestState.ACCEPTED, RequestState.DECLINED, RequestState.DUPLICATE)
DAY = timedelta(days=1)
NOTHING = timedelta(0)


@dataclass(frozen=True)
class AgeLine:
    """The open requests of one kind, by how many days ago they were sent."""

    kind: str
    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Found:
    """An estimate with what it was made from, or why there is none."""

    label: str
    estimate: Estimate
    hits: int | None
    n: int
    of_what: str

    @property
    def why(self) -> str:
        return Reason(self.estimate.reason).sentence if self.estimate.reason else ""


@dataclass(frozen=True)
class Ageing:
    buckets: tuple[str, ...]
    lines: Sequence[AgeLine]
    oldest: DataRequest | None
    outcomes: Sequence[Found]
    turnaround: Sequence[Found]
    delivered: Sequence[Found]
    attainment: Sequence[Found]

    @property
    def total(self) -> AgeLine:
        columns = zip(*[line.counts for line in self.lines], strict=True)
        return AgeLine("", "Every kind", tuple(sum(column) for column in columns))


def ageing_of(requests: DataRequestQuerySet, *, since: datetime, at: datetime) -> Ageing:
    """What is open now; what was decided and promised from `since` on."""
    waiting = list(requests.filter(state__in=OPEN).order_by("submitted_at", "pk"))
    decided = list(requests.filter(state__in=DECIDED, decided_at__gte=since, decided_at__lt=at))
    return Ageing(
        buckets=tuple(BUCKETS),
        lines=_lines(waiting, at=at),
        oldest=waiting[0] if waiting else None,
        outcomes=_outcomes(decided),
        turnaround=_turnaround(decided),
        delivered=until_delivered(requests, since=since, at=at),
        attainment=_attainment(requests, since=since, at=at),
    )


def _lines(waiting: Sequence[DataRequest], *, at: datetime) -> list[AgeLine]:
    count = Counter((request.kind, _bucket(at - request.submitted_at)) for request in waiting)
    labels = dict(RequestKind.choices)
    kinds = sorted({kind for kind, _ in count}, key=lambda kind: labels.get(kind, kind))
    return [
        AgeLine(kind, labels.get(kind, kind), tuple(count[kind, name] for name in BUCKETS)) for kind in kinds
    ]


def _bucket(age: timedelta) -> str:
    days = max(0, age // DAY)
    return next(name for name, found in BUCKETS.items() if found.last is None or days <= found.last)


def _outcomes(decided: Sequence[DataRequest]) -> list[Found]:
    n = len(decided)
    accepted = sum(request.state == RequestState.ACCEPTED for request in decided)
    asked = set(
        RequestRest.objects.filter(request__in=decided, why=Rest.NEEDS_INFORMATION).values_list(
            "request_id", flat=True
        )
    )
    return [
        Found("Accepted", wilson(accepted, n), accepted, n, "decided requests"),
        Found("Asked back before the decision", wilson(len(asked), n), len(asked), n, "decided requests"),
    ]


def _turnaround(decided: Sequence[DataRequest]) -> list[Found]:
    """Days from sending to the decision, without the time in which the requester was asked or it was snoozed."""
    return _took([(request, request.decided_at) for request in decided], "decided requests")


def until_delivered(requests: DataRequestQuerySet, *, since: datetime, at: datetime) -> list[Found]:
    """Days from sending until all was there, without what waited for the requester: as their delivery clocks say."""
    there = SlaClock.objects.filter(
        request__in=requests, goal=SlaGoalKind.DELIVERY, done_at__gte=since, done_at__lt=at
    )
    return _took([(clock.request, clock.done_at) for clock in there.select_related("request")], "deliveries")


def _took(ended: Sequence[tuple[DataRequest, datetime | None]], of_what: str) -> list[Found]:
    rests: dict[int, list[RequestRest]] = {}
    for rest in RequestRest.objects.filter(request__in=[request for request, _ in ended]):
        rests.setdefault(rest.request_id, []).append(rest)
    known = [(request, request.submitted_at, end) for request, end in ended if request.submitted_at and end]
    days = [_worked(begin, end, rests.get(request.pk, [])) / DAY for request, begin, end in known]
    return [
        Found(f"P{share:.0%}".rstrip("%"), quantile(days, share), None, len(days), of_what)
        for share in (0.5, 0.85)
    ]


def _worked(begin: datetime, end: datetime, rests: Sequence[RequestRest]) -> timedelta:
    rested = sum(
        (max(NOTHING, min(rest.until or end, end) - max(rest.since, begin)) for rest in rests), NOTHING
    )
    return max(NOTHING, end - begin - rested)


def _attainment(requests: DataRequestQuerySet, *, since: datetime, at: datetime) -> list[Found]:
    """Of the clocks whose outcome fell into the time: met ÷ (met + breached). Open ones do not count."""
    ended = SlaClock.objects.filter(request__in=requests).ended_between(since, at, at=at)
    counts = Counter(ended.values_list("goal", "state"))
    found = []
    for goal in SlaGoalKind:
        met = counts[goal.value, ClockState.MET.value]
        n = sum(many for (kind, _), many in counts.items() if kind == goal)
        found.append(Found(goal.label, wilson(met, n), met, n, "clocks that ended"))
    return found


def rows_behind(requests: DataRequestQuerySet, *, since: datetime, at: datetime) -> DataRequestQuerySet:
    """The requests whose decision or promise fell into the time."""
    decided = Q(state__in=DECIDED, decided_at__gte=since, decided_at__lt=at)
    ended = SlaClock.objects.ended_between(since, at, at=at).values("request")
    return requests.filter(decided | Q(pk__in=ended))
