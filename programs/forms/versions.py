from __future__ import annotations

from django import forms

from dataops.base.limits import MOST


class VersionedForm(forms.Form):
    """A form about something that stands: `version` is what its writer had before their eyes."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
