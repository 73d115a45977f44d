"""One's own requests: the list, and the page of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.links import same_list
from dataops.web.views.base import ActionView, Guarded, ListPage, OperationView, Page
from programs import permissions
from programs.choices import RequestState
from programs.filters.request import RequestFilter
from programs.forms.answers import answered
from programs.forms.estimate import Answer
from programs.forms.outcome import AttachForm
from programs.forms.request import Message
from programs.models import DataRequest
from programs.operations import request as operations
from programs.reports.clocks import timings_of
from programs.reports.evidence import criteria_of, kept_evidence, without_money
from programs.reports.stages import expected, way_of
from programs.rules import outcome
from programs.rules import request as rules
from programs.rules.estimate import can_answer
from programs.rules.moved import moved


class OneRequest(Guarded):
    """A request that this person may see."""

    permission = permissions.SEE_REQUESTS

    def load(self, *, number: str, **kwargs):
        visible = DataRequest.objects.visible_to(self.request.user)
        related = visible.select_related(
            "requester", "decided_by", "program", "duplicate_of", "corrects", "verdict"
        )
        self.data_request = get_object_or_404(related, number=number)

    def get_context_data(self, **kwargs):
        request = self.data_request
        crumbs = [
            {"label": "Requests", "url": reverse("programs:request-list")},
            {"label": request.number, "url": reverse("programs:request-detail", args=[request.number])},
        ]
        return super().get_context_data(
            data_request=request, crumbs=crumbs, now=timezone.now(), user=self.request.user, **kwargs
        )


class OwnRequest(OneRequest):
    """What only who asks may do with it; for everybody else there is no such page."""

    permission = permissions.SUBMIT_REQUESTS

    def load(self, **kwargs):
        super().load(**kwargs)
        if self.data_request.requester_id != self.request.user.pk:
            raise Http404


class RequestList(ListPage):
    """What I asked for, where it stands, and what happens next."""

    permission = permissions.SUBMIT_REQUESTS
    template_name = "programs/request_list.html"
    filterset_class = RequestFilter
    sorts = {"number": "number", "sent": "submitted_at", "needed": "needed_by", "state": "state"}
    default_sort = "-number"

    def base_queryset(self):
        return DataRequest.objects.asked_by(self.request.user).select_related(
            "decided_by", "program", "duplicate_of", "verdict"
        )

    def get_context_data(self, **kwargs):
        counts = dict(
            DataRequest.objects.asked_by(self.request.user)
            .order_by()
            .values_list("state")
            .annotate(n=Count("pk"))
        )
        return super().get_context_data(
            counts=counts,
            tabs=tabs_of(counts, self.request),
            waits_for_me=counts.get(RequestState.NEEDS_INFORMATION, 0),
            drafts=counts.get(RequestState.DRAFT, 0),
            waiting=counts.get(RequestState.SUBMITTED, 0),
            now=timezone.now(),
            **kwargs,
        )


def tabs_of(counts: dict[str, int], request: HttpRequest) -> list[dict[str, Any]]:
    """All, and every state there is something in."""
    here = request.GET.get("state", "")
    every = {
        "label": "All",
        "url": same_list(request, state=""),
        "current": not here,
        "count": sum(counts.values()),
    }
    return [every] + [
        {
            "label": state.label,
            "url": same_list(request, state=state),
            "current": here == state,
            "count": counts[state],
        }
        for state in RequestState
        if state in counts
    ]


class RequestDetail(OneRequest, Page):
    """All answers, the talk, the decision and where it went."""

    template_name = "programs/request_detail.html"

    def get_context_data(self, form=None, **kwargs):
        request, user = self.data_request, self.request.user
        may_answer = rules.can_answer(request, user)
        original = request.duplicate_of
        way = way_of(request, on=timezone.now().date())
        estimate = request.estimates.told().select_related("made_by").first()
        return super().get_context_data(
            sections=answered(request),
            talk=request.messages.select_related("author").order_by("pk"),
            form=form or Message(),
            is_mine=request.requester_id == user.pk,
            may_answer=may_answer,
            may_reply=rules.can_reply(request, user, on=timezone.now().date()),
            may_triage=self.may(permissions.TRIAGE_REQUESTS),
            original=original,
            way=way,
            expected=expected(way.line) if way.line else "",
            shares_program=request.program.requests.count() - 1 if request.program else 0,
            correctives=request.correctives.exclude(state=RequestState.DRAFT)
            if request.requester_id != user.pk
            else request.correctives.all(),
            judged=self._judged(way.verdict.evidence) if way.verdict else (),
            moved=moved(request, way.after) if way.after else None,
            satisfaction=request.satisfaction.select_related("person").order_by("given_at"),
            may_rate=outcome.may_rate(request, way.verdict, user),
            criteria=criteria_of(request),
            files=request.attachments.select_related("added_by"),
            attach_form=self.attach_form(),
            estimate=estimate,
            may_see_cost=self.may(permissions.SEE_MONEY) or request.requester_id == user.pk,
            estimate_form=Answer(),
            may_answer_estimate=bool(estimate and can_answer(estimate, user)),
            timings=timings_of(request, at=timezone.now()),
            sees_program=request.program is not None and self._sees_program(),
            **kwargs,
        )

    def _judged(self, rows):
        judged = kept_evidence(rows)
        return judged if self.may(permissions.SEE_MONEY) else without_money(judged)

    def attach_form(self) -> AttachForm | None:
        """While answers can change, on the page itself; a draft has its form."""
        asked = self.data_request.state == RequestState.NEEDS_INFORMATION
        return AttachForm() if asked and self.data_request.requester_id == self.request.user.pk else None

    def _sees_program(self) -> bool:
        return self.may(permissions.SEE_PROGRAMS, self.data_request.program)


class RequestReply(OwnRequest, OperationView):
    """The requester's answer to triage; with a problem, the page again."""

    http_method_names = ["post", "options"]
    form_class = Message
    success_message = "Sent. The request waits for triage again."

    def operate(self, cleaned_data):
        operations.reply(self.data_request, cleaned_data["body"], actor=self.request.user, at=timezone.now())

    def form_invalid(self, form):
        page = RequestDetail(request=self.request, data_request=self.data_request)
        page.setup(self.request)
        return page.render_to_response(page.get_context_data(form=form), status=422)

    def get_success_url(self):
        return reverse("programs:request-detail", args=[self.data_request.number])


class RequestDelete(OwnRequest, ActionView, Page):
    """Ask first, then throw a draft away."""

    http_method_names = ["get", "head", "post", "options"]
    success_message = "Draft deleted."

    def get_template_names(self):
        is_fragment = self.request.htmx and self.request.htmx.target == "dialog-body"
        return ["ui/confirm.html" if is_fragment else "programs/request_confirm.html"]

    def get_context_data(self, **kwargs):
        request = self.data_request
        verdict = rules.can_delete(request, self.request.user)
        return super().get_context_data(
            action=reverse("programs:request-delete", args=[request.number]),
            title="Delete this draft?",
            text=f"{request.number} {request.title or 'without a name'} and all its answers will be gone.",
            verb="Delete draft",
            kind="danger",
            reason=verdict.reason,
            cancel_url=reverse("programs:request-list"),
            **kwargs,
        )

    def operate(self):
        operations.delete_draft(self.data_request, actor=self.request.user)

    def get_success_url(self):
        return reverse("programs:request-list")
