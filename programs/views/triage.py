"""The queue of requests: what they are worth and in which order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from dataops.accounts.models import User
from dataops.web.links import same_list
from dataops.web.views.base import ListPage
from dataops.web.views.exported import exported, in_pieces
from programs import permissions
from programs.choices import ClockState, RankMethod, RequestState
from programs.filters.request import TriageFilter
from programs.forms import triage as forms
from programs.models import DataRequest, Ranking, SlaClock
from programs.models.request import OPEN, SCORE, WSJF, DataRequestQuerySet
from programs.reports.clocks import first_timing, timings_of, with_clocks
from programs.rules import request as rules
from programs.rules.estimate import can_estimate
from programs.views.beside import beside, in_words

SNOOZED, ALL_OPEN = "snoozed", "open"
TABS = {
    RequestState.SUBMITTED: "To place",
    RequestState.NEEDS_INFORMATION: "Needs information",
    RequestState.ESTIMATED: "Estimate quoted",
    SNOOZED: "Snoozed",
    ALL_OPEN: "All open",
    RequestState.ACCEPTED: "Accepted",
    RequestState.DECLINED: "Declined",
    RequestState.DUPLICATE: "Duplicates",
}
NARROWING = {"q", "kind", "modality", "sensitivity", "priority", "clock", "age"}


def shelf_of(request: DataRequest, *, on: date) -> str:
    """Under which tab it is."""
    if request.is_snoozed(on=on):
        return SNOOZED
    return RequestState.SUBMITTED if request.is_undecided else request.state


def on_shelf(requests: DataRequestQuerySet, shelf: str) -> DataRequestQuerySet:
    if shelf == SNOOZED:
        return requests.snoozed()
    if shelf == ALL_OPEN:
        return requests.filter(state__in=OPEN)
    if shelf == RequestState.SUBMITTED:
        return requests.waiting_for_triage()
    found = requests.filter(state=shelf)
    return found.filter(agreed_at=None) if shelf == RequestState.ESTIMATED else found


class Queue(ListPage):
    """Requests in one state, ranked. The address is the whole state of the list."""

    permission = permissions.TRIAGE_REQUESTS
    filterset_class = TriageFilter
    sorts = {
        "rank": "place",
        "score": "score",
        "reach": "reach",
        "impact": "impact",
        "confidence": "confidence",
        "effort": "effort_weeks",
        "wsjf": "wsjf",
        "value": "user_value",
        "criticality": "time_criticality",
        "risk": "risk_reduction",
        "size": "job_size",
        "waiting": "submitted_at",
        "due": "next_due",
        "needed": "needed_by",
        "decided": "decided_at",
    }

    @property
    def state(self) -> str:
        asked = self.request.GET.get("state", "")
        return asked if asked in TABS or asked in RequestState.values else RequestState.SUBMITTED

    @property
    def default_sort(self) -> str:
        if self.state in (RequestState.SUBMITTED, SNOOZED):
            return "rank" if self.state == RequestState.SUBMITTED else "waiting"
        open_ones = (RequestState.NEEDS_INFORMATION, RequestState.ESTIMATED, ALL_OPEN)
        return "waiting" if self.state in open_ones else "-decided"

    @cached_property
    def ranking(self) -> Ranking:
        return Ranking.current()

    def base_queryset(self):
        visible = on_shelf(DataRequest.objects.visible_to(self.request.user), self.state)
        owed = SlaClock.objects.filter(request=OuterRef("pk"), done_at=None)
        first = owed.exclude(state=ClockState.CANCELLED).order_by("due_at").values("due_at")[:1]
        ranked = visible.ranked(self.ranking.method).annotate(next_due=Subquery(first))
        return with_clocks(ranked.select_related("requester", "decided_by", "program", "duplicate_of"))


class TriageExport(Queue):
    """The rows on the screen, all pages of them, as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        rows = (cells(row, now=now) for row in in_pieces(self.get_queryset()))
        return exported(request, f"requests-{self.state}", HEAD, rows, at=now)


HEAD = (
    *("Rank", "Number", "Request", "Asked by", "State", "Priority"),
    *("Score", "Reach", "Impact", "Confidence %", "Effort weeks"),
    *("WSJF", "Value", "Time criticality", "Risk reduction", "Job size"),
    *("Sent (UTC)", "Days waiting", "Snoozed until", "Promised next", "Due (UTC)", "Clock"),
    *("Needed by", "Items", "Judgements per item", "Program", "Decided by", "Decided (UTC)", "Own questions"),
)


def cells(request: DataRequest, *, now: datetime) -> tuple[object, ...]:
    score = None if request.score is None else round(request.score)
    timing = first_timing(request, at=now)
    return (
        *(request.place, request.number, request.title, request.requester.name, request.get_state_display()),
        *(request.get_priority_display(), score, request.reach, request.impact, request.confidence),
        *(request.effort_weeks, request.wsjf, *(getattr(request, name) for name in WSJF)),
        *(request.submitted_at, request.days_waited(at=now), request.snoozed_until),
        *((timing.goal, timing.clock.due_at, timing.words) if timing else (None, None, None)),
        *(request.needed_by, request.volume, request.judgements_per_item),
        *(request.program.code if request.program else None,),
        *(request.decided_by.name if request.decided_by else None, request.decided_at, in_words(request)),
    )


class Triage(Queue):
    """The queue, and beside it the request one is looking at."""

    template_name = "programs/triage.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        sent = DataRequest.objects.visible_to(self.request.user).exclude(state=RequestState.DRAFT)
        now = timezone.now()
        counts = dict(sent.filter(agreed_at=None).order_by().values_list("state").annotate(n=Count("pk")))
        special = (RequestState.SUBMITTED, SNOOZED, ALL_OPEN)
        counts |= {shelf: on_shelf(sent, shelf).count() for shelf in special}
        method = RankMethod(self.ranking.method)
        waiting = sent.waiting_for_triage()
        context |= waiting.aggregate(
            waits=Count("pk"),
            unscored=Count("pk", filter=Q(**{SCORE[method]: None})),
            placed=Count("rank_override"),
        )
        owed = SlaClock.objects.filter(request__in=sent, done_at=None)
        context |= owed.aggregate(
            breached=Count("request", filter=Q(pk__in=owed.breached(at=now)), distinct=True),
            at_risk=Count("request", filter=Q(pk__in=owed.at_risk(at=now)), distinct=True),
        )
        oldest = waiting.order_by("submitted_at").first()
        chosen = self._chosen(context["page_obj"])
        for row in context["page_obj"]:
            row.timing = first_timing(row, at=now)
        return context | {
            "now": now,
            "tabs": [self._tab(state, label, counts.get(state, 0)) for state, label in TABS.items()],
            "state": self.state,
            "ranking": self.ranking,
            "is_wsjf": method == RankMethod.WSJF,
            "is_queue": self.state == RequestState.SUBMITTED,
            "is_narrowed": set(self.request.GET) & NARROWING,
            "oldest": oldest,
            "chosen": chosen,
            "timings": timings_of(chosen, at=now) if chosen else [],
            "is_snoozed": chosen.is_snoozed(on=now.date()) if chosen else False,
            "beside": beside(chosen, self.request.user) if chosen else None,
            "actions": actions_of(chosen, self.request.user) if chosen else [],
            "export_url": f"{reverse('programs:triage-export')}?{self.request.GET.urlencode()}",
            "may_triage": rules.can_triage(chosen, self.request.user) if chosen else None,
            "score_form": self._score_form(chosen, method) if chosen else None,
        }

    def _score_form(self, chosen: DataRequest, method: RankMethod):
        return (forms.ScoreWsjf if method == RankMethod.WSJF else forms.Score).of(chosen)

    def _tab(self, state: str, label: str, count: int) -> dict[str, Any]:
        url = same_list(self.request, state=state, request="")
        return {"label": label, "url": url, "count": count, "current": state == self.state}

    def _chosen(self, page) -> DataRequest | None:
        """The request named in the address, if it is on this page, else the first."""
        named = self.request.GET.get("request", "")
        return next((row for row in page if row.number == named), page[0] if len(page) else None)


def actions_of(request: DataRequest, user: User) -> list[dict[str, str]]:
    """What triage can do with it; what cannot be done says why."""
    triage, rank = rules.can_triage(request, user).reason, rules.can_rank(request, user).reason
    estimated = can_estimate(request, user).reason
    offered = [
        ("accept", "Accept", "primary", rules.can_accept(request, user).reason),
        ("estimate", "Estimate", "", estimated),
        ("ask", "Ask for information", "", triage),
        ("rank", "Set its place", "", rank),
        ("priority", "Set the priority", "", triage),
        ("snooze", "Snooze", "", rank),
        ("duplicate", "Mark as duplicate", "", triage),
        ("decline", "Decline", "danger", triage),
    ]
    return [
        {
            "label": label,
            "kind": kind,
            "reason": reason,
            "url": reverse(f"programs:triage-{verb}", args=[request.number]),
            "is_page": verb in ("accept", "estimate"),
        }
        for verb, label, kind, reason in offered
    ]
