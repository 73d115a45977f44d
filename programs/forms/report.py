from __future__ import annotations

from django import forms

from dataops.web.fields import WordsField
from programs.choices import Dimension, Rag, ReportState
from programs.forms.versions import VersionedForm
from programs.models import Program

LINES = "One thing a line."


class EditReport(VersionedForm):
    """The words of a report."""

    summary = WordsField(
        label="Summary",
        when="needed to publish",
        max_length=1000,
        help_text="Two or three sentences: where it stands and what follows from it.",
    )
    highlights = forms.CharField(
        label="What went well", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=LINES
    )
    lowlights = forms.CharField(
        label="What did not", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=LINES
    )
    next_week = forms.CharField(
        label="Next week", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=LINES
    )

    def clean(self):
        """A section that was not sent says nothing of itself; one that was sent empty is empty."""
        return {name: text for name, text in super().clean().items() if self.add_prefix(name) in self.data}


class PublishReport(VersionedForm):
    """Nothing but which state of the report was read."""


class OverrideRag(VersionedForm):
    dimension = forms.ChoiceField(
        label="Of what",
        required=False,
        choices=[("", "The whole program"), *Dimension.choices],
    )
    rag = forms.ChoiceField(
        label="Status in the report",
        required=False,
        choices=[("", "As the rule found"), *Rag.choices],
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        label="Why",
        when="needed to depart from the rule",
        rows=2,
        help_text="Readers see the rule’s answer and your reason side by side.",
    )


class FilterReports(forms.Form):
    program = forms.ModelChoiceField(
        label="Program",
        queryset=Program.objects.none(),
        required=False,
        empty_label="All",
        to_field_name="code",
    )
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), *ReportState.choices])
    unread = forms.BooleanField(label="Not acknowledged by me", required=False)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Any"), *Rag.choices])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.visible_to(user).order_by("code")
