from __future__ import annotations

from decimal import Decimal

from django import forms

from dataops.base.limits import plausible_day
from dataops.stats.throughput import day_of
from dataops.web.fields import NumberField, WholeField
from programs.reports.what_if import Plan
from programs.sockets import Queue

MOST_DAYS = 60
HUNDRED = Decimal(100)


class PerCent(NumberField):
    example, percent_of = "80", 100

    def __init__(self, **kwargs):
        super().__init__(required=False, max_digits=7, decimal_places=2, min_value=0, **kwargs)


class AskWhatIf(forms.Form):
    """What stays empty stays as it is; the address keeps it all."""

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

    def __init__(self, *args, queues: list[Queue], **kwargs):
        super().__init__(*args, **kwargs)
        self.queues = queues
        for queue in queues:
            self.fields[f"split_{queue.slug}"] = PerCent(
                label=f"{queue.name}, % of the rest", max_value=HUNDRED
            )

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
        if said.get("overlap") and not said.get("overlap_now"):
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
        names = ("overlap", "overlap_now", "review", "rework", "people", "days_off")
        return Plan(
            **{name: said.get(name) for name in names}, weeks=said.get("weeks") or 0, split=self._split()
        )

    def words(self) -> str:
        """What was asked for, as a reason for a change."""
        asked = [
            f"{field.label}: {self.data.get(name)}"
            for name, field in self.fields.items()
            if self.cleaned_data.get(name) not in (None, "", [])
        ]
        return "; ".join(asked)

    def _split(self) -> dict[int, Decimal]:
        parts = {queue.house: self.cleaned_data.get(f"split_{queue.slug}") for queue in self.queues}
        return {house: part or Decimal(0) for house, part in parts.items()} if any(parts.values()) else {}
