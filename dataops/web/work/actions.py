"""Action items: the one list of what people have to do by a day, and the pages of those that are our own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.base.limits import MOST, one_line
from dataops.web.fields import DayField
from dataops.web.views.base import Guarded, OperationView, Page
from dataops.web.views.exported import Exported
from dataops.web.views.once import Once
from dataops.web.work.talk import OnTarget
from dataops.work import actions, clock, targets
from dataops.work.actions import Action
from dataops.work.choices import ActionState
from dataops.work.models import ActionItem
from dataops.work.operations import action as operations

STAFF = "programs.see_requests"
CHANGE_PROGRAM = "programs.change_program"
PER_PAGE = 50
DUE = [("", "Any day"), ("overdue", "Overdue"), ("week", "Within a week"), ("later", "Later")]


def colleagues():
    """Whom one can give something to do: our own people."""
    people = get_user_model().objects.active().select_related("organisation")
    return people.filter(organisation__kind="company").order_by("name", "pk")


class FilterActions(forms.Form):
    whose = forms.ChoiceField(label="Whose", required=False, choices=[("", "Mine"), ("all", "Everybody’s")])
    program = forms.ChoiceField(label="Program", required=False)
    source = forms.ChoiceField(label="Source", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Open"), *ActionState.choices[1:]])
    due = forms.ChoiceField(label="Due", required=False, choices=DUE)

    def __init__(self, *args, programs: list[tuple[str, str]], sources: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].choices = [("", "All programs"), *programs]
        self.fields["source"].choices = [("", "Every source"), *((name, name) for name in sources)]


class ActionList(Exported, Page):
    """What is to be done, soonest first: one's own, or everybody's in the programs one sees."""

    permission = STAFF
    template_name = "work/action_list.html"
    export_name = "actions"

    def select(self) -> list[Action]:
        user, given = self.request.user, self.request.GET
        self.on = clock.today_of(user, at=timezone.now())
        seen = targets.kinds["programs.program"].load(user).order_by("code")
        programs = {program.code: program for program in seen}
        owner = None if given.get("whose") == "all" else user
        asked = programs.get(given.get("program", ""))
        scope = {"owner": owner, "program_id": asked.pk if asked else None}
        state = given.get("state", "")
        if state in (ActionState.DONE, ActionState.WAIVED):
            rows = actions.items_of(user, state=state, **scope)
        else:
            rows = actions.open_actions(user, **scope)
        self.form = FilterActions(
            given,
            programs=[(code, f"{code} {program.name}") for code, program in programs.items()],
            sources=sorted({row.source for row in rows} | {given.get("source", "")} - {""}),
        )
        self.everything = rows
        return self._narrowed(rows) if self.form.is_valid() else []

    def _narrowed(self, rows: list[Action]) -> list[Action]:
        asked = self.form.cleaned_data
        soon = self.on + actions.SOON
        spans = {
            "overdue": lambda row: row.is_overdue(self.on),
            "week": lambda row: self.on <= row.due_on <= soon,
            "later": lambda row: row.due_on > soon,
        }
        fits = spans.get(asked["due"], lambda row: True)
        return [row for row in rows if fits(row) and asked["source"] in ("", row.source)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.select()
        return super().get_context_data(
            page=Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page")),
            form=self.form,
            on=self.on,
            soon=self.on + actions.SOON,
            count=len(rows),
            overdue=sum(row.is_overdue(self.on) for row in rows),
            is_narrowed=any(self.request.GET.get(name) for name in self.form.fields),
            **kwargs,
        )

    def export_head(self) -> list[str]:
        return ["What", "Source", "About", "Owner", "Due", "State", "How or why", "Page"]

    def export_rows(self) -> list[list[object]]:
        return [
            [row.title, row.source, row.about, row.owner, row.due_on, row.state, row.note, row.url]
            for row in self.select()
        ]


class ActionForm(forms.Form):
    title = forms.CharField(label="What is to be done", max_length=200, validators=[one_line])
    owner = forms.ModelChoiceField(queryset=None, label="Who does it", empty_label=None)
    due_on = DayField(label="By when")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues()


class ChangeForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)


class NoteForm(forms.Form):
    note = forms.CharField(
        label="How it was done", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label="Why it need not be done", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ActionAdd(Once, OnTarget, OperationView):
    """Something to do about a thing, for oneself or for somebody who may open its page."""

    permission = STAFF
    form_class = ActionForm
    template_name = "work/action_form.html"
    success_message = "The action item is added."

    def get_initial(self) -> dict[str, Any]:
        return {"owner": self.request.user.pk}

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.add_action(
            self.target, source="By hand", actor=self.request.user, at=timezone.now(), **cleaned_data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"heading": "Add an action item", "verb": "Add it", "cancel_url": self.page_url}
        return super().get_context_data(**words | kwargs)


class OneAction(Guarded):
    permission = STAFF

    def load(self, *, action: int, **kwargs: Any) -> None:
        seen = ActionItem.objects.visible_to(self.request.user)
        whole = seen.select_related("owner", "given_by", "closed_by", "target_type")
        self.item = get_object_or_404(whole, pk=action)

    def may_change(self) -> bool:
        """Who has to do it, who asked for it, and who may change the program."""
        if self.request.user.pk in (self.item.owner_id, self.item.given_by_id):
            return True
        programs = targets.kinds["programs.program"].load(self.request.user)
        program = programs.filter(pk=self.item.program_id).first()
        return program is not None and self.may(CHANGE_PROGRAM, program)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        about = targets.find(user, targets.handle(self.item.target)) if self.item.target else None
        shown = {
            "item": self.item,
            "may_change": self.may_change(),
            "about": targets.name_of(about) if about else "",
            "about_url": targets.url_of(about, user) if about else "",
            "on": clock.today_of(user, at=timezone.now()),
            "crumbs": [
                {"label": "Actions", "url": reverse("work:action-list")},
                {"label": self.item.title, "url": self.get_success_url()},
            ],
        }
        return super().get_context_data(**shown | kwargs)

    def get_success_url(self) -> str:
        return reverse("work:action-detail", args=[self.item.pk])


class ActionDetail(OneAction, Page):
    template_name = "work/action_detail.html"


class ActionOperation(OneAction, OperationView):
    """What is done with an item, by those who may."""

    template_name = "work/action_form.html"
    heading = verb = text = ""

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.may_change():
            raise PermissionDenied(
                "Only who does it, who asked for it and the program's manager may change it."
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"heading": self.heading, "verb": self.verb, "text": self.text, "name": self.item.title}
        return super().get_context_data(**words | {"cancel_url": self.get_success_url()} | kwargs)


class ActionChange(ActionOperation):
    form_class = ChangeForm
    heading, verb = "Change the action item", "Save"
    text = "Whoever gets it is told."
    success_message = "The action item is changed."

    def get_initial(self) -> dict[str, Any]:
        item = self.item
        return {"title": item.title, "owner": item.owner_id, "due_on": item.due_on, "version": item.version}

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.change_action(self.item, actor=self.request.user, at=timezone.now(), **cleaned_data)

    def form_invalid(self, form: forms.Form):
        """After a collision what is saved now stands beside the words; the next save is upon it."""
        seen, stands = form.cleaned_data.get("version"), ActionItem.objects.get(pk=self.item.pk)
        if seen in (None, stands.version):
            return super().form_invalid(form)
        form.data = form.data.copy()
        form.data["version"] = stands.version
        theirs = [
            ("What is to be done", stands.title),
            ("Who does it", stands.owner.name),
            ("By when", stands.due_on),
        ]
        context = self.get_context_data(form=form, theirs=theirs)
        return self.render_to_response(context, status=412)


class ActionFinish(ActionOperation):
    form_class = NoteForm
    heading, verb = "Finish the action item", "It is done"
    text = "Whoever asked for it is told."
    success_message = "Done."

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.finish_action(self.item, actor=self.request.user, at=timezone.now(), **cleaned_data)


class ActionWaive(ActionOperation):
    form_class = WaiveForm
    heading, verb = "Waive the action item", "Waive it"
    text = "It leaves the list, and the reason stays with it."
    success_message = "The action item is waived."

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.waive_action(self.item, actor=self.request.user, at=timezone.now(), **cleaned_data)


class ActionReopen(ActionOperation):
    form_class = forms.Form
    heading, verb = "Open the action item again", "Open it again"
    success_message = "It is open again."

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.reopen_action(self.item, actor=self.request.user)
