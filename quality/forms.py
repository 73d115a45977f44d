from __future__ import annotations

from django import forms
from django.forms import ValidationError

from dataops.web.fields import WordsField
from labeling.models import Project
from programs.forms.versions import VersionedForm
from programs.models import Program
from quality.choices import Outcome
from quality.operations.gold import CannotKeepGold, task_of


class ProgramFilter(forms.Form):
    """Which program's figures to show."""

    program = forms.ModelChoiceField(
        Program.objects.none(), to_field_name="code", required=False, empty_label="All programs"
    )

    def __init__(self, *args, programs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs


class Decide(VersionedForm):
    outcome = forms.ChoiceField(
        choices=[(Outcome.ACCEPTED, "Accept"), (Outcome.REJECTED, "Reject")],
        widget=forms.RadioSelect,
        label="Your decision",
    )
    reason = WordsField(
        when="needed to reject, and to accept against the rule of thumb",
        max_length=2000,
        help_text="The vendor reads it.",
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == Outcome.REJECTED and not cleaned.get("reason", "").strip():
            raise ValidationError(
                {"reason": "Say why the delivery is rejected: the vendor has to repair it."}
            )
        return cleaned


class KeepGold(forms.Form):
    item = forms.CharField(max_length=200, label="Item", help_text="Its number at the source.")
    code = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label="The right answer")

    def __init__(self, *args, project: Project, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        schema = project.schemas.exclude(published_at=None).order_by("-number").first()
        self.fields["code"].choices = (
            [(choice["code"], choice["name"]) for choice in schema.choices] if schema else []
        )

    def clean_item(self):
        """The item's task in this project."""
        try:
            return task_of(self.project, self.cleaned_data["item"])
        except CannotKeepGold as refusal:
            raise ValidationError(refusal.message) from None


class BatchFilter(forms.Form):
    """Which of a batch's judgements to show."""

    worker = forms.CharField(required=False, max_length=80)
    answer = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)

    def __init__(self, *args, schema, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [
            ("", "Any answer"),
            *((choice["code"], choice["name"]) for choice in schema.choices),
        ]
