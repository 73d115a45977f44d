"""How a step of the request form asks: questions of the model, in the way the type of request asks them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from dataops.web.fields import NumberField, WholeField
from programs.forms.extra import as_its_type_asks
from programs.models import DataRequest
from programs.models.request import ASKED, NOT_YET, REQUIRED
from programs.models.request_type import Asking
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
    return worded(field, missing)


def choice(name: str, label: str, choices: Any, hint: str = "", *, missing: str) -> forms.Field:
    field = forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        widget=forms.RadioSelect,
        required=name in REQUIRED,
        error_messages={"invalid_choice": missing},
    )
    return worded(field, missing)


def worded(field: forms.Field, missing: str) -> forms.Field:
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

    def __init__(self, *args: Any, asking: Asking = NOT_YET, is_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asking = asking
        as_its_type_asks(self.fields, asking)
        for field in self.fields.values():
            if field.required and is_draft:
                field.required, field.when = False, "needed to send it"
            if not field.required:
                field.least = 0

    @classmethod
    def of(cls, request: DataRequest, data: Any = None, *, is_draft: bool = False) -> Step:
        initial = {name: getattr(request, name) for name in ASKED[cls.number]}
        form = cls(data, initial=initial, asking=cls.asking_of(request, data), is_draft=is_draft)
        form.request = request
        form.prepare()
        return form

    @classmethod
    def asking_of(cls, request: DataRequest, data: Any) -> Asking:
        return request.asking

    def prepare(self) -> None:
        """What depends on the request itself."""
