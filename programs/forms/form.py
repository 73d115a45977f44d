from __future__ import annotations

from django import forms

from dataops.base.limits import one_line
from programs.forms.versions import VersionedForm
from programs.models import ProgramForm
from programs.models.form import LONGEST_QUESTION, MOST_QUESTIONS

LONGEST_ANSWER = 4000


class AddForm(forms.Form):
    """Questions are typed one a line, and read as a list."""

    name = forms.CharField(
        label="Form",
        max_length=120,
        validators=[one_line],
        help_text="Such as “QA plan” or “Escalation path”.",
    )
    questions = forms.CharField(
        label="Questions",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_QUESTIONS * (LONGEST_QUESTION + 2),
        help_text=f"One a line, at most {MOST_QUESTIONS}, such as “Who is told when agreement falls, and within how long?”",
    )

    def clean_questions(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]


class ChangeForm(AddForm, VersionedForm):
    pass


class FillForm(VersionedForm):
    """One field a question; what is not known yet may stay empty."""

    def __init__(self, *args, asked: ProgramForm, **kwargs):
        super().__init__(*args, **kwargs)
        for place, question in enumerate(asked.questions):
            self.fields[f"answer_{place}"] = forms.CharField(
                label=question,
                required=False,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def answers(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields if name != "version"]
