"""The improvement ledger by page: list, one entry, and a form for each step of it."""

from __future__ import annotations

import django_filters as filters
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import Guarded, ListPage, OperationView, Page
from dataops.web.views.exported import Exported, in_pieces
from dataops.web.views.once import Once
from programs import permissions
from programs.choices import ImprovementState
from programs.forms import improvement as forms
from programs.models import Improvement
from programs.operations import improvement as operations
from programs.reports.improvements import difference_words, saved_of, week_words
from programs.views.versions import Versioned

LEDGER = "programs:improvement-list"


class ImprovementFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ImprovementState.choices, label="State", empty_label="Any state")
    program = filters.CharFilter(field_name="program__code", label="Program’s code")

    class Meta:
        model = Improvement
        fields: list[str] = []


class ImprovementList(Exported, ListPage):
    """What was made better, and what that saved."""

    permission = permissions.SEE_PROGRAMS
    template_name = "programs/improvement_list.html"
    filterset_class = ImprovementFilter
    export_name = "improvements"
    default_sort, sorts = "-changed", {"changed": "changed_on", "title": "title", "state": "state"}

    def base_queryset(self):
        return Improvement.objects.visible_to(self.request.user).with_weeks()

    def export_head(self):
        return (
            "Improvement", "Program", "Metric", "Owner", "Before", "After", "Changed on", "State",
            *(("Saved", "Currency", "How") if self.may(permissions.SEE_MONEY) else ()), "Hours saved", "Verified by",
        )  # fmt: skip

    def export_rows(self):
        with_money = self.may(permissions.SEE_MONEY)
        for row in in_pieces(self.get_queryset()):
            saved = (row.saved_amount, row.saved_currency, row.saved_how) if with_money else ()
            weeks = (week_words(week, row.metric.unit) for week in (row.baseline, row.after))
            yield (
                row.title, row.program and row.program.code, row.metric.name, row.owner.name, *weeks,
                row.changed_on, row.get_state_display(), *saved, row.saved_hours,
                row.ended_by.name if row.ended_by and row.state == "verified" else "",
            )  # fmt: skip

    def get_context_data(self, **kwargs):
        with_money = self.may(permissions.SEE_MONEY)
        saved = saved_of(Improvement.objects.visible_to(self.request.user), with_money=with_money)
        said = {"saved": saved, "may_see_money": with_money}
        is_narrowed = any(self.request.GET.get(name) for name in ("state", "program"))
        return super().get_context_data(is_narrowed=is_narrowed, **said, **kwargs)


class OneImprovement(Guarded):
    permission = permissions.SEE_PROGRAMS

    def load(self, *, improvement: int, **kwargs):
        seen = Improvement.objects.visible_to(self.request.user).with_weeks()
        self.improvement = get_object_or_404(seen, pk=improvement)

    def get_context_data(self, **kwargs):
        crumbs = [{"label": "Improvements", "url": reverse(LEDGER)}]
        given = {"improvement": self.improvement, "crumbs": crumbs, "cancel_url": self.get_success_url()}
        return super().get_context_data(**kwargs | given)  # type: ignore[misc]

    def get_success_url(self) -> str:
        return reverse("programs:improvement-detail", args=[self.improvement.pk])


class ImprovementDetail(OneImprovement, Page):
    template_name = "programs/improvement_detail.html"

    def get_context_data(self, **kwargs):
        found, unit = self.improvement, self.improvement.metric.unit
        return super().get_context_data(
            before=week_words(found.baseline, unit),
            after=week_words(found.after, unit),
            difference=difference_words(found),
            is_mine=found.owner_id == self.request.user.pk,
            may_see_money=self.may(permissions.SEE_MONEY),
            **kwargs,
        )


class ImprovementAdd(Once, OperationView):
    permission = permissions.SEE_PROGRAMS
    form_class = forms.AddImprovement
    template_name = "programs/leader_form.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        words = {
            "heading": "Add an improvement",
            "verb": "Add it",
            "text": "Before and after are weeks that were kept of the metric; somebody else verifies it.",
            "cancel_url": reverse(LEDGER),
            "crumbs": [{"label": "Improvements", "url": reverse(LEDGER)}],
        }
        return super().get_context_data(**kwargs | words)

    def operate(self, cleaned_data):
        made = operations.add_improvement(actor=self.request.user, **cleaned_data)
        messages.success(self.request, "The idea is in the ledger; its trial comes next.")
        return HttpResponseRedirect(reverse("programs:improvement-detail", args=[made.pk]))


class ImprovementForm(Versioned, OneImprovement, OperationView):
    """A step of one entry, upon the version one has read. Its owner takes it, except the last."""

    template_name = "programs/leader_form.html"
    heading = verb = text = ""
    is_of_owner = True

    def may(self, permission: str, obj: object | None = None) -> bool:
        if not super().may(permission, obj):
            return False
        return not self.is_of_owner or self.improvement.owner_id == self.request.user.pk

    def standing(self):
        return Improvement.objects.with_weeks().get(pk=self.improvement.pk)

    def get_context_data(self, **kwargs):
        words = {"heading": self.heading, "verb": self.verb, "text": self.text}
        return super().get_context_data(**kwargs | words)


class ImprovementChange(ImprovementForm):
    form_class = forms.ChangeImprovement
    heading, verb = "Change an improvement", "Change it"
    success_message = "The improvement is changed."

    def get_initial(self):
        return super().get_initial() | {name: getattr(self.improvement, name) for name in operations.SAID}

    def operate(self, cleaned_data):
        operations.change_improvement(self.improvement, actor=self.request.user, **cleaned_data)


class OfWeeks(ImprovementForm):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"improvement": self.improvement}


class ImprovementTry(OfWeeks):
    form_class = forms.BeginTrial
    heading, verb = "Begin the trial", "It is tried"
    text = "The week before is what it will be compared with; choose it before you know what comes."
    success_message = "The trial has begun."

    def operate(self, cleaned_data):
        operations.begin_trial(self.improvement, actor=self.request.user, **cleaned_data)


class ImprovementVerify(OfWeeks):
    form_class = forms.Verify
    heading, verb = "Verify an improvement", "It is verified"
    text = "Look at the rows behind both weeks first: your name stands beside it."
    success_message = "The improvement is verified and counts."
    is_of_owner = False

    def operate(self, cleaned_data):
        on = timezone.now().date()
        operations.verify_improvement(self.improvement, actor=self.request.user, on=on, **cleaned_data)


class ImprovementDrop(ImprovementForm):
    form_class = forms.Drop
    heading, verb = "Drop an improvement", "Drop it"
    success_message = "The improvement is dropped; it stays in the ledger with its reason."

    def operate(self, cleaned_data):
        on = timezone.now().date()
        operations.drop_improvement(self.improvement, actor=self.request.user, on=on, **cleaned_data)
