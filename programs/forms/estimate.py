"""What triage estimates, and what the requester says to it."""

from __future__ import annotations

from django import forms

from dataops.base.limits import MOST
from dataops.web.fields import DayField, NumberField
from programs.choices import Currency
from programs.forms.step import SENTENCES
from programs.forms.versions import VersionedForm
from programs.models.request import LONGEST_TEXT


class Reckon(VersionedForm):
    starts_on = DayField(label="Work starts on", help_text="The days are counted from here.")


class Type(VersionedForm):
    version = forms.IntegerField(
        widget=forms.HiddenInput(attrs={"id": "id_type_version"}), min_value=0, max_value=MOST
    )
    starts_on = DayField(label="Work starts on")
    p50_on = DayField(label="P50 date", help_text="As likely before this day as after.")
    p85_on = DayField(label="P85 date", help_text="85 of 100 such requests are done by then.")
    cost_p50 = NumberField(label="P50 cost", required=False, max_digits=13, decimal_places=2)
    cost_p85 = NumberField(label="P85 cost", required=False, max_digits=13, decimal_places=2)
    currency = forms.ChoiceField(label="Currency", choices=Currency.choices)
    reason = forms.CharField(
        label="What it rests on",
        help_text="The requester reads it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=SENTENCES | {"required": "Say what the estimate rests on."},
    )
    prefix = "typed"


class Quote(VersionedForm):
    pass


class Answer(forms.Form):
    body = forms.CharField(
        label="What should be otherwise?",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=SENTENCES | {"required": "Say what should be otherwise."},
    )
