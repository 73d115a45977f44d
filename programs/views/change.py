"""Change requests: asked for, shown with what they do, decided by somebody else."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import OperationView, Page
from programs import permissions
from programs.choices import ChangeState
from programs.forms import change as forms
from programs.models import ChangeRequest
from programs.operations import change as operations
from programs.reports.change import MOVES, RELATED, effect_of, recalled
from programs.rules import change as rules
from programs.views.plan import PlanView
from programs.views.program import InProgram
from programs.views.versions import Versioned

BROUGHT = ("title", "reason", "due_on", "units_planned")


class Asking(PlanView):
    """A form of what should be otherwise, without money for who does not see it."""

    permission = permissions.SUBMIT_REQUESTS

    def get_form_kwargs(self):
        with_money = self.may(permissions.SEE_MONEY)
        return super().get_form_kwargs() | {"program": self.program, "with_money": with_money}

    def get_initial(self):
        return super().get_initial() | {name: getattr(self.program, name) for name in forms.SCOPE}


class ChangeAsk(Asking):
    form_class = forms.RequestChange
    heading, verb = "Request a change", "Request it"
    text = "Leave empty what stays. Who decides sees what it does to date and cost first."

    def get_initial(self):
        """A link may bring the words, as from a plan that was tried out."""
        brought = {name: self.request.GET[name] for name in BROUGHT if self.request.GET.get(name)}
        return super().get_initial() | brought

    def operate(self, cleaned_data):
        change = operations.request_change(
            self.program, actor=self.request.user, on=timezone.now().date(), **forms.asked_in(cleaned_data)
        )
        messages.success(self.request, f"{change.code} waits for a decision.")
        return HttpResponseRedirect(reverse("programs:change-detail", args=[self.program.code, change.pk]))


class OneChange(InProgram):
    def load(self, *, change: int, **kwargs):
        super().load(**kwargs)
        related = self.program.changes.select_related(*RELATED).prefetch_related(MOVES)
        self.change = get_object_or_404(related, pk=change)

    def get_success_url(self) -> str:
        return reverse("programs:change-detail", args=[self.program.code, self.change.pk])

    def shown(self) -> dict[str, object]:
        """What it asks for, and what that does: as of now while it waits, as it was seen once it is decided."""
        change, with_money = self.change, self.may(permissions.SEE_MONEY)
        effect = recalled(change)
        if effect is None:
            effect = effect_of(change, on=timezone.now().date(), with_money=with_money)
        user = self.request.user
        return {
            "change": change,
            "effect": effect,
            "sides": [effect.before, effect.after],
            "may_see_money": with_money,
            "may_decide": rules.can_decide(change, user)
            and self.may(permissions.CHANGE_PROGRAM, self.program),
            "may_revise": rules.can_revise(change, user),
            "may_withdraw": rules.can_withdraw(change, user),
        }


class ChangeDetail(OneChange, Page):
    permission = permissions.SEE_PROGRAMS
    template_name = "programs/change_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | self.shown())


class MyChange(OneChange):
    def load(self, **kwargs):
        super().load(**kwargs)
        mine = ChangeRequest.objects.filter(requested_by=self.request.user)
        self.change = get_object_or_404(
            mine.select_related(*RELATED).prefetch_related(MOVES), pk=self.change.pk
        )


class ChangeRevise(Versioned, MyChange, Asking):
    """Only who asked for it; for everybody else there is no such page."""

    form_class = forms.ReviseChange
    heading, verb = "Change the request", "Change it"
    success_message = "The request is changed."

    def standing(self):
        """With the new day of each milestone under the name that the form gives it."""
        row = self.program.changes.prefetch_related(MOVES).get(pk=self.change.pk)
        for pk in self.program.milestones.open().values_list("pk", flat=True):
            setattr(row, f"{forms.MOVE}{pk}", row.new_days.get(pk))
        return row

    def get_initial(self):
        said = {name: getattr(self.change, name) for name in forms.RequestChange.base_fields}
        said |= {"budget_line": self.change.budget_line_id}
        said |= {f"{forms.MOVE}{pk}": due_on for pk, due_on in self.change.new_days.items()}
        return super().get_initial() | {name: value for name, value in said.items() if value is not None}

    def operate(self, cleaned_data):
        operations.revise_change(self.change, actor=self.request.user, **forms.asked_in(cleaned_data))


class ChangeWithdraw(MyChange, PlanView):
    """Only who asked for it; for everybody else there is no such page."""

    permission = permissions.SUBMIT_REQUESTS
    form_class = forms.WithdrawChange
    heading, verb = "Withdraw the request", "Withdraw it"
    success_message = "The request is withdrawn."

    def describe(self) -> str:
        return f"{self.change}. It stays in the list, and nothing of it is applied."

    def operate(self, cleaned_data):
        operations.withdraw_change(self.change, actor=self.request.user, at=timezone.now(), **cleaned_data)


class ChangeDecide(OneChange, OperationView):
    """Approve or decline, with the effect on the page. Who asked for it is turned away."""

    permission = permissions.CHANGE_PROGRAM
    form_class = forms.DecideChange
    template_name = "programs/change_detail.html"

    def load(self, **kwargs):
        super().load(**kwargs)
        if self.change.requested_by_id == self.request.user.pk:
            raise PermissionDenied(rules.can_decide(self.change, self.request.user).reason)

    def get_initial(self):
        return {"version": self.change.seen}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | self.shown())

    def operate(self, cleaned_data):
        decide = {
            ChangeState.APPROVED: operations.approve_change,
            ChangeState.DECLINED: operations.decline_change,
        }
        done = decide[ChangeState(cleaned_data["outcome"])](
            self.change,
            reason=cleaned_data["reason"],
            seen=cleaned_data["version"],
            actor=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, f"{done.code} is {done.get_state_display().lower()}.")

    def form_invalid(self, form):
        """After a collision the page shows the effect of now, and the next decision is upon that."""
        form.data = form.data.copy()
        form.data["version"] = self.change.seen
        return super().form_invalid(form)
