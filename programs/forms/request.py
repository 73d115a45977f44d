"""The request form, one topic a step, and what one says about a request afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from dataops.base.limits import one_line
from dataops.web.fields import NumberField, ShareField, WholeField
from programs.choices import Modality, RequestKind, Sensitivity, Split
from programs.models import DataRequest
from programs.models.request import ASKED, LONGEST_TEXT, REQUIRED
from programs.rules import request as rules

TOO_LONG = "Shorten this to %(limit_value)d characters; it has %(show_value)d."
NUL = "Take out the invisible NUL character."
SENTENCES = {
    "max_length": TOO_LONG,
    "null_characters_not_allowed": NUL,
    "min_value": "Enter %(limit_value)s or more.",
    "max_value": "Enter %(limit_value)s or less.",
    "max_digits": "Enter fewer digits.",
    "max_decimal_places": "Enter at most %(max)d digits after the point.",
    "max_whole_digits": "Enter fewer digits before the point.",
}


class Lines(forms.CharField):
    """Many short answers, one per line; empty lines do not count."""

    least = 2

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 6}), strip=False, **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        text = super().to_python(value)
        return [line.strip() for line in text.splitlines() if line.strip()]

    def run_validators(self, value):
        super().run_validators("\n".join(value))
        if value and not (verdict := rules.are_classes(value, least=self.least)):
            raise forms.ValidationError(verdict.reason)


def answer(name: str, label: str, hint: str = "", *, missing: str = "", **given: Any) -> forms.Field:
    """The field of the model as a question; its limits are the model's."""
    column = DataRequest._meta.get_field(name)
    limits: dict[str, Any] = {}
    for validator in column.validators:
        if isinstance(validator, MinValueValidator):
            limits["min_value"] = validator.limit_value
        elif isinstance(validator, MaxValueValidator):
            limits["max_value"] = validator.limit_value
    if isinstance(column, models.DecimalField):
        given = {"form_class": NumberField} | given
    elif isinstance(column, models.IntegerField):
        given = {"form_class": WholeField} | given
    field = column.formfield(label=label, help_text=hint, required=name in REQUIRED, **limits, **given)
    return _worded(field, missing)


def choice(name: str, label: str, choices: Any, hint: str = "", *, missing: str) -> forms.Field:
    field = forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        widget=forms.RadioSelect,
        required=name in REQUIRED,
        error_messages={"invalid_choice": missing},
    )
    return _worded(field, missing)


def _worded(field: forms.Field, missing: str) -> forms.Field:
    field.error_messages |= SENTENCES | ({"required": missing} if missing else {})
    for bound in ("min_value", "max_value"):
        if (limit := getattr(field, bound, None)) is not None:
            field.error_messages[bound] = SENTENCES[bound] % {"limit_value": f"{limit:,}"}
    if isinstance(field, forms.DecimalField):
        field.widget, field.width = forms.TextInput(attrs={"inputmode": "decimal"}), "s"
    elif isinstance(field, forms.IntegerField):
        field.widget, field.width = forms.TextInput(attrs={"inputmode": "numeric"}), "s"
    elif isinstance(field, forms.DateField):
        field.error_messages["invalid"] = "Enter a day, such as 2027-01-29."
        field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return field


class Step(forms.Form):
    """One step. As a draft it takes what is there and lets the rest wait."""

    number = 0
    name = ""
    heading = ""

    request: DataRequest | None = None

    def __init__(self, *args: Any, is_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_draft:
            for field in self.fields.values():
                field.required, field.least = False, 0

    @classmethod
    def of(cls, request: DataRequest, data: Any = None, *, is_draft: bool = False) -> Step:
        initial = {name: getattr(request, name) for name in ASKED[cls.number]}
        form = cls(data, initial=initial, is_draft=is_draft)
        form.request = request
        return form


class Purpose(Step):
    number, name, heading = 1, "Purpose", "What is the data for?"

    title = answer(
        "title",
        "Name of the request",
        "As you would say it in a meeting, such as “Refusal gap, German and French”.",
        missing="Give the request a name.",
        validators=[one_line],
    )
    kind = choice("kind", "What do you ask for?", RequestKind.choices, missing="Choose what you ask for.")
    purpose = answer(
        "purpose",
        "What will get better?",
        "What the model does wrong today, how you know, and what the data will change.",
        missing="Say what will get better.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    model_name = answer("model_name", "Model", "The name your team uses for it.")
    model_slice = answer("model_slice", "Where it fails", "The slice of inputs, such as German refund mails.")
    metric_now = answer("metric_now", "Measured today", "Such as: refuses 11% of safe requests.")
    metric_wanted = answer("metric_wanted", "Wanted", "Such as: under 3%.")


class Data(Step):
    number, name, heading = 2, "Data", "Which data should it be made of?"

    modality = choice("modality", "What is one item?", Modality.choices, missing="Choose what one item is.")
    source = answer(
        "source",
        "Where do the items come from?",
        "The system, the period and the languages, as exactly as you know them.",
        missing="Say where the items come from.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sensitivity = choice(
        "sensitivity",
        "How sensitive is it?",
        Sensitivity.choices,
        "Personal data is cleared by compliance before anybody outside sees it.",
        missing="Choose how sensitive the data is.",
    )


class Labels(Step):
    number, name, heading = 3, "Labels", "What should a label say?"

    question = answer(
        "question",
        "What does one person answer about one item?",
        "One question, such as “What does the customer want?”.",
        missing="Write the question that is answered about one item.",
    )
    classes = Lines(
        label="Classes",
        help_text="The possible answers, one per line. Six to twelve are easiest to agree on.",
        max_length=40_000,
        error_messages=SENTENCES | {"required": "Write at least two classes, one per line."},
    )
    smallest_class = answer(
        "smallest_class", "Smallest class, items", "The rarest class needs this many items to be usable."
    )

    def clean_smallest_class(self):
        smallest = self.cleaned_data["smallest_class"]
        volume = self.request.volume if self.request else None
        if not (verdict := rules.is_class_possible(smallest, volume)):
            raise forms.ValidationError(verdict.reason)
        return smallest


class Amount(Step):
    number, name, heading = 4, "Amount and quality", "How much, and how good?"

    volume = answer("volume", "Items", "How many items in all.", missing="Enter how many items you need.")
    judgements_per_item = answer(
        "judgements_per_item",
        "Judgements per item",
        "How many people answer the same item. Two or more are needed to measure agreement.",
        missing="Enter how many people answer the same item.",
    )
    split = choice(
        "split", "What is it used for?", Split.choices, missing="Choose what the data is used for."
    )
    agreement_wanted = answer(
        "agreement_wanted",
        "Agreement you need",
        "Krippendorff’s α, corrected for chance: 1 is perfect, 0 is guessing.",
        form_class=ShareField,
    )
    accuracy_wanted = answer(
        "accuracy_wanted",
        "Accuracy you need",
        "Share of right answers on gold items, such as 0.95 or 95%.",
        form_class=ShareField,
        example="0.95",
    )

    def clean_volume(self):
        volume = self.cleaned_data["volume"]
        smallest = self.request.smallest_class if self.request else None
        if not (verdict := rules.is_class_possible(smallest, volume)):
            raise forms.ValidationError(verdict.reason)
        return volume


class Timing(Step):
    number, name, heading = 5, "Timing", "When do you need it?"

    needed_by = answer(
        "needed_by", "Needed by", "The day the data has to be usable.", missing="Enter the day you need it."
    )
    cost_of_delay = answer(
        "cost_of_delay",
        "What happens if it comes later?",
        "What slips, and what that costs. Triage weighs requests by this.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_needed_by(self):
        day = self.cleaned_data["needed_by"]
        if day and not (verdict := rules.is_date_possible(day, on=timezone.now().date())):
            raise forms.ValidationError(verdict.reason)
        return day


STEPS: dict[int, type[Step]] = {step.number: step for step in (Purpose, Data, Labels, Amount, Timing)}


class Message(forms.Form):
    body = _worded(
        forms.CharField(label="Message", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})),
        "Write a message.",
    )
