from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from dataops.web.fields import WordsField
from programs.choices import Dimension, Rag, ReportState
from programs.forms.versions import VersionedForm
from programs.models import Program, StatusReport
from programs.reports.frozen import status_in
from programs.rules.status import TROUBLE, Standing

COMMENT = "comment_"  # and the dimension that it is about
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

    def __init__(self, *args, report: StatusReport, **kwargs):
        super().__init__(*args, **kwargs)
        for standing in status_in(report).standings:
            if standing.key in TROUBLE or standing.said:
                self.fields[f"{COMMENT}{standing.dimension}"] = _comment(standing)
        self.order_fields(["summary", *(name for name in self.fields if name.startswith(COMMENT))])

    def clean(self):
        """A section that was not sent says nothing of itself; one that was sent empty is empty."""
        return {name: text for name, text in super().clean().items() if self.add_prefix(name) in self.data}


def words_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, as the operation takes it."""
    comments = {name.removeprefix(COMMENT): sent[name] for name in sent if name.startswith(COMMENT)}
    others = {name: text for name, text in sent.items() if not name.startswith(COMMENT)}
    return others | ({"comments": comments} if comments else {})


def _comment(standing: Standing) -> WordsField:
    is_needed = standing.key == Rag.OFF_TRACK and not standing.said
    return WordsField(
        label=f"{standing.dimension.label}, {standing.word.lower()}: what is done about it",
        when="needed to publish" if is_needed else "optional",
        rows=2,
        max_length=600,
        help_text=standing.reason,
    )


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
