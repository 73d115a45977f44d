"""What triage promises, as an administrator writes it: calendars, policies, and the way of ranking."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms

from dataops.base.limits import one_line, plausible_day
from dataops.web.fields import WholeField
from programs.choices import Priority, RankMethod, RequestKind, Rest, SlaGoalKind, WorkUnit
from programs.forms.versions import VersionedForm
from programs.models import BusinessCalendar, SlaPolicy

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WITHIN = re.compile(r"(\d{1,4})\s*(?:working\s+)?(h|hours?|d|days?)\.?", re.IGNORECASE)
MOVE = "Clocks that run keep their terms unless this is ticked."


class WithinField(forms.CharField):
    """``8 hours`` or ``3 days`` of work."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, required=False, **kwargs)

    def prepare_value(self, value):
        return f"{value[0]} {value[1]}" if isinstance(value, tuple) else value

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        found = WITHIN.fullmatch(text)
        if found is None or int(found[1]) == 0:
            raise forms.ValidationError("Write working time such as “8 hours” or “3 days”, or nothing.")
        unit = WorkUnit.HOURS if found[2].lower().startswith("h") else WorkUnit.DAYS
        return int(found[1]), unit.value


class DaysField(forms.CharField):
    """Many days, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), max_length=6_000, required=False, **kwargs)

    def prepare_value(self, value):
        return "\n".join(f"{day}" for day in value) if isinstance(value, list) else value

    def to_python(self, value):
        return sorted({self._day(line) for line in super().to_python(value).split()})

    def _day(self, text: str) -> date:
        try:
            found = date.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(f"“{text[:30]}” is no day: write one such as 2027-01-01.") from None
        plausible_day(found)
        return found


class Calendar(VersionedForm):
    name = forms.CharField(label="Calendar", max_length=80, validators=[one_line])
    time_zone = forms.ChoiceField(label="Time zone", help_text="Its hours change with the clocks there.")
    weekdays = forms.TypedMultipleChoiceField(
        label="Working days",
        choices=list(enumerate(DAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one working day."},
    )
    opens = forms.TimeField(label="Opens at", help_text="Such as 09:00.")
    closes = forms.TimeField(label="Closes at", help_text="00:00 is the end of the day.")
    holidays = DaysField(label="Holidays", help_text="One day a line, such as 2027-01-01.")
    is_moving_clocks = forms.BooleanField(
        label="Move clocks that run as well", required=False, help_text=MOVE
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(available_timezones())]
        for name in ("opens", "closes"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            self.fields[name].error_messages["invalid"] = "Enter a time such as 09:00."

    @staticmethod
    def initial_of(calendar: BusinessCalendar) -> dict[str, Any]:
        names = ("name", "time_zone", "weekdays", "opens", "closes", "holidays", "version")
        return {name: getattr(calendar, name) for name in names}


class Policy(VersionedForm):
    name = forms.CharField(label="Policy", max_length=80, validators=[one_line])
    position = WholeField(
        label="Tried as number",
        min_value=1,
        max_value=1_000,
        help_text="The first policy that fits a request holds for it.",
    )
    kind = forms.ChoiceField(label="For requests of", required=False)
    priority = forms.ChoiceField(
        label="With priority", required=False, choices=[("", "Every priority"), *Priority.choices]
    )
    calendar = forms.ModelChoiceField(label="Calendar", queryset=BusinessCalendar.objects.none())
    response = WithinField(
        label="First response within", help_text="Working time, such as “8 hours” or “3 days”."
    )
    decision = WithinField(label="Decision within")
    delivery = WithinField(label="Delivery within")
    pauses = forms.MultipleChoiceField(
        label="Its clocks rest while the request",
        required=False,
        choices=Rest.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Due moments move on by the working time of the rest.",
    )
    is_active = forms.BooleanField(label="In force", required=False, initial=True)
    is_moving_clocks = forms.BooleanField(
        label="Move clocks that run as well", required=False, help_text=MOVE
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = BusinessCalendar.objects.order_by("name")
        self.fields["kind"].choices = [("", "Every kind"), *RequestKind.choices]

    def clean(self) -> dict[str, Any]:
        """Three goals in one word for the operation."""
        given = self.cleaned_data
        found = {kind.value: given.pop(kind.value, None) for kind in SlaGoalKind}
        if not self.errors and not any(found.values()):
            self.add_error("response", "A policy promises something: set at least one goal.")
        return given | {"goals": {kind: within for kind, within in found.items() if within}}

    @staticmethod
    def initial_of(policy: SlaPolicy) -> dict[str, Any]:
        names = ("name", "position", "kind", "priority", "pauses", "is_active", "version")
        goals = {goal.goal: (goal.amount, goal.unit) for goal in policy.goals.all()}
        return {name: getattr(policy, name) for name in names} | {"calendar": policy.calendar_id} | goals


class Method(VersionedForm):
    method = forms.ChoiceField(
        label="What waits is ranked by",
        choices=[
            (RankMethod.RICE, "RICE: reach × impact × confidence ÷ effort"),
            (RankMethod.WSJF, "WSJF: (value + time criticality + risk reduction) ÷ job size"),
        ],
        widget=forms.RadioSelect,
        help_text="Scores by the other method are kept, and count again when you come back to it.",
    )
