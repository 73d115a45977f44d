"""Fields of forms that every app asks with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from dataops.base.limits import plausible_day
from dataops.web.typed import TypedOtherwise, as_typed


class DayField(forms.DateField):
    """A day of our work; the browser shows a calendar."""

    default_validators = [plausible_day]
    default_error_messages = {"invalid": "Enter a day, such as 2027-01-29."}

    def __init__(self, **kwargs) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget} | kwargs)


class Typed:
    """Mix in before a field of numbers: takes them as our pages write them, and says what it expects.

    `example` stands in the sentence about what is no number; a sign of per cent is read where `percent`
    says how: of 1 for a share (``80%`` is .8), of 100 where percentages are asked (``80%`` is 80).
    """

    percent_of: int | None = None
    example = "300"

    def __init__(self, *, example: str = "", percent_of: int | None = None, **kwargs: Any) -> None:
        self.example, self.percent_of = example or self.example, percent_of or self.percent_of
        invalid = {"invalid": f"Enter {self.kind}, such as {self.example}."}  # type: ignore[attr-defined]
        super().__init__(**kwargs | {"error_messages": invalid | kwargs.get("error_messages", {})})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = as_typed(value, percent_of=self.percent_of)
            except TypedOtherwise as otherwise:
                raise forms.ValidationError(str(otherwise)) from None
        return super().to_python(value)  # type: ignore[misc]


class WholeField(Typed, forms.IntegerField):
    """A count: ``2,000`` is two thousand."""

    kind = "a whole number"


class NumberField(Typed, forms.DecimalField):
    """A number with decimals: a price, a weight."""

    kind, example = "a number", "1.50"

    def validate(self, value: Any) -> None:
        """``NaN`` is no number; what we say of it may hold a sign of per cent, which nothing fills in."""
        if isinstance(value, Decimal) and not value.is_finite():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        super().validate(value)

    def prepare_value(self, value: Any) -> Any:
        """What is kept with four places is shown without the empty ones; prices keep two."""
        if not isinstance(value, Decimal) or value.as_tuple().exponent >= -2:  # type: ignore[operator]
            return value
        shown = f"{value:f}".rstrip("0")
        return shown + "0" * max(0, 2 - len(shown.partition(".")[2]))


class ShareField(NumberField):
    """A share or a coefficient: ``.8`` and ``80%`` are the same."""

    percent_of, example = 1, "0.8"


def speak_plainly() -> None:
    """Every form says in our words that something is missing."""
    forms.Field.default_error_messages["required"] = "Fill this in."
    for choosing in (forms.ChoiceField, forms.ModelChoiceField):
        choosing.default_error_messages["required"] = "Choose one."
    forms.FileField.default_error_messages["required"] = "Choose a file."


class WordsField(forms.CharField):
    """Words that a rule asks for in some cases: `when` says in which, where other fields say “optional”."""

    def __init__(self, *, when: str, rows: int = 3, **kwargs: Any) -> None:
        self.when = when
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
