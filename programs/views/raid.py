"""Risks, assumptions, issues and dependencies: the log of one program, of all, and the page of one entry."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ListPage, Page
from dataops.web.views.exported import Exported, in_pieces
from programs import permissions
from programs.choices import RaidCategory, RaidKind, Treatment
from programs.filters.raid import RaidFilter, RaidOfProgramsFilter
from programs.forms import raid as forms
from programs.models import RaidItem
from programs.operations import raid as operations
from programs.rules import raid as rules
from programs.views.plan import PlanView
from programs.views.program import InProgram
from programs.views.versions import Versioned

FORTNIGHT = timedelta(days=14)
COLUMNS = (
    ("Program", lambda item: item.program.code),
    ("Type", lambda item: item.get_kind_display()),
    ("Statement", lambda item: item.statement),
    ("Next step", lambda item: item.next_step),
    ("Where it comes from", lambda item: item.get_category_display()),
    ("Likelihood", lambda item: item.likelihood),
    ("Impact", lambda item: item.impact),
    ("Trend", lambda item: item.trend and item.trend.label),
    ("Treatment", lambda item: item.get_treatment_display()),
    ("Likelihood left", lambda item: item.residual_likelihood),
    ("Impact left", lambda item: item.residual_impact),
    ("The other side", lambda item: item.counterparty),
    ("Needed by", lambda item: item.need_by),
    ("Owner", lambda item: item.owner.name),
    ("Review on", lambda item: item.review_on),
    ("State", lambda item: item.get_state_display()),
    ("Closed because", lambda item: item.closed_reason),
)


class RaidLog(Exported, ListPage):
    """Entries with their filters in the address; the file has the rows of the screen."""

    permission = permissions.SEE_PROGRAMS
    template_name = "programs/raid_list.html"
    export_name = "raid"
    default_sort = "-score"
    sorts = {"score": "score", "review": "review_on", "needed": "need_by", "raised": "raised_on"}

    def entries(self):
        return RaidItem.objects.visible_to(self.request.user)

    def base_queryset(self):
        return self.entries().with_trend().select_related("program", "owner", "milestone")

    def _order(self) -> list[str]:
        """What is open comes first, however the rest is sorted."""
        return ["-state", *super()._order()]

    def export_head(self):
        return [title for title, _ in COLUMNS]

    def export_rows(self):
        return ([read(item) for _, read in COLUMNS] for item in in_pieces(self.get_queryset()))

    def get_context_data(self, **kwargs):
        due = self.entries().to_review(on=timezone.now().date()).count()
        open_risks = self.entries().open().risks().count()
        is_narrowed = any(name in self.request.GET for name in self.filterset_class.base_filters)
        return super().get_context_data(
            due=due, open_risks=open_risks, is_narrowed=is_narrowed, on=timezone.now().date(), **kwargs
        )


class RaidList(RaidLog):
    """Of every program that one sees: where a cell of the risk map leads."""

    filterset_class = RaidOfProgramsFilter

    def get_context_data(self, **kwargs):
        crumbs = [{"label": "Programs", "url": reverse("programs:program-list")}, {"label": "RAID log"}]
        return super().get_context_data(crumbs=crumbs, program=None, **kwargs)


class RaidOfProgram(InProgram, RaidLog):
    filterset_class = RaidFilter

    def entries(self):
        return self.program.raid.all()

    def get_context_data(self, **kwargs):
        may_change = self.may(permissions.CHANGE_PROGRAM, self.program)
        return super().get_context_data(may_change=may_change, kinds=RaidKind, **kwargs)


class OneItem(InProgram):
    def load(self, *, raid: int, **kwargs):
        super().load(**kwargs)
        entries = self.program.raid.with_trend().select_related("owner", "milestone", "came_from")
        self.item = get_object_or_404(entries, pk=raid)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        log = {"label": "RAID log", "url": reverse("programs:raid-of-program", args=[self.program.code])}
        return context | {"crumbs": [*context["crumbs"], log]}

    def get_success_url(self) -> str:
        return reverse("programs:raid-detail", args=[self.program.code, self.item.pk])


class RaidDetail(OneItem, Page):
    """One entry: what it says, how its score went, and what became of it."""

    permission = permissions.SEE_PROGRAMS
    template_name = "programs/raid_detail.html"

    def get_context_data(self, **kwargs):
        may_change = self.may(permissions.CHANGE_PROGRAM, self.program)
        is_mine = self.item.owner_id == self.request.user.pk
        return super().get_context_data(
            item=self.item,
            scores=self.item.scores.order_by("-scored_on"),
            issue=self.item.became.first(),
            may_change=may_change and self.item.is_open,
            may_review=(may_change or is_mine) and self.item.is_open,
            **kwargs,
        )


class RaidAdd(PlanView):
    form_class = forms.DescribeItem
    template_name = "programs/plan_form.html"
    verb = "Add it"
    text = "It stands in the log until somebody closes it with a reason."

    def load(self, *, kind: str, **kwargs):
        super().load(**kwargs)
        self.kind = RaidKind(kind)

    @property
    def heading(self) -> str:  # type: ignore[override]
        article = "an" if self.kind in (RaidKind.ASSUMPTION, RaidKind.ISSUE) else "a"
        return f"Add {article} {self.kind.label.lower()}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"program": self.program, "kind": self.kind}

    def get_initial(self):
        return {
            "category": RaidCategory.QUALITY,
            "owner": self.program.manager_id,
            "treatment": Treatment.MITIGATE,
            "review_on": timezone.now().date() + FORTNIGHT,
        }

    def operate(self, cleaned_data):
        item = operations.raise_item(
            self.program, self.kind, actor=self.request.user, on=timezone.now().date(), **cleaned_data
        )
        messages.success(self.request, f"The {self.kind.label.lower()} is in the log.")
        return HttpResponseRedirect(reverse("programs:raid-detail", args=[self.program.code, item.pk]))


class OnItem(OneItem, PlanView):
    template_name = "programs/plan_form.html"

    def describe(self) -> str:
        return f"{self.item.statement}. {self.text}".strip()


class UponItem(Versioned, OnItem):
    def standing(self):
        return self.program.raid.get(pk=self.item.pk)


class RaidChange(UponItem):
    form_class = forms.ChangeItem
    heading, verb = "Change an entry", "Change it"
    success_message = "The entry is changed."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"program": self.program, "kind": self.item.kind}

    def get_initial(self):
        known = {name: getattr(self.item, name) for name in rules.fields_of(self.item.kind)}
        return super().get_initial() | known

    def operate(self, cleaned_data):
        operations.change_item(self.item, actor=self.request.user, **cleaned_data)


class RaidReview(UponItem):
    """Its owner may look at it again, whatever else they may do on the program."""

    form_class = forms.ReviewItem
    heading, verb = "Review", "It is reviewed"
    text = "A score that stays the same counts too: it says that nothing moved."
    success_message = "The review is noted."

    def may(self, permission: str, obj: object | None = None) -> bool:
        owns = obj is not None and self.item.owner_id == self.request.user.pk
        return owns or super().may(permission, obj)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_risk": self.item.is_risk}

    def get_initial(self):
        known = {name: getattr(self.item, name) for name in ("likelihood", "impact", "next_step")}
        return super().get_initial() | known | {"review_on": timezone.now().date() + FORTNIGHT}

    def operate(self, cleaned_data):
        operations.review_item(self.item, actor=self.request.user, on=timezone.now().date(), **cleaned_data)


class RaidClose(OnItem):
    form_class = forms.CloseItem
    heading, verb = "Close an entry", "Close it"
    success_message = "The entry is closed."

    def operate(self, cleaned_data):
        operations.close_item(self.item, actor=self.request.user, on=timezone.now().date(), **cleaned_data)


class RaidHappened(OnItem):
    form_class = forms.TurnIntoIssue
    heading, verb = "The risk has happened", "Make it an issue"
    text = "The risk closes and an issue takes its place, which remembers where it came from."

    def operate(self, cleaned_data):
        issue = operations.turn_into_issue(
            self.item, actor=self.request.user, on=timezone.now().date(), **cleaned_data
        )
        messages.success(self.request, "The risk is an issue now.")
        return HttpResponseRedirect(reverse("programs:raid-detail", args=[self.program.code, issue.pk]))
