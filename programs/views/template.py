"""Templates of programs: a list, a page each, and a form for every sort of line."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dataops.web.views.base import ActionView, Guarded, ListPage, OperationView, Page
from programs import permissions
from programs.forms import template as forms
from programs.forms.form import AddForm, ChangeForm
from programs.models import ProgramTemplate
from programs.operations import template as operations
from programs.views.versions import Versioned

CRUMBS = [
    {"label": "Programs", "url": "programs:program-list"},
    {"label": "Templates", "url": "programs:template-list"},
]


class Templates(Guarded):
    permission = permissions.START_PROGRAMS

    def get_context_data(self, **kwargs: Any):
        crumbs = [crumb | {"url": reverse(crumb["url"])} for crumb in CRUMBS]
        return super().get_context_data(**kwargs | {"crumbs": crumbs})  # type: ignore[misc]


class TemplateList(Templates, ListPage):
    template_name = "programs/template_list.html"
    sorts = {"name": "name"}
    default_sort = "name"

    def base_queryset(self):
        return ProgramTemplate.objects.with_lines()


class OneTemplate(Templates):
    def load(self, *, template: int, **kwargs):
        self.template = get_object_or_404(ProgramTemplate.objects.with_lines(), pk=template)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"template": self.template})

    def get_success_url(self) -> str:
        return reverse("programs:template-detail", args=[self.template.pk])


class TemplateDetail(OneTemplate, Page):
    template_name = "programs/template_detail.html"


class TemplateEdit(Templates, OperationView):
    template_name = "programs/template_form.html"
    heading = verb = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"heading": self.heading, "verb": self.verb})


class TemplateAdd(TemplateEdit):
    form_class = forms.AddTemplate
    heading, verb = "Add a template", "Add it"

    def operate(self, cleaned_data):
        template = operations.add_template(actor=self.request.user, **cleaned_data)
        messages.success(self.request, "The template is there; its milestones come next.")
        return HttpResponseRedirect(reverse("programs:template-detail", args=[template.pk]))


class TemplateChange(Versioned, OneTemplate, TemplateEdit):
    form_class = forms.ChangeTemplate
    heading, verb = "Change a template", "Change it"
    success_message = "The template is changed; programs that were begun from it stay as they are."

    def standing(self):
        return ProgramTemplate.objects.get(pk=self.template.pk)

    def get_initial(self):
        return super().get_initial() | {name: getattr(self.template, name) for name in operations.SAID}

    def operate(self, cleaned_data):
        operations.change_template(self.template, actor=self.request.user, **cleaned_data)


class LineAdd(OneTemplate, TemplateEdit):
    """One line more; the operation is named by the class."""

    verb = "Add it"
    success_message = "It is in the template."

    def operate(self, cleaned_data):
        type(self).add(self.template, actor=self.request.user, **cleaned_data)


class TemplateMilestoneAdd(LineAdd):
    form_class, heading = forms.AddTemplateMilestone, "Add a milestone"
    add = staticmethod(operations.add_milestone)


class TemplateSeedAdd(LineAdd):
    form_class, heading = forms.AddTemplateSeed, "Add a risk or an assumption"
    add = staticmethod(operations.add_seed)


class TemplateTargetAdd(LineAdd):
    form_class, heading = forms.AddTemplateTarget, "Add a target"
    add = staticmethod(operations.add_target)


class LineChange(Versioned, OneTemplate, TemplateEdit):
    """One line said otherwise, upon the version of the whole template."""

    verb = "Change it"
    success_message = "It is changed; programs that were begun from the template stay as they are."
    lines = argument = ""

    def load(self, *, template: int, **kwargs):
        super().load(template=template)
        self.line = get_object_or_404(getattr(self.template, self.lines), pk=kwargs[self.argument])

    def standing(self):
        line = type(self.line).objects.select_related("template").filter(pk=self.line.pk).first()
        if line is not None:
            line.version = line.template.version
        return line

    def get_initial(self):
        said = operations.SAID_OF[type(self.line)]
        return super().get_initial() | {name: getattr(self.line, name) for name in said}

    def operate(self, cleaned_data):
        operations.change_line(self.line, actor=self.request.user, **cleaned_data)


class TemplateMilestoneChange(LineChange):
    form_class, heading = forms.ChangeTemplateMilestone, "Change a milestone"
    lines, argument = "milestones", "planned"


class TemplateSeedChange(LineChange):
    form_class, heading = forms.ChangeTemplateSeed, "Change a risk or an assumption"
    lines, argument = "seeds", "seed"


class TemplateTargetChange(LineChange):
    form_class, heading = forms.ChangeTemplateTarget, "Change a target"
    lines, argument = "targets", "aim"


class TemplateFormAdd(LineAdd):
    form_class, heading = AddForm, "Add a form"
    add = staticmethod(operations.add_form)


class TemplateFormChange(LineChange):
    form_class, heading = ChangeForm, "Change a form"
    lines, argument = "forms", "paper"

    def get_initial(self):
        return super().get_initial() | {"questions": "\n".join(self.line.questions)}


class LineRemove(OneTemplate, ActionView):
    success_message = "It is out of the template; programs that were begun from it keep theirs."
    lines = argument = ""

    def load(self, *, template: int, **kwargs):
        super().load(template=template)
        self.line = get_object_or_404(getattr(self.template, self.lines), pk=kwargs[self.argument])

    def operate(self):
        operations.remove_line(self.line, actor=self.request.user)


class TemplateMilestoneRemove(LineRemove):
    lines, argument = "milestones", "planned"


class TemplateSeedRemove(LineRemove):
    lines, argument = "seeds", "seed"


class TemplateTargetRemove(LineRemove):
    lines, argument = "targets", "aim"


class TemplateFormRemove(LineRemove):
    lines, argument = "forms", "paper"
