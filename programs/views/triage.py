"""The queue of requests: what they are worth, in which order, and what becomes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.web.exports import csv_response
from dataops.web.views.base import ActionView, ListPage, OperationView
from programs import permissions
from programs.choices import RequestState
from programs.filters.request import TriageFilter
from programs.forms import triage as forms
from programs.models import DataRequest
from programs.operations import request as operations
from programs.rules import request as rules
from programs.views.request import OneRequest

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
        return self.request.GET.get("state") or RequestState.SUBMITTED

    @property
    def default_sort(self) -> str:
        if self.state in (RequestState.SUBMITTED, RequestState.NEEDS_INFORMATION):
            return "rank" if self.state == RequestState.SUBMITTED else "waiting"
        return "-decided"

    def base_queryset(self):
        visible = DataRequest.objects.visible_to(self.request.user).filter(state=self.state)
        return visible.ranked().select_related("requester", "program", "duplicate_of")


class TriageExport(Queue):
    """The rows on the screen, all pages of them, as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        rows = (cells(row, now=now) for row in self.get_queryset())
        return csv_response(f"requests-{self.state}", HEAD, rows, at=now)


HEAD = (
    *("Rank", "Number", "Request", "Asked by", "State", "Score", "Reach", "Impact", "Confidence %"),
    *("Effort weeks", "Sent (UTC)", "Days waiting", "Needed by", "Items", "Judgements per item", "Program"),
)


def cells(request: DataRequest, *, now: datetime) -> tuple[object, ...]:
    score = None if request.score is None else round(request.score)
    return (
        *(request.place, request.number, request.title, request.requester.name, request.get_state_display()),
        *(score, request.reach, request.impact, request.confidence, request.effort_weeks),
        *(request.submitted_at, request.waited(at=now).days, request.needed_by, request.volume),
        *(request.judgements_per_item, request.program.code if request.program else None),
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
            "score_form": score_form(chosen) if chosen else None,
        }

    def _tab(self, state: str, label: str, count: int) -> dict[str, Any]:
        return {"label": label, "url": f"?state={state}", "count": count, "current": state == self.state}

    def _chosen(self, page) -> DataRequest | None:
        """The request named in the address, if it is on this page, else the first."""
        named = self.request.GET.get("request", "")
        return next((row for row in page if row.number == named), page[0] if len(page) else None)


def score_form(request: DataRequest, data: Any = None) -> forms.Score:
    given = {name: getattr(request, name) for name in ("reach", "impact", "confidence", "effort_weeks")}
    return forms.Score(data, initial=given)


def actions_of(request: DataRequest, user: User) -> list[dict[str, str]]:
    """What triage can do with it; what cannot be done says why."""
    triage, rank = rules.can_triage(request, user).reason, rules.can_rank(request, user).reason
    offered = [
        ("accept", "Accept", "primary", triage),
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


class Decide(OneRequest, OperationView):
    """One verb of triage, as a page or inside the dialog of one."""

    permission = permissions.TRIAGE_REQUESTS
    title = text = verb = kind = ""

    def verdict(self):
        return rules.can_triage(self.data_request, self.request.user)

    def get_template_names(self):
        is_fragment = self.request.htmx and self.request.htmx.target == "dialog-body"
        return ["ui/confirm.html" if is_fragment else "programs/request_confirm.html"]

    def get_context_data(self, **kwargs):
        request = self.data_request
        return super().get_context_data(
            action=self.request.path,
            title=self.title,
            text=self.text or f"{request.number} {request.title}, asked by {request.requester.name}.",
            verb=self.verb,
            kind=self.kind or "primary",
            reason=self.verdict().reason,
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self):
        number = self.data_request.number
        return f"{reverse('programs:triage')}?state={self.data_request.state}&request={number}"


class TriageScore(Decide):
    form_class = forms.Score
    title, verb = "What is it worth?", "Save the score"
    text = "Score = reach × impact × confidence ÷ effort. It gives the request its place in the queue."
    success_message = "Score saved."

    def get_form(self, form_class=None):
        return score_form(self.data_request, self.request.POST or None)

    def operate(self, cleaned_data):
        operations.score(self.data_request, actor=self.request.user, **cleaned_data)


class TriageAsk(Decide):
    form_class = forms.Ask
    title, verb = "Ask for information", "Send the question"
    success_message = "Asked. The request rests until the answer comes."

    def operate(self, cleaned_data):
        operations.ask(self.data_request, cleaned_data["body"], actor=self.request.user)


class TriageDecline(Decide):
    form_class = forms.Decline
    title, verb, kind = "Decline the request", "Decline", "danger"
    success_message = "Declined. The requester reads the reason."

    def operate(self, cleaned_data):
        operations.decline(self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data)


class TriageDuplicate(Decide):
    form_class = forms.Duplicate
    title, verb = "Mark as a duplicate", "Mark as duplicate"
    success_message = "Closed as a duplicate."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"seen": DataRequest.objects.visible_to(self.request.user)}

    def operate(self, cleaned_data):
        operations.mark_duplicate(
            self.data_request, cleaned_data["of"], actor=self.request.user, at=timezone.now()
        )


class TriageRank(Decide):
    form_class = forms.Rank
    title, verb = "Set its place in the queue", "Set the place"
    text = "It stands there whatever its score, until you take this back."
    success_message = "Placed by hand. You can take it back on the request."

    def verdict(self):
        return rules.can_rank(self.data_request, self.request.user)

    def get_initial(self):
        return {"rank": self.data_request.rank_override, "reason": self.data_request.rank_reason}

    def operate(self, cleaned_data):
        operations.override_rank(self.data_request, actor=self.request.user, **cleaned_data)


class TriageRankRestore(OneRequest, ActionView):
    """Undo: back to the place the score gives."""

    permission = permissions.TRIAGE_REQUESTS
    success_message = "Back to the place its score gives it."

    def operate(self):
        operations.restore_rank(self.data_request, actor=self.request.user)

    def get_success_url(self):
        return f"{reverse('programs:triage')}?request={self.data_request.number}"


class Accepting(Decide):
    """Two ways to say yes on one page: a new program, or one that exists."""

    template_name = "programs/triage_accept.html"

    def get_template_names(self):
        return [self.template_name]

    def start_form(self, data: Any = None) -> forms.Start:
        plan = self.data_request.as_program(on=timezone.now().date()) if not self.missing() else {}
        initial = {"manager": self.request.user} | plan
        return forms.Start(data, initial=initial, managers=managers())

    def join_form(self, data: Any = None) -> forms.Join:
        return forms.Join(data, user=self.request.user)

    def missing(self) -> list[str]:
        return self.data_request.unanswered()

    def accept(self, **how: Any):
        program = operations.accept(self.data_request, actor=self.request.user, at=timezone.now(), **how)
        messages.success(self.request, format_html("Accepted. It goes on in {}.", program.code))
        return HttpResponseRedirect(reverse("programs:request-detail", args=[self.data_request.number]))


class TriageAccept(Accepting):
    """Start a program from the answers; nothing is typed twice."""

    def get_form(self, form_class=None):
        return self.start_form(self.request.POST or None)

    def get_context_data(self, **kwargs):
        return super().get_context_data(join_form=self.join_form(), **kwargs)

    def operate(self, cleaned_data):
        return self.accept(new_program=cleaned_data)


class TriageJoin(Accepting):
    """Take the request into a program that exists."""

    http_method_names = ["post", "options"]

    def get_form(self, form_class=None):
        return self.join_form(self.request.POST)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"join_form": context["form"], "form": self.start_form()}

    def operate(self, cleaned_data):
        return self.accept(**cleaned_data)


def managers():
    return User.objects.active().filter(role__in=[Role.PROGRAM_MANAGER, Role.ADMINISTRATOR]).order_by("name")
