"""What a program promises: targets and budget lines."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from dataops.web.views.base import OperationView
from programs import permissions
from programs.choices import Metric
from programs.forms import plan as forms
from programs.operations import budget, target
from programs.views.program import InProgram
from programs.views.versions import Versioned


class PlanView(InProgram, OperationView):
    """A form about a part of one program; its words stand in the class."""

    permission = permissions.CHANGE_PROGRAM
    template_name = "programs/plan_form.html"
    heading = verb = text = ""

    def get_context_data(self, **kwargs):
        words = {"heading": self.heading, "verb": self.verb, "text": self.describe()}
        return super().get_context_data(**words, **kwargs)

    def describe(self) -> str:
        return self.text


class TargetSet(Versioned, PlanView):
    form_class = forms.SetTarget
    heading, verb = "Set a target", "Set it"
    text = "A target is missed only when the whole interval of what was measured lies on its wrong side."
    success_message = "The target is set."

    def standing(self):
        metric = self.request.POST.get("metric") or self.request.GET.get("metric", "")
        return self.program.targets.filter(metric=metric).first() if metric in Metric.values else None

    def get_initial(self):
        initial = super().get_initial() | {"metric": self.request.GET.get("metric", "")}
        if (known := self.standing()) is not None:
            initial |= {"value": known.value, "tolerance": known.tolerance}
        return initial

    def operate(self, cleaned_data):
        target.set_target(self.program, actor=self.request.user, **cleaned_data)


class BudgetLineAdd(PlanView):
    form_class = forms.AddBudgetLine
    heading, verb = "Set money aside", "Add the line"
    success_message = "The budget line is added."

    def operate(self, cleaned_data):
        budget.add_budget_line(self.program, actor=self.request.user, **cleaned_data)


class BudgetLineChange(Versioned, PlanView):
    form_class = forms.ChangeBudgetLine
    heading, verb = "Change a budget line", "Change it"
    success_message = "The budget line is changed."

    def load(self, *, line: int, **kwargs):
        super().load(**kwargs)
        self.line = get_object_or_404(self.program.budget_lines, pk=line)

    def describe(self) -> str:
        return f"{self.line.get_category_display()}, {self.line.amount:,.2f} {self.program.currency} so far."

    def standing(self):
        return self.program.budget_lines.get(pk=self.line.pk)

    def get_initial(self):
        known = {
            name: getattr(self.line, name)
            for name in ("quantity", "unit_cost", "note", "starts_on", "ends_on")
        }
        return super().get_initial() | known

    def operate(self, cleaned_data):
        budget.change_budget_line(self.line, actor=self.request.user, **cleaned_data)
