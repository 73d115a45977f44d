"""Fields of forms that every app asks with."""

from __future__ import annotations

from django import forms

from dataops.base.limits import plausible_day


class DayField(forms.DateField):
    """A day of our work; the browser shows a calendar."""

    default_validators = [plausible_day]
    default_error_messages = {"invalid": "Enter a day, such as 2027-01-29."}

    def __init__(self, **kwargs) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget} | kwargs)
