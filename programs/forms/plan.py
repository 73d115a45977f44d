from __future__ import annotations

from django import forms

from dataops.base.limits import MOST
from dataops.web.fields import DayField, NumberField, ShareField, WholeField
from programs.choices import BudgetCategory, Metric
from programs.forms.versions import VersionedForm


class DescribeTarget(forms.Form):
    """What is promised on a measure, by a program or by a template."""

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


class SetTarget(DescribeTarget, VersionedForm):
    pass


class DescribeBudgetLine(forms.Form):
    unit_cost = NumberField(label="Cost of one unit", max_digits=12, decimal_places=4, min_value=0)
    starts_on = DayField(label="From", required=False, help_text="Empty for the whole program.")
    ends_on = DayField(label="Until", required=False)
    note = forms.CharField(label="Note", max_length=200, required=False)
    field_order = ["category", "quantity", "unit_cost", "starts_on", "ends_on", "note", "version"]


class AddBudgetLine(DescribeBudgetLine):
    category = forms.ChoiceField(label="For", choices=BudgetCategory.choices)
    quantity = WholeField(label="Units", min_value=1, max_value=MOST)


class ChangeBudgetLine(DescribeBudgetLine, VersionedForm):
    quantity = WholeField(label="Units", min_value=0, max_value=MOST, help_text="Zero gives the line up.")
