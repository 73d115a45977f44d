from __future__ import annotations

from django import forms

from programs.choices import Modality
from programs.models import Portfolio
from programs.reports.narrowing import PERIODS, vendors


class FilterLeadership(forms.Form):
    """The filters above the leadership page; the address keeps them, also behind a figure and in a file."""

    portfolio = forms.ModelChoiceField(
        label="Portfolio", queryset=Portfolio.objects.none(), required=False, empty_label="All programs"
    )
    period = forms.ChoiceField(
        label="Period",
        required=False,
        choices=[("", "Since their start"), *((str(weeks), words) for weeks, words in PERIODS)],
    )
    vendor = forms.ModelChoiceField(
        label="Vendor", queryset=Portfolio.objects.none(), required=False, empty_label="All vendors"
    )
    modality = forms.ChoiceField(
        label="Modality", required=False, choices=[("", "Any modality"), *Modality.choices]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["portfolio"].queryset = Portfolio.objects.order_by("name")
        self.fields["vendor"].queryset = vendors()
