from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.fields import NumberField
from programs.choices import MetricUnit
from programs.forms.versions import VersionedForm
from programs.models import MetricDefinition

AIMS = ("target", "amber", "red")


TIMED = re.compile(r"\s*(?P<figure>.*?\d)\s*(?P<unit>h|hours?|d|days?)\s*", re.IGNORECASE)
SECONDS = {"h": 3_600, "d": 86_400}
WITH_UNIT = "Write the time with its unit: 36 h or 3 d."
# What is written behind the name of a metric, where its scale is to be known.
SCALES = {MetricUnit.TIME: "in h or d", MetricUnit.SHARE: "as .95 or 95%", MetricUnit.DAYS: "in days"}


class AimField(NumberField):
    """A threshold of a metric, on the metric's own scale: a share as .95 or 95%, a time as 36 h or 3 d.

    Times are kept in seconds; nobody writes or reads them so.
    """

    is_time = False

    def __init__(self, **kwargs):
        super().__init__(
            required=False, max_digits=14, decimal_places=4, percent_of=1, example="0.95", **kwargs
        )

    def to_python(self, value: Any) -> Any:
        timed = TIMED.fullmatch(value) if isinstance(value, str) else None
        if timed is None:
            return super().to_python(value)
        return super().to_python(timed["figure"]) * SECONDS[timed["unit"][0].lower()]

    def prepare_value(self, value: Any) -> Any:
        if not self.is_time or not isinstance(value, Decimal):
            return super().prepare_value(value)
        unit = "h" if value % SECONDS["d"] else "d"
        return f"{value / SECONDS[unit]:.4f}".rstrip("0").rstrip(".") + f" {unit}"


def check_scale(form: forms.Form, name: str, metric: MetricDefinition) -> None:
    """A time says its unit; nothing else has one."""
    written = form.data.get(form.add_prefix(name)) or ""
    is_timed = TIMED.fullmatch(str(written)) is not None
    if form.cleaned_data.get(name) is None or is_timed == (metric.unit == MetricUnit.TIME):
        return
    form.add_error(name, f"{metric.name} is no time: leave the unit out." if is_timed else WITH_UNIT)


class ChangeMetric(VersionedForm):
    name = forms.CharField(label="Name", max_length=80, validators=[one_line])
    meaning = forms.CharField(label="What it says", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    formula = forms.CharField(
        label="Formula in words",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="How it is computed stays as it is; these words explain it.",
    )
    uncertainty = forms.CharField(label="Uncertainty", max_length=300, required=False, validators=[one_line])
    target = AimField(
        label="Target", help_text="A share as .95 or 95%. Programs may promise more on their own."
    )
    amber = AimField(label="Amber from")
    red = AimField(label="Red from")
    owner = forms.ModelChoiceField(
        label="Who answers for it", queryset=User.objects.none(), required=False, empty_label="Nobody yet"
    )

    def __init__(self, *args, metric: MetricDefinition, **kwargs):
        super().__init__(*args, **kwargs)
        self.metric = metric
        self.fields["owner"].queryset = staff()
        if not metric.has_thresholds:
            for name in AIMS:
                del self.fields[name]
        elif metric.unit == MetricUnit.TIME:
            for name in AIMS:
                self.fields[name].is_time = True
            self.fields["target"].help_text = f"{WITH_UNIT} Programs may promise more on their own."

    def clean(self):
        asked = super().clean()
        for name in AIMS:
            if name in self.fields:
                check_scale(self, name, self.metric)
        return asked


def staff():
    return User.objects.active().filter(organisation__kind="company").order_by("name", "pk")
