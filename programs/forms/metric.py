from __future__ import annotations

from django import forms

from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.fields import NumberField
from programs.forms.versions import VersionedForm
from programs.models import MetricDefinition


class AimField(NumberField):
    """A threshold of a metric, on the metric's own scale; a share may be written as per cent."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False, max_digits=14, decimal_places=4, percent_of=1, example="0.95", **kwargs
        )


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
        self.fields["owner"].queryset = staff()
        if not metric.has_thresholds:
            for name in ("target", "amber", "red"):
                del self.fields[name]


def staff():
    return User.objects.active().filter(organisation__kind="company").order_by("name", "pk")
