"""Stakeholders of a program, and who is responsible, accountable, consulted and informed."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse

from dataops.web.views.base import ActionView, Page
from programs import permissions
from programs.forms import raci as forms
from programs.operations import raci as operations
from programs.reports.raci import raci_of
from programs.views.plan import PlanView
from programs.views.program import InProgram
from programs.views.versions import Versioned


class InRaci(InProgram):
    def get_success_url(self) -> str:
        return reverse("programs:raci", args=[self.program.code])


class Raci(InProgram, Page):
    permission = permissions.SEE_PROGRAMS
    template_name = "programs/raci.html"

    def get_context_data(self, **kwargs):
        may_change = self.may(permissions.CHANGE_PROGRAM, self.program)
        return super().get_context_data(raci=raci_of(self.program), may_change=may_change, **kwargs)


class OneStakeholder(InRaci):
    def load(self, *, stakeholder: int, **kwargs):
        super().load(**kwargs)
        self.stakeholder = get_object_or_404(self.program.stakeholders, pk=stakeholder)


class StakeholderForm(InRaci, PlanView):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"program": self.program}


class StakeholderAdd(StakeholderForm):
    form_class = forms.AddStakeholder
    heading, verb = "Add a stakeholder", "Add them"
    success_message = "The stakeholder is on the list."

    def operate(self, cleaned_data):
        operations.add_stakeholder(self.program, actor=self.request.user, **cleaned_data)


class StakeholderChange(Versioned, OneStakeholder, StakeholderForm):
    form_class = forms.ChangeStakeholder
    heading, verb = "Change a stakeholder", "Change them"
    success_message = "The stakeholder is changed."

    def standing(self):
        return self.program.stakeholders.get(pk=self.stakeholder.pk)

    def get_initial(self):
        known = {name: getattr(self.stakeholder, name) for name in operations.SAID}
        return super().get_initial() | known

    def operate(self, cleaned_data):
        operations.change_stakeholder(self.stakeholder, actor=self.request.user, **cleaned_data)


class StakeholderRemove(OneStakeholder, ActionView):
    permission = permissions.CHANGE_PROGRAM
    success_message = "The stakeholder is off the list."

    def operate(self):
        operations.remove_stakeholder(self.stakeholder, actor=self.request.user)


class OneActivity(InRaci):
    def load(self, *, activity: int, **kwargs):
        super().load(**kwargs)
        self.activity = get_object_or_404(self.program.activities.prefetch_related("parts"), pk=activity)


class ActivityForm(StakeholderForm):
    text = "Exactly one answers for it; the others do it, are asked before or told after."

    def form_valid(self, form):
        self.parts = form.parts()
        return super().form_valid(form)


class ActivityAdd(ActivityForm):
    form_class = forms.AddActivity
    heading, verb = "Add an activity", "Add it"
    success_message = "The activity is shared out."

    def operate(self, cleaned_data):
        name, user = cleaned_data["name"], self.request.user
        operations.add_activity(self.program, name=name, parts=self.parts, actor=user)


class ActivityChange(Versioned, OneActivity, ActivityForm):
    form_class = forms.ChangeActivity
    heading, verb = "Change an activity", "Change it"
    success_message = "The activity is shared out otherwise."

    def standing(self):
        """With its parts under the names that the form gives them."""
        row = self.program.activities.get(pk=self.activity.pk)
        parts = row.part_of
        for stakeholder in self.program.stakeholders.all():
            setattr(row, f"part_{stakeholder.pk}", str(parts.get(stakeholder.pk, "")))
        return row

    def get_initial(self):
        parts = {f"part_{pk}": part for pk, part in self.activity.part_of.items()}
        return super().get_initial() | {"name": self.activity.name} | parts

    def operate(self, cleaned_data):
        operations.change_activity(
            self.activity,
            name=cleaned_data["name"],
            parts=self.parts,
            version=cleaned_data["version"],
            actor=self.request.user,
        )


class ActivityRemove(OneActivity, ActionView):
    permission = permissions.CHANGE_PROGRAM
    success_message = "The activity is removed."

    def operate(self):
        operations.remove_activity(self.activity, actor=self.request.user)
