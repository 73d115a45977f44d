"""What triage says about a request: its worth, its place, its end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from dataops.base.limits import MOST, one_line
from dataops.web.fields import DayField, WholeField
from programs.choices import Priority
from programs.forms.step import NUL, SENTENCES, answer
from programs.forms.versions import VersionedForm
from programs.models import DataRequest, Program, ProgramTemplate
from programs.models.request import FIBONACCI, LONGEST_TEXT, WSJF

IMPACTS: list[tuple[Decimal | str, str]] = [
    ("", "Choose"),
    (Decimal("0.25"), "Minimal, 0.25"),
    (Decimal("0.5"), "Low, 0.5"),
    (Decimal("1"), "Medium, 1"),
    (Decimal("2"), "High, 2"),
    (Decimal("3"), "Massive, 3"),
]


def required(field: forms.Field, missing: str) -> forms.Field:
    field.required = True
    field.error_messages["required"] = missing
    return field


class Score(VersionedForm):
    """Reach × impact × confidence ÷ effort."""

    reach = required(
        answer("reach", "Reach", "Model decisions, or people, that get better in a quarter."),
        "Enter the reach as a whole number.",
    )
    impact = forms.TypedChoiceField(
        label="Impact",
        help_text="How much better each of them gets.",
        choices=IMPACTS,
        coerce=Decimal,
        error_messages={
            "required": "Choose the impact.",
            "invalid_choice": "Choose the impact from the list.",
        },
    )
    confidence = required(
        answer(
            "confidence",
            "Confidence, %",
            "100 is measured, 80 is likely, 50 is a guess.",
            percent_of=100,
            example="80",
        ),
        "Enter the confidence as a percentage.",
    )
    effort_weeks = required(
        answer("effort_weeks", "Effort, person-weeks", "Work of ours until it is delivered.", example="2.5"),
        "Enter the effort in person-weeks.",
    )

    @classmethod
    def of(cls, request: DataRequest, data: Any = None) -> Score:
        """The score as it stands. An impact between the usual ones keeps its own line."""
        given = {name: getattr(request, name) for name in ("reach", "impact", "confidence", "effort_weeks")}
        form = cls(data, initial=given | {"version": request.version})
        usual = [value for value, _ in IMPACTS[1:]]
        if request.impact is not None and request.impact not in usual:
            form.fields["impact"].choices = [*IMPACTS, (request.impact, f"As it stands, {request.impact}")]
        elif request.impact is not None:
            form.initial["impact"] = usual[usual.index(request.impact)]
        return form


STEPS: list[tuple[int | str, str]] = [("", "Choose"), *((step, str(step)) for step in FIBONACCI)]


def step_of(label: str, hint: str) -> forms.TypedChoiceField:
    """One part of WSJF, on the scale that is compared, not measured."""
    wrong = f"Choose {label.lower()} from the list."
    messages = {"required": wrong, "invalid_choice": wrong}
    return forms.TypedChoiceField(
        label=label, help_text=hint, choices=STEPS, coerce=int, error_messages=messages
    )


class ScoreWsjf(VersionedForm):
    """(Value + time criticality + risk reduction) ÷ job size."""

    user_value = step_of("Value", "To users and business; 1 is the least of what waits.")
    time_criticality = step_of("Time criticality", "How much is lost by waiting.")
    risk_reduction = step_of("Risk reduction", "Or what becomes possible by it.")
    job_size = step_of("Job size", "Work of ours; 1 is the smallest of what waits.")

    @classmethod
    def of(cls, request: DataRequest, data: Any = None) -> ScoreWsjf:
        given = {name: getattr(request, name) for name in WSJF}
        return cls(data, initial=given | {"version": request.version})


class Snooze(VersionedForm):
    until = DayField(label="Until", help_text="It is back in the queue on that day, by itself.")
    reason = required(
        answer("snooze_reason", "Reason", "The requester and your colleagues read it."),
        "Say why it rests.",
    )


class SetPriority(VersionedForm):
    priority = forms.ChoiceField(label="Priority", choices=Priority.choices, widget=forms.RadioSelect)


class Ask(VersionedForm):
    body = forms.CharField(
        label="What do you need to know?",
        help_text="The requester is asked this; the request rests until the answer comes.",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=SENTENCES | {"required": "Write what you need to know."},
    )


class Decline(VersionedForm):
    reason = forms.CharField(
        label="Reason, the requester reads this",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=SENTENCES | {"required": "Say why: the requester reads it."},
    )


class Rank(VersionedForm):
    rank = required(answer("rank_override", "Place in the queue", "1 is first."), "Enter a place, such as 1.")
    reason = required(
        answer("rank_reason", "Reason", "The requester and your colleagues read it."),
        "Say why it stands there.",
    )


class Duplicate(VersionedForm):
    of = forms.CharField(
        label="Which request is it the same as?",
        help_text="Its number, such as REQ-0104.",
        max_length=20,
        error_messages=SENTENCES | {"required": "Enter the number of the other request."},
    )

    def __init__(self, *args: Any, seen: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen

    def clean_of(self) -> DataRequest:
        number = self.cleaned_data["of"].strip().upper()
        original = self.seen.filter(number=number).first()
        if original is None:
            raise forms.ValidationError(f"There is no request {number}.")
        return original


class Start(forms.ModelForm):
    """A new program, filled from the request."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
    units_planned = WholeField(
        label="Units planned",
        min_value=1,
        max_value=MOST,
        help_text="Items times judgements per item.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    template = forms.ModelChoiceField(
        label="Template",
        queryset=ProgramTemplate.objects.none(),
        required=False,
        empty_label="None: begin with an empty plan",
        help_text="Its milestones are counted from the start; its risks and targets come along.",
    )
    field_order = ["version", "name", "template"]

    class Meta:
        model = Program
        fields = ["name", "goal", "manager", "starts_on", "due_on", "units_planned", "scope_in", "sponsor"]
        labels = {
            "name": "Name of the program",
            "starts_on": "Starts on",
            "due_on": "Due on",
            "scope_in": "In scope",
        }
        help_texts = {
            "due_on": "The day it is needed by.",
        }
        field_classes = {"starts_on": DayField, "due_on": DayField}
        widgets = {
            "goal": forms.Textarea(attrs={"rows": 4}),
            "scope_in": forms.Textarea(attrs={"rows": 7}),
        }

    def __init__(self, *args: Any, managers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = managers
        self.fields["template"].queryset = ProgramTemplate.objects.offered().order_by("name")
        for name in ("name", "sponsor"):
            self.fields[name].validators.append(one_line)
        for field in self.fields.values():
            field.error_messages |= {
                "max_length": SENTENCES["max_length"],
                "null_characters_not_allowed": NUL,
            }

    def clean(self):
        start, due = self.cleaned_data.get("starts_on"), self.cleaned_data.get("due_on")
        if start and due and due < start:
            self.add_error("due_on", "The program cannot be due before it starts.")
        return self.cleaned_data


class Join(forms.Form):
    """A program that exists takes the request in."""

    version = forms.IntegerField(
        widget=forms.HiddenInput(attrs={"id": "id_join_version"}), min_value=0, max_value=MOST
    )
    program = forms.ModelChoiceField(
        label="Program",
        queryset=Program.objects.none(),
        to_field_name="code",
        error_messages={
            "required": "Choose a program.",
            "invalid_choice": "Choose a program from the list.",
        },
    )

    adds_units = forms.BooleanField(
        label="Ask for its units beside those that are planned",
        required=False,
        initial=True,
        help_text="As a change request in the requester’s name: its effect on date and cost is shown before you decide it.",
    )

    def __init__(self, *args: Any, user: Any, units: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = Program.objects.visible_to(user).changeable_by(user).running()
        self.fields["program"].queryset = open_ones.order_by("code")
        if units:
            self.fields["adds_units"].label = f"Ask for its {units:,} units beside those that are planned"
        else:
            del self.fields["adds_units"]
