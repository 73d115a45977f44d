"""What is asked about an action item: who, by when, how it went."""

from __future__ import annotations

from django import forms
from django.contrib.auth import get_user_model

from dataops.base.limits import MOST, one_line
from dataops.web.fields import DayField


def colleagues():
    """Whom one can give something to do: our own people."""
    people = get_user_model().objects.active().select_related("organisation")
    return people.filter(organisation__kind="company").order_by("name", "pk")


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
