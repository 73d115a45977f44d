from __future__ import annotations

from django import forms

from dataops.base.limits import MOST, one_line
from dataops.web.fields import DayField, NumberField, ShareField, WholeField
from programs.choices import BudgetCategory, Metric
from programs.forms.versions import VersionedForm


class PlanMilestone(forms.Form):
    name = forms.CharField(
        label="Milestone",
        max_length=120,
        validators=[one_line],
        help_text="What will be there, such as “Pilot accepted”.",
    )
    due_on = DayField(label="Due on")
    units = WholeField(
        label="Units by then",
        required=False,
        min_value=0,
        max_value=MOST,
        help_text="Accepted units, all together, by this date.",
    )


class MoveMilestone(VersionedForm):
    due_on = DayField(label="New date")
    reason = forms.CharField(
        label="Why does it move?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why the date moves: those who planned on it will ask."},
    )


class FinishMilestone(forms.Form):
    on = DayField(label="Done on")


class DropMilestone(forms.Form):
    reason = forms.CharField(label="Why is it dropped?", widget=forms.Textarea(attrs={"rows": 2}))


class SetTarget(VersionedForm):
    metric = forms.ChoiceField(label="Measure", choices=Metric.choices)
    value = ShareField(
        label="Target",
        max_digits=12,
        decimal_places=4,
        help_text="Shares and coefficients between 0 and 1 (.95 is 95 per cent); costs in the program’s currency.",
    )
    tolerance = ShareField(
        label="Tolerance",
        max_digits=12,
        decimal_places=4,
        min_value=0,
        initial=0,
        help_text="How far off is still amber.",
    )


class AddBudgetLine(forms.Form):
    category = forms.ChoiceField(label="For", choices=BudgetCategory.choices)
    quantity = WholeField(label="Units", min_value=1, max_value=MOST)
    unit_cost = NumberField(label="Cost of one unit", max_digits=12, decimal_places=4, min_value=0)
    note = forms.CharField(label="Note", max_length=200, required=False)


class ChangeBudgetLine(VersionedForm):
    quantity = WholeField(label="Units", min_value=0, max_value=MOST, help_text="Zero gives the line up.")
    unit_cost = NumberField(label="Cost of one unit", max_digits=12, decimal_places=4, min_value=0)
    note = forms.CharField(label="Note", max_length=200, required=False)
