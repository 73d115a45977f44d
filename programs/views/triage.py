"""The queue of requests: what they are worth and in which order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.models import User
from dataops.web.links import same_list
from dataops.web.views.base import ListPage
from dataops.web.views.exported import exported
from programs import permissions
from programs.choices import RequestState
from programs.filters.request import TriageFilter
from programs.forms import triage as forms
from programs.models import DataRequest
from programs.rules import request as rules

TABS = {
    RequestState.SUBMITTED: "To place",
    RequestState.NEEDS_INFORMATION: "Needs information",
    RequestState.ACCEPTED: "Accepted",
    RequestState.DECLINED: "Declined",
    RequestState.DUPLICATE: "Duplicates",
}


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
        "waiting": "submitted_at",
        "needed": "needed_by",
        "decided": "decided_at",
    }

    @property
    def state(self) -> str:
        asked = self.request.GET.get("state")
        return asked if asked in RequestState.values else RequestState.SUBMITTED

    @property
    def default_sort(self) -> str:
        if self.state in (RequestState.SUBMITTED, RequestState.NEEDS_INFORMATION):
            return "rank" if self.state == RequestState.SUBMITTED else "waiting"
        return "-decided"

    def base_queryset(self):
        visible = DataRequest.objects.visible_to(self.request.user).filter(state=self.state)
        return visible.ranked().select_related("requester", "decided_by", "program", "duplicate_of")


class TriageExport(Queue):
    """The rows on the screen, all pages of them, as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        rows = (cells(row, now=now) for row in self.get_queryset())
        return exported(request, f"requests-{self.state}", HEAD, rows, at=now)


HEAD = (
    *("Rank", "Number", "Request", "Asked by", "State", "Score", "Reach", "Impact", "Confidence %"),
    *(
        "Effort weeks",
        "Sent (UTC)",
        "Days waiting",
        "Needed by",
        "Items",
        "Judgements per item",
        "Program",
        "Decided by",
        "Decided (UTC)",
    ),
)


def cells(request: DataRequest, *, now: datetime) -> tuple[object, ...]:
    score = None if request.score is None else round(request.score)
    return (
        *(request.place, request.number, request.title, request.requester.name, request.get_state_display()),
        *(score, request.reach, request.impact, request.confidence, request.effort_weeks),
        *(request.submitted_at, request.days_waited(at=now), request.needed_by, request.volume),
        *(request.judgements_per_item, request.program.code if request.program else None),
        *(request.decided_by.name if request.decided_by else None, request.decided_at),
    )


class Triage(Queue):
    """The queue, and beside it the request one is looking at."""

    template_name = "programs/triage.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        sent = DataRequest.objects.visible_to(self.request.user).exclude(state=RequestState.DRAFT)
        counts = dict(sent.order_by().values_list("state").annotate(n=Count("pk")))
        waiting = sent.waiting_for_triage()
        context |= waiting.aggregate(
            waits=Count("pk"), unscored=Count("pk", filter=Q(score=None)), placed=Count("rank_override")
        )
        oldest = waiting.order_by("submitted_at").first()
        chosen = self._chosen(context["page_obj"])
        return context | {
            "now": timezone.now(),
            "tabs": [self._tab(state, label, counts.get(state, 0)) for state, label in TABS.items()],
            "state": self.state,
            "is_queue": self.state == RequestState.SUBMITTED,
            "oldest": oldest,
            "chosen": chosen,
            "actions": actions_of(chosen, self.request.user) if chosen else [],
            "export_url": f"{reverse('programs:triage-export')}?{self.request.GET.urlencode()}",
            "may_triage": rules.can_triage(chosen, self.request.user) if chosen else None,
            "score_form": forms.Score.of(chosen) if chosen else None,
        }

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
    offered = [
        ("accept", "Accept", "primary", rules.can_accept(request, user).reason),
        ("ask", "Ask for information", "", triage),
        ("rank", "Set its place", "", rank),
        ("duplicate", "Mark as duplicate", "", triage),
        ("decline", "Decline", "danger", triage),
    ]
    return [
        {
            "label": label,
            "kind": kind,
            "reason": reason,
            "url": reverse(f"programs:triage-{verb}", args=[request.number]),
            "is_page": verb == "accept",
        }
        for verb, label, kind, reason in offered
    ]
