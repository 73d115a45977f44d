"""Decisions of a program: all of them, one, and the forms that put and answer a question."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ListPage, Page
from dataops.web.views.exported import Exported, in_pieces
from programs import permissions
from programs.forms import choice as forms
from programs.operations import choice as operations
from programs.views.plan import PlanView
from programs.views.program import InProgram
from programs.views.versions import Versioned

COLUMNS = (
    ("Question", lambda decision: decision.question),
    ("Options", lambda decision: "; ".join(decision.option_list)),
    ("State", lambda decision: decision.get_state_display()),
    ("Choice", lambda decision: decision.choice),
    ("Reason", lambda decision: decision.reason),
    ("Who decides", lambda decision: decision.decider.name),
    ("Needed by", lambda decision: decision.needed_by),
    ("Decided on", lambda decision: decision.decided_on),
    ("Can be taken back", lambda decision: decision.is_reversible),
    ("Takes the place of", lambda decision: decision.supersedes and decision.supersedes.question),
)


class DecisionList(InProgram, Exported, ListPage):
    permission = permissions.SEE_PROGRAMS
    template_name = "programs/decision_list.html"
    export_name = "decisions"

    def get_queryset(self):
        return self.program.decisions.select_related("decider", "supersedes").newest_first()

    def export_head(self):
        return [title for title, _ in COLUMNS]

    def export_rows(self):
        return ([read(decision) for _, read in COLUMNS] for decision in in_pieces(self.get_queryset()))

    def get_context_data(self, **kwargs):
        may_change = self.may(permissions.CHANGE_PROGRAM, self.program)
        waiting = self.program.decisions.proposed().count()
        return super().get_context_data(may_change=may_change, waiting=waiting, **kwargs)


class OneDecision(InProgram):
    def load(self, *, decision: int, **kwargs):
        super().load(**kwargs)
        decisions = self.program.decisions.select_related("decider", "supersedes")
        self.decision = get_object_or_404(decisions, pk=decision)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        every = {"label": "Decisions", "url": reverse("programs:decision-list", args=[self.program.code])}
        return context | {"crumbs": [*context["crumbs"], every]}

    def get_success_url(self) -> str:
        return reverse("programs:decision-detail", args=[self.program.code, self.decision.pk])


class DecisionDetail(OneDecision, Page):
    permission = permissions.SEE_PROGRAMS
    template_name = "programs/decision_detail.html"

    def get_context_data(self, **kwargs):
        may_change = self.may(permissions.CHANGE_PROGRAM, self.program)
        decides = may_change or self.decision.decider_id == self.request.user.pk
        shown = {
            "decision": self.decision,
            "successors": self.decision.successors.order_by("pk"),
            "may_change": may_change,
            "may_decide": decides and self.decision.is_open,
        }
        return super().get_context_data(**kwargs | shown)


class DecisionPropose(PlanView):
    form_class = forms.ProposeDecision
    heading, verb = "Propose a decision", "Propose it"
    text = "Who must decide finds it on their home page."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"program": self.program}

    def get_initial(self):
        return {
            "decider": self.program.manager_id,
            "is_reversible": True,
            "supersedes": self.request.GET.get("supersedes", ""),
        }

    def operate(self, cleaned_data):
        words = cleaned_data | {"options": cleaned_data["options"].splitlines()}
        decision = operations.propose(self.program, actor=self.request.user, **words)
        messages.success(self.request, "The decision is proposed.")
        return HttpResponseRedirect(
            reverse("programs:decision-detail", args=[self.program.code, decision.pk])
        )


class UponDecision(Versioned, OneDecision, PlanView):
    def describe(self) -> str:
        return f"{self.decision.question} {self.text}".strip()

    def standing(self):
        return self.program.decisions.get(pk=self.decision.pk)


class DecisionChange(UponDecision):
    form_class = forms.ChangeQuestion
    heading, verb = "Change a proposed decision", "Change it"
    success_message = "The proposed decision is changed."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"program": self.program}

    def get_initial(self):
        known = {name: getattr(self.decision, name) for name in forms.ProposeDecision.base_fields}
        people = {"decider": self.decision.decider_id, "supersedes": self.decision.supersedes_id}
        return super().get_initial() | known | people

    def operate(self, cleaned_data):
        operations.change_question(self.decision, actor=self.request.user, **cleaned_data)


class DecisionDecide(UponDecision):
    """Who must decide may do so, whatever else they may do on the program."""

    form_class = forms.Decide
    heading, verb = "Record the decision", "Record decision"
    success_message = "The decision is recorded."

    def may(self, permission: str, obj: object | None = None) -> bool:
        decides = obj is not None and self.decision.decider_id == self.request.user.pk
        return decides or super().may(permission, obj)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"options": self.decision.option_list}

    def operate(self, cleaned_data):
        operations.decide(self.decision, actor=self.request.user, on=timezone.now().date(), **cleaned_data)
