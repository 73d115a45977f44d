"""A request as it reads: every question with its answer, in the order they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dataops.web.templatetags.formats import coefficient, day, number, share
from programs.forms.request import STEPS
from programs.models import DataRequest

WRITTEN = {
    "agreement_wanted": coefficient,
    "accuracy_wanted": lambda value: share(value, 1),
    "needed_by": day,
    "volume": number,
    "smallest_class": number,
}


@dataclass(frozen=True)
class Answer:
    label: str
    text: str
    is_missing: bool = False  # required, and not there


@dataclass(frozen=True)
class Section:
    step: int
    name: str
    answers: list[Answer]


def answered(request: DataRequest) -> list[Section]:
    return [
        Section(step.number, step.name, [_answer(request, *field) for field in step.base_fields.items()])
        for step in STEPS.values()
    ]


def _answer(request: DataRequest, name: str, field: Any) -> Answer:
    value = getattr(request, name)
    if value in (None, "", []):
        return Answer(field.label, "", is_missing=field.required)
    return Answer(field.label, _text(request, name, value))


def _text(request: DataRequest, name: str, value: str | int | Decimal | list[str]) -> str:
    if name in WRITTEN:
        return WRITTEN[name](value)
    if isinstance(value, list):
        return "\n".join(value)
    named = getattr(request, f"get_{name}_display", None)
    return named() if named else str(value)
