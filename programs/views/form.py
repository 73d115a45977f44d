"""The forms of a program: a list, a page each, and the form to fill it in."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ActionView, Page
from programs import permissions
from programs.forms import form as forms
from programs.operations import form as operations
from programs.views.plan import PlanView
from programs.views.program import InProgram
from programs.views.versions import Versioned


class InForms(InProgram):
    def get_success_url(self) -> str:
        return reverse("programs:form-list", args=[self.program.code])


class FormList(InForms, Page):
    permission = permissions.SEE_PROGRAMS
    template_name = "programs/form_list.html"

    def get_context_data(self, **kwargs):
        rows = list(self.program.forms.select_related("filled_by"))
        return super().get_context_data(
            rows=rows,
            complete=sum(row.is_complete for row in rows),
            may_change=self.may(permissions.CHANGE_PROGRAM, self.program),
            **kwargs,
        )


class FormAdd(InForms, PlanView):
    form_class = forms.AddForm
    heading, verb = "Add a form", "Add it"
    text = "What this program has to write down beside its plan; a template gives its forms to every new program."
    success_message = "The form is there to be filled in."

    def operate(self, cleaned_data):
        operations.add_form(self.program, actor=self.request.user, **cleaned_data)


class OneForm(InForms):
    def load(self, *, sheet: int, **kwargs):
        super().load(**kwargs)
        self.asked = get_object_or_404(self.program.forms.select_related("filled_by"), pk=sheet)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        above = {"label": "Forms", "url": reverse("programs:form-list", args=[self.program.code])}
        return context | {"crumbs": [*context["crumbs"], above]}


class FormDetail(OneForm, Page):
    permission = permissions.SEE_PROGRAMS
    template_name = "programs/form_detail.html"

    def get_context_data(self, **kwargs):
        may_change = self.may(permissions.CHANGE_PROGRAM, self.program)
        return super().get_context_data(asked=self.asked, may_change=may_change, **kwargs)


class FormFill(Versioned, OneForm, PlanView):
    form_class = forms.FillForm
    verb = "Save the answers"
    text = "What is not known yet may stay empty."
    success_message = "The answers are saved."

    @property
    def heading(self) -> str:  # type: ignore[override]
        return str(self.asked)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"asked": self.asked}

    def standing(self):
        """With its answers under the names that the form gives them."""
        row = self.program.forms.get(pk=self.asked.pk)
        for place, answer in enumerate(row.answers):
            setattr(row, f"answer_{place}", answer)
        return row

    def get_initial(self):
        answers = {f"answer_{place}": answer for place, answer in enumerate(self.asked.answers)}
        return super().get_initial() | answers

    def form_valid(self, form):
        self.answers = form.answers()
        return super().form_valid(form)

    def operate(self, cleaned_data):
        operations.fill_form(
            self.asked,
            answers=self.answers,
            version=cleaned_data["version"],
            actor=self.request.user,
            at=timezone.now(),
        )

    def get_success_url(self) -> str:
        return reverse("programs:form-detail", args=[self.program.code, self.asked.pk])


class FormRemove(OneForm, ActionView):
    permission = permissions.CHANGE_PROGRAM
    success_message = "The form is removed."

    def operate(self):
        operations.remove_form(self.asked, actor=self.request.user)
