"""The one list of what people have to do by a day, from every source."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from dataops.web.views.base import Page
from dataops.web.views.exported import Exported
from dataops.work import actions, clock, targets
from dataops.work.actions import Action
from dataops.work.choices import ActionState

STAFF = "programs.see_requests"
PER_PAGE = 50
DUE = [("", "Any day"), ("overdue", "Overdue"), ("week", "Within a week"), ("later", "Later")]


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
