from __future__ import annotations

from django import forms

from dataops.base.limits import one_line
from dataops.web.fields import DayField, NumberField, ShareField
from programs.choices import BudgetCategory
from programs.forms.versions import VersionedForm


class EnterCost(forms.Form):
    category = forms.ChoiceField(label="For", choices=BudgetCategory.choices)
    spent_on = DayField(label="Spent on")
    amount = NumberField(label="Amount", max_digits=14, decimal_places=4, example="1234.50")
    currency = forms.CharField(
        label="Currency", max_length=3, required=False, help_text="Empty for the program’s own."
    )
    external_id = forms.CharField(
        label="Number of the bill",
        max_length=80,
        required=False,
        validators=[one_line],
        help_text="The same number is entered once.",
    )
    note = forms.CharField(label="Note", max_length=200, required=False, validators=[one_line])

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].strip().upper()


class ReverseCost(forms.Form):
    reason = forms.CharField(label="Why?", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class SendCosts(forms.Form):
    """A file that is looked at first, then the same text to be entered."""

    file = forms.FileField(
        label="File",
        required=False,
        help_text="CSV in UTF-8 with the columns date, category, amount; currency, note and id may be there.",
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self):
        if not self.cleaned_data.get("file") and not self.cleaned_data.get("text"):
            self.add_error("file", "Choose a file.")
        return self.cleaned_data


class SetTolerance(VersionedForm):
    amber = ShareField(
        label="Amber beyond",
        max_digits=5,
        decimal_places=4,
        min_value=0,
        help_text="How far over its budget the program may end: .05 or 5%.",
    )
    red = ShareField(label="Red beyond", max_digits=5, decimal_places=4, min_value=0)
