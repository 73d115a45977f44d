from __future__ import annotations

from django import forms

from dataops.base.limits import one_line
from programs.forms.versions import VersionedForm
from programs.models import Portfolio


class AddPortfolio(forms.Form):
    name = forms.CharField(label="Portfolio", max_length=80, validators=[one_line])
    note = forms.CharField(label="What belongs to it", max_length=300, required=False, validators=[one_line])


class ChangePortfolio(AddPortfolio, VersionedForm):
    pass


class GroupProgram(forms.Form):
    portfolio = forms.ModelChoiceField(
        label="Portfolio",
        queryset=Portfolio.objects.none(),
        required=False,
        empty_label="In no portfolio",
        error_messages={"invalid_choice": "There is no such portfolio any more: choose another."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["portfolio"].queryset = Portfolio.objects.order_by("name")
