"""What a requester adds to a request, and what they say of what came."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from dataops.base.limits import MOST, one_line
from dataops.web.fields import DayField, NumberField, WholeField, WordsField
from programs.choices import LOWER_IS_BETTER, Metric, Operator
from programs.forms.step import SENTENCES
from programs.forms.versions import VersionedForm
from programs.models.outcome import HIGHEST, LOWEST
from programs.models.request import LONGEST_TEXT, MOST_METRIC
from programs.rules import outcome as rules

FACES = {1: "1, very poor", 2: "2, poor", 3: "3, fair", 4: "4, good", 5: "5, very good"}


class CriterionForm(forms.Form):
    """One more criterion; it stands within the step that asks how good the data has to be."""

    prefix = "criterion"

    metric = forms.ChoiceField(label="Measure", choices=Metric.choices)
    operator = forms.ChoiceField(
        label="How it has to lie",
        choices=[("", "As is better"), *Operator.choices],
        required=False,
    )
    threshold = NumberField(
        label="Value",
        percent_of=1,
        example="0.95 or 95%",
        min_value=0,
        max_value=1_000_000,
        max_digits=12,
        decimal_places=4,
        error_messages={"required": "Enter the value it has to reach."},
    )
    sample_size = WholeField(
        label="Known on at least, items", required=False, min_value=1, max_value=10_000_000
    )

    def clean(self):
        said = super().clean()
        metric = said.get("metric", "")
        said["operator"] = said.get("operator") or (
            Operator.AT_MOST if metric in LOWER_IS_BETTER else Operator.AT_LEAST
        )
        threshold: Decimal | None = said.get("threshold")
        if metric and threshold is not None:
            verdict = rules.can_ask_for(metric, said["operator"], threshold)
            if not verdict:
                self.add_error("threshold", verdict.reason)
        return said


class AttachForm(forms.Form):
    file = forms.FileField(label="File", help_text="Up to 20 MB: a document, a picture, a table or text.")


class JudgeForm(VersionedForm):
    is_accepted = forms.TypedChoiceField(
        label="Your decision",
        choices=[("yes", "I accept what came"), ("no", "I reject it")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Accept it or reject it."},
    )
    reason = WordsField(
        label="Reason",
        when="needed to reject",
        max_length=LONGEST_TEXT,
        help_text="What is wrong, and where. The corrective request begins with it.",
        error_messages=SENTENCES,
    )

    def clean(self):
        said = super().clean()
        if "is_accepted" in said and not (verdict := rules.has_reason(said["is_accepted"], said["reason"])):
            self.add_error("reason", verdict.reason)
        return said


class MetricAfterForm(VersionedForm):
    value = NumberField(
        label="The metric now",
        percent_of=1,
        example="0.84 or 84%",
        min_value=-MOST_METRIC,
        max_value=MOST_METRIC,
        max_digits=14,
        decimal_places=4,
        help_text="Measured as it was before: on the same slice, in the same way.",
    )
    items = WholeField(
        label="On how many items",
        required=False,
        min_value=1,
        max_value=MOST,
        help_text="Of a share, it says how sure the change is.",
    )
    how = forms.CharField(label="How it was measured", max_length=300, required=False, validators=[one_line])
    model_release = forms.CharField(
        label="On which release of the model", max_length=120, validators=[one_line]
    )
    measured_on = DayField(label="Measured on")


class RateForm(forms.Form):
    score = forms.TypedChoiceField(
        label="How content are you?",
        choices=list(FACES.items()),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": f"Choose a number from {LOWEST} to {HIGHEST}."},
    )
    words = forms.CharField(
        label="In your words",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What helped, and what should be better next time.",
        error_messages=SENTENCES,
    )
