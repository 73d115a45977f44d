from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from dataops.base.limits import MOST, one_line
from dataops.web.fields import DayField, NumberField, WholeField
from dataops.web.templatetags.formats import day
from programs.choices import ChangeState
from programs.forms.versions import VersionedForm
from programs.models import BudgetLine, Program

OF_MONEY = ("budget_line", "quantity", "unit_cost")
SCOPE = ("scope_in", "scope_out")
MOVE = "move_"  # and the milestone whose new day it is


class RequestChange(forms.Form):
    """What is left empty stays as it is; a scope that is left as it stands does too."""

    title = forms.CharField(label="What should change?", max_length=120, validators=[one_line])
    reason = forms.CharField(
        label="Why?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Somebody else decides on these words.",
    )
    due_on = DayField(label="New due date", required=False)
    units_planned = WholeField(label="New number of units", required=False, min_value=1, max_value=MOST)
    scope_in = forms.CharField(
        label="In scope", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    scope_out = forms.CharField(
        label="Out of scope", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    budget_line = forms.ModelChoiceField(
        label="Budget line", queryset=BudgetLine.objects.none(), required=False, empty_label="None changes"
    )
    quantity = WholeField(label="New units of that line", required=False, min_value=0, max_value=MOST)
    unit_cost = NumberField(
        label="New cost of one", required=False, max_digits=12, decimal_places=4, min_value=0
    )

    def __init__(self, *args, program: Program, with_money: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.program = program
        self.milestones = list(program.milestones.open().order_by("due_on", "pk"))
        for one in self.milestones:
            self.fields[f"{MOVE}{one.pk}"] = DayField(
                label=f"New date of {one}", required=False, help_text=f"Due {day(one.due_on)} now."
            )
        if with_money:
            self.fields["budget_line"].queryset = program.budget_lines.order_by("pk")
            self.fields["budget_line"].label_from_instance = _line_words
        else:
            for name in OF_MONEY:
                del self.fields[name]

    def clean(self):
        """A scope that nobody touched is no wish; the new days of milestones become `moves`."""
        for name in SCOPE:
            said = self.cleaned_data.get(name) or ""
            if said.splitlines() == getattr(self.program, name).splitlines():
                self.cleaned_data[name] = None
        days = {one: self.cleaned_data.get(f"{MOVE}{one.pk}") for one in self.milestones}
        self.cleaned_data["moves"] = {one: due_on for one, due_on in days.items() if due_on}
        return self.cleaned_data


def asked_in(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as the operation takes it: the new days of milestones are in `moves`."""
    return {name: value for name, value in cleaned.items() if not name.startswith(MOVE)}


class ReviseChange(RequestChange, VersionedForm):
    pass


class WithdrawChange(forms.Form):
    reason = forms.CharField(
        label="Why?", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecideChange(VersionedForm):
    outcome = forms.ChoiceField(
        label="Your decision",
        choices=[(ChangeState.APPROVED, "Approve and apply it"), (ChangeState.DECLINED, "Decline it")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed when you decline.",
    )


def _line_words(line: BudgetLine) -> str:
    return (
        f"{line.get_category_display()} {line.note}".strip()
        + f": {line.quantity:,} at {line.unit_cost.normalize():f}"
    )
