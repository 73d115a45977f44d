"""A request as it reads: every question with its answer, in the order they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dataops.web.templatetags.formats import coefficient, day, number, share
from programs.choices import QuestionKind
from programs.forms.request import STEPS, Timing
from programs.models import DataRequest
from programs.models.request_type import EMPTY, Asking
from programs.models.request_words import plain

WRITTEN = {
    "agreement_wanted": coefficient,
    "accuracy_wanted": lambda value: share(value, 1),
    "needed_by": day,
    "volume": number,
    "smallest_class": number,
    "access_until": day,
    "metric_now": plain,
    "metric_wanted": plain,
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
    """Step by step; what its type does not ask is there only where somebody said it."""
    asking = request.asking
    sections = []
    for step in STEPS.values():
        asked = [
            _answer(request, name, field, asking)
            for name, field in step.base_fields.items()
            if asking.asks(name) or getattr(request, name) not in EMPTY
        ]
        own = _own(request, asking) if step is Timing else []
        sections.append(Section(step.number, step.name, asked + own))
    return [section for section in sections if section.answers]


def own_answers(request: DataRequest) -> list[Answer]:
    """The company's own questions with what was said to them."""
    return _own(request, request.asking)


def _own(request: DataRequest, asking: Asking) -> list[Answer]:
    """The company's own questions: those it asks, and those it asked when they were answered."""
    said = request.extra
    asked = {question.key: question for question in asking.questions}
    answers = [
        Answer(
            said[key]["label"] if key in said else question.label,
            _of(said, key),
            is_missing=question.is_required and key not in said,
        )
        for key, question in asked.items()
    ]
    return answers + [Answer(kept["label"], _of(said, key)) for key, kept in said.items() if key not in asked]


def _of(said: dict[str, Any], key: str) -> str:
    kept = said.get(key)
    if kept is None:
        return ""
    return day(date.fromisoformat(kept["value"])) if kept["kind"] == QuestionKind.DATE else kept["value"]


def _answer(request: DataRequest, name: str, field: Any, asking: Asking) -> Answer:
    value = getattr(request, name)
    if value in EMPTY:
        return Answer(field.label, "", is_missing=name in asking.required)
    return Answer(field.label, _text(request, name, value))


def _text(request: DataRequest, name: str, value: Any) -> str:
    if name == "kind":
        return request.asking.name or request.get_kind_display()
    if name in WRITTEN:
        return WRITTEN[name](value)
    if isinstance(value, list):
        return "\n".join(value)
    named = getattr(request, f"get_{name}_display", None)
    return named() if named else str(value)
