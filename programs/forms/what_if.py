from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from dataops.base.limits import plausible_day
from dataops.stats.throughput import day_of
from dataops.web.fields import NumberField, WholeField
from programs.reports.today import Today
from programs.reports.what_if import Plan

MOST_DAYS = 60
HUNDRED = Decimal(100)


class PerCent(NumberField):
    example, percent_of = "80", 100

    def __init__(self, **kwargs):
        super().__init__(required=False, max_digits=7, decimal_places=2, min_value=0, **kwargs)


class AskWhatIf(forms.Form):
    """Begins with today; what stays as it was, or is left empty, stays as it is. The address keeps it all."""

    overlap_now = NumberField(
        label="Labels an item now", required=False, max_digits=5, decimal_places=2, min_value=Decimal("0.01"), example="3"
    )  # fmt: skip
    overlap = NumberField(
        label="Labels an item then", required=False, max_digits=5, decimal_places=2, min_value=Decimal("0.01"), example="2"
    )  # fmt: skip
    review = PerCent(label="Units reviewed, %", max_value=HUNDRED)
    rework = PerCent(label="Rejected and done again, %", max_value=Decimal(95))
    people = PerCent(label="People, % of now", max_value=Decimal(1000))
    weeks = WholeField(
        label="Weeks until they are at full pace", required=False, min_value=0, max_value=104, example="3"
    )
    days_off = forms.CharField(
        label="More days off", required=False, max_length=700, help_text="Such as 2026-12-24, 2026-12-28."
    )

    def __init__(self, data: QueryDict | None, *, today: Today):
        self.queues, self.starting = today.queues, today.starting()
        super().__init__(data and self._filled(data), initial=self.starting)
        if today.overlap:
            del self.fields["overlap_now"]
            self.fields["overlap"].label = "Labels an item"
        if today.people:
            self.fields["people"].help_text = f"100 % are the {today.people.value} people at work today."
        for queue in today.queues:
            self.fields[f"split_{queue.slug}"] = PerCent(
                label=f"{queue.name}, % of the rest", max_value=HUNDRED
            )
        self._admit_today()

    def _admit_today(self) -> None:
        """What is so today can be said, also where nobody would plan it: a budget with two reviews a unit."""
        for name, value in self.starting.items():
            field = self.fields.get(name)
            if isinstance(field, PerCent) and value > field.max_value:
                self.fields[name] = PerCent(label=field.label, max_value=value, help_text=field.help_text)

    def _filled(self, data: QueryDict) -> QueryDict:
        """What an address leaves out is today's, so that the form shows the whole plan."""
        whole = data.copy()
        split = any(f"split_{queue.slug}" in data for queue in self.queues)
        for name, value in self.starting.items():
            if not (split and name.startswith("split_")):
                whole.setdefault(name, str(value))
        return whole

    def changed(self, name: str) -> Any:
        """What was said there, if it is another than today's."""
        said = self.cleaned_data.get(name)
        return None if said == self.starting.get(name) else said

    def clean_days_off(self):
        days = []
        for part in filter(None, (part.strip() for part in self.cleaned_data["days_off"].split(","))):
            try:
                day = day_of(part)
            except ValueError as wrong:
                raise forms.ValidationError(str(wrong)) from None
            plausible_day(day)
            days.append(day)
        if len(days) > MOST_DAYS:
            raise forms.ValidationError(f"At most {MOST_DAYS} days at once; the calendar takes more.")
        return days

    def clean(self):
        said = self.cleaned_data
        if said.get("overlap") and "overlap_now" in self.fields and not said.get("overlap_now"):
            self.add_error("overlap_now", "Say how many labels an item gets now.")
        split = self._split()
        if split and sum(split.values()) != HUNDRED:
            last = f"split_{self.queues[-1].slug}"
            self.add_error(
                last, f"The parts of the houses are 100 together, not {sum(split.values()).normalize():f}."
            )
        return said

    def plan(self) -> Plan:
        said = self.cleaned_data
        names = ("overlap", "review", "rework", "people")
        return Plan(
            **{name: self.changed(name) for name in names},
            overlap_now=said.get("overlap_now"),
            days_off=said.get("days_off") or (),
            weeks=said.get("weeks") or 0,
            split=self._changed_split(),
        )

    def words(self) -> str:
        """What is otherwise than today, as a reason for a change."""
        asked = [
            f"{field.label}: {self.data.get(name)}{self._instead_of(name)}"
            for name, field in self.fields.items()
            if self.changed(name) not in (None, "", [])
        ]
        return "; ".join(asked)

    def _instead_of(self, name: str) -> str:
        return f" (now {self.starting[name]})" if name in self.starting else ""

    def _changed_split(self) -> dict[int, Decimal]:
        changed = any(self.changed(f"split_{queue.slug}") is not None for queue in self.queues)
        return self._split() if changed else {}

    def _split(self) -> dict[int, Decimal]:
        parts = {queue.house: self.cleaned_data.get(f"split_{queue.slug}") for queue in self.queues}
        return {house: part or Decimal(0) for house, part in parts.items()} if any(parts.values()) else {}
