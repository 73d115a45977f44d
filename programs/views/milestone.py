"""Milestones of a program: one page each, with what it hangs on and how its date moved."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.templatetags.formats import day
from dataops.web.views.base import Page
from programs import permissions
from programs.forms import milestone as forms
from programs.operations import milestone as operations
from programs.reports.milestone_page import milestone_page_of
from programs.views.plan import PlanView
from programs.views.program import InProgram
from programs.views.versions import Versioned


class OneMilestone(InProgram):
    def load(self, *, milestone: int, **kwargs):
        super().load(**kwargs)
        self.milestone = get_object_or_404(self.program.milestones.with_needs(), pk=milestone)


class MilestoneDetail(OneMilestone, Page):
    permission = permissions.SEE_PROGRAMS
    template_name = "programs/milestone_detail.html"

    def get_context_data(self, **kwargs):
        one = self.milestone
        shown = {
            "milestone": one,
            "view": milestone_page_of(one, on=timezone.now().date()),
            "may_change": one.is_open and self.may(permissions.CHANGE_PROGRAM, self.program),
        }
        return super().get_context_data(**kwargs | shown)


class OnMilestone(OneMilestone, PlanView):
    def describe(self) -> str:
        return f"{self.milestone.name}, due {day(self.milestone.due_on)}. {self.text}"

    def get_success_url(self) -> str:
        return reverse("programs:milestone-detail", args=[self.program.code, self.milestone.pk])


class UponMilestone(Versioned, OnMilestone):
    def standing(self):
        return self.program.milestones.get(pk=self.milestone.pk)


class MilestonePlan(PlanView):
    form_class = forms.PlanMilestone
    heading, verb = "Plan a milestone", "Plan it"
    text = "The first date stays beside every later one."
    success_message = "The milestone is planned."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"program": self.program}

    def operate(self, cleaned_data):
        operations.plan_milestone(self.program, actor=self.request.user, **cleaned_data)


class MilestoneChange(UponMilestone):
    form_class = forms.ChangeMilestone
    heading, verb = "Change a milestone", "Change it"
    text = "Its date moves on a page of its own, with a reason."
    success_message = "The milestone is changed."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"program": self.program, "milestone": self.milestone}

    def get_initial(self):
        known = {name: getattr(self.milestone, name) for name in operations.SAID}
        return super().get_initial() | known | {"needed": [other.pk for other in self.milestone.needed]}

    def operate(self, cleaned_data):
        operations.change_milestone(self.milestone, actor=self.request.user, **cleaned_data)


class MilestoneMove(UponMilestone):
    form_class = forms.MoveMilestone
    heading, verb = "Move a milestone", "Move it"
    text = "Those who follow the program see the move and its reason."
    success_message = "The milestone is moved."

    def get_initial(self):
        return super().get_initial() | {"due_on": self.milestone.due_on}

    def operate(self, cleaned_data):
        operations.move_milestone(self.milestone, actor=self.request.user, at=timezone.now(), **cleaned_data)


class MilestoneFinish(OnMilestone):
    form_class = forms.FinishMilestone
    heading, verb = "Finish a milestone", "It is done"
    success_message = "The milestone is done."

    def describe(self) -> str:
        gate = f"It is a gate: {self.milestone.gate}" if self.milestone.gate else ""
        return f"{super().describe()}{gate}".strip()

    def get_initial(self):
        return {"on": timezone.now().date()}

    def operate(self, cleaned_data):
        user, now = self.request.user, timezone.now()
        operations.finish_milestone(self.milestone, on=cleaned_data["on"], actor=user, at=now)


class MilestoneDrop(OnMilestone):
    form_class = forms.DropMilestone
    heading, verb = "Drop a milestone", "Drop it"
    success_message = "The milestone is dropped."

    def operate(self, cleaned_data):
        operations.drop_milestone(self.milestone, reason=cleaned_data["reason"], actor=self.request.user)
