"""What triage does with one request: score it, place it, ask back, and decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ActionView, OperationView
from programs import permissions
from programs.choices import Rest
from programs.forms import triage as forms
from programs.forms.program import managers
from programs.models import DataRequest
from programs.operations import request as operations
from programs.rules import request as rules
from programs.views.request import OneRequest
from programs.views.triage import shelf_of
from programs.views.versions import UponSight

WORTH = {
    "reach": "Reach",
    "impact": "Impact",
    "confidence": "Confidence, %",
    "effort_weeks": "Effort, person-weeks",
    "user_value": "Value",
    "time_criticality": "Time criticality",
    "risk_reduction": "Risk reduction",
    "job_size": "Job size",
}


class Decide(OneRequest, UponSight, OperationView):
    """One verb of triage, as a page or inside the dialog of one."""

    permission = permissions.TRIAGE_REQUESTS
    title = text = verb = kind = ""
    theirs: Sequence[tuple[str, object]] = ()  # what stands now, after a collision

    def verdict(self):
        return rules.can_triage(self.data_request, self.request.user)

    def posted(self) -> QueryDict | None:
        """What was sent, also when that is nothing."""
        return self.request.POST if self.request.method == "POST" else None

    def sight(self) -> int:
        return DataRequest.objects.get(pk=self.data_request.pk).version

    def form_invalid(self, form):
        """Who comes second is told so, with what they typed still before them."""
        self.data_request.refresh_from_db(fields=["state"])
        if form.cleaned_data.get("version") not in (None, self.sight()):
            self.theirs = standing(self.data_request)
        elif not self.data_request.is_open:
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return super().form_invalid(form)

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
            fresh_url=self.get_success_url(),
            theirs=self.theirs,
            **kwargs,
        )

    def get_success_url(self):
        self.data_request.refresh_from_db(fields=["state", "snoozed_until", "agreed_at"])
        number, shelf = self.data_request.number, shelf_of(self.data_request, on=timezone.now().date())
        return f"{reverse('programs:triage')}?state={shelf}&request={number}"


def standing(request: DataRequest) -> list[tuple[str, object]]:
    """What triage and the requester made of it meanwhile."""
    request = DataRequest.objects.get(pk=request.pk)
    said = request.messages.select_related("author").order_by("pk").last()
    worth = [(label, getattr(request, name)) for name, label in WORTH.items()]
    found = [("State", request.get_state_display()), ("Priority", request.get_priority_display()), *worth]
    found += [("Place by hand", request.rank_override), ("Snoozed until", request.snoozed_until)]
    if said is not None:
        found.append((f"Last message, by {said.author.name}", said.body))
    return [(label, value) for label, value in found if value is not None]


class TriageScore(Decide):
    form_class = forms.Score
    title, verb = "What is it worth?", "Save the score"
    text = "Score = reach × impact × confidence ÷ effort. It gives the request its place in the queue."
    success_message = "Score saved."

    def get_form(self, form_class=None):
        return forms.Score.of(self.data_request, self.posted())

    def operate(self, cleaned_data):
        operations.score(self.data_request, actor=self.request.user, **cleaned_data)


class TriageScoreWsjf(TriageScore):
    form_class = forms.ScoreWsjf
    text = (
        "Score = (value + time criticality + risk reduction) ÷ job size, each compared with what else waits."
    )

    def get_form(self, form_class=None):
        return forms.ScoreWsjf.of(self.data_request, self.posted())

    def operate(self, cleaned_data):
        operations.score_wsjf(self.data_request, actor=self.request.user, **cleaned_data)


class TriagePriority(Decide):
    form_class = forms.SetPriority
    title, verb = "How soon must it be answered?", "Set the priority"
    text = "The promise for that priority holds from its start; time that has gone stays gone."
    success_message = "Priority set."

    def get_initial(self):
        return super().get_initial() | {"priority": self.data_request.priority}

    def operate(self, cleaned_data):
        operations.set_priority(self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data)


class TriageSnooze(Decide):
    form_class = forms.Snooze
    title, verb = "Snooze the request", "Snooze"
    success_message = "Snoozed. It is back by itself on that day."

    @property
    def text(self):
        resting = self.data_request.clocks.open().filter(pauses__contains=[Rest.SNOOZED])
        said = "Its clocks rest meanwhile" if resting else "Its clocks go on meanwhile"
        return f"It leaves the queue until the day you say. {said}."

    def operate(self, cleaned_data):
        operations.snooze(self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data)


class TriageUnsnooze(OneRequest, ActionView):
    """Back into the queue at once."""

    permission = permissions.TRIAGE_REQUESTS
    success_message = "Back in the queue."

    def operate(self):
        operations.unsnooze(self.data_request, actor=self.request.user, at=timezone.now())

    def get_success_url(self):
        return f"{reverse('programs:triage')}?request={self.data_request.number}"


class TriageAsk(Decide):
    form_class = forms.Ask
    title, verb = "Ask for information", "Send the question"
    success_message = "Asked. The request rests until the answer comes."

    def operate(self, cleaned_data):
        operations.ask(self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data)


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

    def get_initial(self):
        return super().get_initial() | {"of": self.request.GET.get("of", "")[:20]}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"seen": DataRequest.objects.visible_to(self.request.user)}

    def operate(self, cleaned_data):
        operations.mark_duplicate(
            self.data_request, actor=self.request.user, at=timezone.now(), **cleaned_data
        )


class TriageRank(Decide):
    form_class = forms.Rank
    title, verb = "Set its place in the queue", "Set the place"
    text = "It stands there whatever its score, until you take this back."
    success_message = "Placed by hand. You can take it back on the request."

    def verdict(self):
        return rules.can_rank(self.data_request, self.request.user)

    def get_initial(self):
        placed = {"rank": self.data_request.rank_override, "reason": self.data_request.rank_reason}
        return super().get_initial() | placed

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

    def verdict(self):
        return rules.can_accept(self.data_request, self.request.user)

    def get_template_names(self):
        return [self.template_name]

    def start_form(self, data: Any = None) -> forms.Start:
        is_answered = not self.data_request.unanswered()
        plan = self.data_request.as_program(on=timezone.now().date()) if is_answered else {}
        initial = {"manager": self.request.user, "version": self.sight(), "template": ""} | plan
        return forms.Start(data, initial=initial, managers=managers())

    def join_form(self, data: Any = None) -> forms.Join:
        units = self.data_request.units
        return forms.Join(data, user=self.request.user, units=units, initial={"version": self.sight()})

    def accept(self, **how: Any):
        program = operations.accept(self.data_request, actor=self.request.user, at=timezone.now(), **how)
        messages.success(self.request, f"Accepted. It goes on in {program.code}.")
        return HttpResponseRedirect(reverse("programs:request-detail", args=[self.data_request.number]))


class TriageAccept(Accepting):
    """Start a program from the answers; nothing is typed twice."""

    def get_form(self, form_class=None):
        return self.start_form(self.posted())

    def get_context_data(self, **kwargs):
        return super().get_context_data(join_form=self.join_form(), **kwargs)

    def operate(self, cleaned_data):
        plan = {name: value for name, value in cleaned_data.items() if name != "version"}
        return self.accept(new_program=plan, version=cleaned_data["version"])


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
