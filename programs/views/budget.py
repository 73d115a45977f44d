"""The money of one program: its budget with earned value, its tolerance, and the bills besides its vendors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.templatetags.formats import plural_of
from dataops.web.views.base import ListPage, Page
from dataops.web.views.exported import Exported, in_pieces
from dataops.web.views.once import Once
from programs import charts, permissions
from programs.filters.cost import CostFilter
from programs.forms import cost as forms
from programs.operations import cost as operations
from programs.reports.budget import EXPORTED, budget_of, exported_rows
from programs.rules.cost import Unreadable, read_costs
from programs.rules.earned import Tolerance
from programs.views.plan import PlanView
from programs.views.program import InProgram
from programs.views.versions import Versioned

SHOWN = 20
COST_COLUMNS = (
    ("Spent on", lambda entry: entry.spent_on),
    ("For", lambda entry: entry.get_category_display()),
    ("Amount", lambda entry: entry.amount),
    ("Currency", lambda entry: entry.currency),
    ("Note", lambda entry: entry.note),
    ("Number", lambda entry: entry.external_id),
    ("How it came", lambda entry: entry.get_source_display()),
    ("Reverses", lambda entry: entry.reverses_id),
    ("Entered by", lambda entry: entry.entered_by.name),
    ("Entered (UTC)", lambda entry: entry.entered_at),
)


class Budget(Exported, InProgram, Page):
    """Set aside, committed, accrued, invoiced and remaining; planned, earned and actual."""

    permission = permissions.SEE_MONEY
    template_name = "programs/budget.html"
    export_name = "budget"

    def page(self):
        return budget_of(self.program, on=timezone.now().date())

    def export_head(self):
        return EXPORTED

    def export_rows(self):
        return exported_rows(self.page())

    def get_context_data(self, **kwargs):
        page = self.page()
        return super().get_context_data(
            page=page,
            earned=page.earned,
            chart=charts.earned_value(page),
            may_change=self.may(permissions.CHANGE_PROGRAM, self.program),
            **kwargs,
        )


class OfBudget(InProgram):
    def get_success_url(self) -> str:
        return reverse("programs:budget", args=[self.program.code])


class ToleranceSet(Versioned, OfBudget, PlanView):
    form_class = forms.SetTolerance
    heading, verb = "Tolerance of the budget", "Set it"
    text = (
        "How far over budget the program may end, at what a unit has cost so far, before it is amber and red."
    )
    success_message = "The tolerance is set."

    def standing(self):
        self.program.refresh_from_db()
        return getattr(self.program, "budget_tolerance", None)

    def get_initial(self):
        kept = self.standing() or Tolerance()
        return super().get_initial() | {"amber": kept.amber, "red": kept.red}

    def operate(self, cleaned_data):
        operations.set_tolerance(self.program, actor=self.request.user, **cleaned_data)


class CostList(Exported, InProgram, ListPage):
    """Every bill and every reversal, newest first."""

    permission = permissions.SEE_MONEY
    template_name = "programs/cost_list.html"
    filterset_class = CostFilter
    sorts = {"spent": "spent_on", "amount": "amount"}
    default_sort = "-spent"
    export_name = "costs"

    def base_queryset(self):
        return self.program.costs.with_reversal()

    def export_head(self):
        return [title for title, _ in COST_COLUMNS]

    def export_rows(self):
        return ([read(entry) for _, read in COST_COLUMNS] for entry in in_pieces(self.get_queryset()))

    def get_context_data(self, **kwargs):
        may_change = self.may(permissions.CHANGE_PROGRAM, self.program)
        return super().get_context_data(may_change=may_change, **kwargs)


class OfCosts(InProgram):
    def get_success_url(self) -> str:
        return reverse("programs:cost-list", args=[self.program.code])


class CostEnter(Once, OfCosts, PlanView):
    form_class = forms.EnterCost
    heading, verb = "Enter a cost", "Enter it"
    text = "A bill besides the work of vendors: tools, compute, storage. It is never edited, only reversed."
    success_message = "The cost is entered."

    def get_initial(self):
        initial = {"currency": self.program.currency, "spent_on": timezone.now().date()}
        return super().get_initial() | initial

    def operate(self, cleaned_data):
        operations.enter_cost(self.program, actor=self.request.user, at=timezone.now(), **cleaned_data)


class CostReverse(OfCosts, PlanView):
    form_class = forms.ReverseCost
    heading, verb = "Take a cost back", "Reverse it"
    success_message = "The cost is taken back; both entries stay."

    def load(self, *, cost: int, **kwargs):
        super().load(**kwargs)
        self.cost = get_object_or_404(self.program.costs, pk=cost)

    def describe(self) -> str:
        return f"{self.cost}. An entry of the opposite sign is written beside it."

    def operate(self, cleaned_data):
        operations.reverse_cost(self.cost, actor=self.request.user, at=timezone.now(), **cleaned_data)


class CostFile(OfCosts, PlanView):
    """A file of bills: looked at first, entered whole or not at all."""

    form_class = forms.SendCosts
    template_name = "programs/cost_file.html"
    heading, verb = "Costs from a file", "Look at the file"
    text = "Nothing is entered before you have seen what would be. The same file twice adds nothing."

    def form_valid(self, form):
        self.found, self.faults = [], []
        file, text, now = form.cleaned_data["file"], form.cleaned_data["text"], timezone.now()
        chunks = file.chunks() if file else [text.encode()]
        try:
            self.found, self.faults, read = read_costs(chunks, self.program, on=now.date())
        except Unreadable as fault:
            form.add_error("file", str(fault))
            return self.form_invalid(form)
        if self.faults:
            form.add_error("file", "Nothing was entered: mend these lines and send the file again.")
            return self.form_invalid(form)
        if file:
            again = self.form_class(initial={"text": read})
            return self.render_to_response(self.get_context_data(form=again, is_seen=True))
        return super().form_valid(form)

    def operate(self, cleaned_data):
        new = operations.enter_costs(self.program, self.found, actor=self.request.user, at=timezone.now())
        known = len(self.found) - new
        rest = f"; {plural_of(known, 'was,were')} known already" if known else ""
        messages.success(self.request, f"{plural_of(new, 'cost is,costs are')} entered{rest}.")
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        found, faults = getattr(self, "found", []), getattr(self, "faults", [])
        seen = {
            "shown": found[:SHOWN],
            "count": len(found),
            "total": sum(cost.amount for cost in found),
            "faults": faults[:50],
            "fault_count": len(faults),
        }
        return super().get_context_data(**{"is_seen": False} | seen | kwargs)
