"""What a type of request asks, as a form: every known answer with how it is asked and its help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from dataops.base.limits import one_line
from dataops.web.fields import WholeField
from programs.choices import QuestionKind
from programs.forms.request import STEPS
from programs.forms.step import Lines
from programs.forms.versions import VersionedForm
from programs.models import RequestType
from programs.models.request_type import ALWAYS, LONGEST_HINT, in_full

REQUIRED, OPTIONAL, NOT_ASKED = "required", "optional", "not_asked"
HOW = [(REQUIRED, "Required"), (OPTIONAL, "Optional"), (NOT_ASKED, "Not asked")]
MOST_PLACE = 100


class ChangeType(VersionedForm):
    name = forms.CharField(label="Name", max_length=120, validators=[one_line])
    description = forms.CharField(
        label="What it is for", max_length=300, required=False, validators=[one_line]
    )
    place = WholeField(label="Place in the list", min_value=1, max_value=MOST_PLACE)
    is_offered = forms.BooleanField(label="Offered to who asks", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in STEPS.values():
            for name, asked in step.base_fields.items():
                self._ask(name, asked)

    def _ask(self, name: str, asked: forms.Field) -> None:
        choices = HOW[:1] if name in ALWAYS else HOW
        self.fields[f"ask_{name}"] = forms.ChoiceField(
            label=f"{asked.label}: how it is asked", choices=choices
        )
        self.fields[f"hint_{name}"] = forms.CharField(
            label=f"{asked.label}: help",
            max_length=LONGEST_HINT,
            required=False,
            validators=[one_line],
            widget=forms.TextInput(attrs={"placeholder": asked.help_text}),
        )

    @property
    def said(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "description", "place", "is_offered")]

    @property
    def steps(self) -> Iterator[dict[str, Any]]:
        """Each step of the request form with its answers: the question, how it is asked, its help."""
        for step in STEPS.values():
            rows = [
                {"label": asked.label, "ask": self[f"ask_{name}"], "hint": self[f"hint_{name}"]}
                for name, asked in step.base_fields.items()
            ]
            yield {"number": step.number, "name": step.name, "rows": rows}

    @staticmethod
    def initial_of(kept: RequestType) -> dict[str, Any]:
        said = {name: getattr(kept, name) for name in ("name", "description", "place", "is_offered")}
        for name in known_answers():
            needed, left = name in in_full(kept.required), name in kept.not_asked
            said[f"ask_{name}"] = REQUIRED if needed else NOT_ASKED if left else OPTIONAL
            said[f"hint_{name}"] = kept.hints.get(name, "")
        return said

    def clean(self) -> dict[str, Any]:
        """As the operation takes it."""
        given = super().clean() or self.cleaned_data
        names = known_answers()
        ask = {name: given.pop(f"ask_{name}", OPTIONAL) for name in names}
        hints = {name: given.pop(f"hint_{name}", "") for name in names}
        return given | {
            "required": [name for name in names if ask[name] == REQUIRED],
            "not_asked": [name for name in names if ask[name] == NOT_ASKED],
            "hints": {name: hint for name, hint in hints.items() if hint},
        }


def known_answers() -> list[str]:
    return [name for step in STEPS.values() for name in step.base_fields]


class AddQuestion(forms.Form):
    label = forms.CharField(
        label="Question",
        max_length=120,
        validators=[one_line],
        help_text="As who asks will read it, such as “Which cost centre pays?”.",
    )
    hint = forms.CharField(label="Help", max_length=LONGEST_HINT, required=False, validators=[one_line])
    kind = forms.ChoiceField(
        label="How it is answered", choices=QuestionKind.choices, widget=forms.RadioSelect
    )
    options = Lines(label="Options", required=False, max_length=3_000, help_text="Of a choice: one per line.")
    is_required = forms.BooleanField(label="Required", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["options"].least = 0  # type: ignore[attr-defined]
