"""What a type of request asks in its own way: what is required, the help, and the company's own questions."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from dataops.web.fields import DayField, NumberField
from programs.choices import QuestionKind
from programs.models.request_type import EMPTY, Asking, Question

EXTRA = "extra_"
LONGEST_ANSWER = 1_000
MOST = Decimal(1_000_000_000)


def as_its_type_asks(fields: dict[str, forms.Field], asking: Asking) -> None:
    """Leave away what is not asked, require what is required, help in the type's own words."""
    for name in list(fields):
        if not asking.asks(name):
            del fields[name]
            continue
        fields[name].required = name in asking.required
        fields[name].help_text = asking.hints.get(name) or fields[name].help_text


def field_of(question: Question, *, is_draft: bool = False) -> forms.Field:
    """The control of a company's own question."""
    said = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.is_required and not is_draft,
    }
    if question.kind == QuestionKind.NUMBER:
        number = NumberField(max_digits=14, decimal_places=4, min_value=-MOST, max_value=MOST, **said)
        number.widget, number.width = forms.TextInput(attrs={"inputmode": "decimal"}), "s"
        return number
    if question.kind == QuestionKind.DATE:
        return DayField(**said)
    if question.kind == QuestionKind.CHOICE:
        options = [(option, option) for option in question.options]
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **said)
    return forms.CharField(max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 2}), **said)


def answers_of(
    asking: Asking, given: Mapping[str, Any], *, before: Mapping[str, Any], leave: Set[str] = frozenset()
) -> dict[str, Any]:
    """Every answer with its question as it was asked; what was answered before to others stays."""
    kept = dict(before)
    for question in asking.questions:
        if question.key in leave or question.key not in given:
            continue
        kept.pop(question.key, None)
        if (value := given[question.key]) not in EMPTY:
            kept[question.key] = {"label": question.label, "kind": question.kind, "value": _plain(value)}
    return kept


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
