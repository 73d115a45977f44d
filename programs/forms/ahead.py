from __future__ import annotations

from datetime import date, timedelta

from django import forms

from dataops.base.limits import one_line
from dataops.web.fields import DayField, WholeField
from programs.operations.ahead import MOST_WEEKS
from programs.sockets import Queue

MOST_PEOPLE = 100_000
FARTHEST = timedelta(days=3650)


class AddDaysOff(forms.Form):
    name = forms.CharField(
        label="What for?", max_length=80, validators=[one_line], help_text="Such as “Christmas”."
    )
    first = DayField(label="First day off")
    last = DayField(label="Last day off", required=False, help_text="Empty for a single day.")
    house = forms.TypedChoiceField(label="Who is off?", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, houses: list[Queue], **kwargs):
        super().__init__(*args, **kwargs)
        named = [(str(queue.house), queue.name) for queue in houses]
        self.fields["house"].choices = [("", "Everybody in the program"), *named]


class AddCrewChange(forms.Form):
    from_on = DayField(label="From which day?")
    people_before = WholeField(
        label="People until then", min_value=1, max_value=MOST_PEOPLE, example="20",
        help_text="Those whose work is in the pace so far.",
    )  # fmt: skip
    people_added = WholeField(
        label="People who join",
        min_value=-MOST_PEOPLE,
        max_value=MOST_PEOPLE,
        example="4",
        help_text="With a minus when people leave: −4.",
    )
    ramp_weeks = WholeField(
        label="Weeks until they are at full pace",
        min_value=0,
        max_value=MOST_WEEKS,
        initial=4,
        example="4",
        help_text="They learn in even steps; who leaves is gone at once.",
    )
    note = forms.CharField(label="Note", max_length=120, required=False, validators=[one_line])


class HowManyBy(forms.Form):
    """A question to the forecast; its answer is on the same page."""

    by = DayField(label="How many by")

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_by(self) -> date:
        by = self.cleaned_data["by"]
        if not timedelta(0) < by - self.on <= FARTHEST:
            raise forms.ValidationError("Choose a day after today, at most ten years ahead.")
        return by
