from __future__ import annotations

from zoneinfo import available_timezones

from django import forms

from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.fields import WholeField
from programs.choices import Beyond, Bound, Every, MetricUnit, SnapshotScope
from programs.forms.metric import SCALES, AimField, check_scale, staff
from programs.models import MetricDefinition, Portfolio, Program
from programs.reports.narrowing import NAMES, vendors
from programs.reports.watches import TOLD


class MetricField(forms.ModelChoiceField):
    """Metrics by name, each with the scale on which a bound is written."""

    def label_from_instance(self, metric: MetricDefinition) -> str:  # type: ignore[override]
        scale = SCALES.get(MetricUnit(metric.unit))
        return f"{metric.name}, {scale}" if scale else metric.name


class AddWatch(forms.Form):
    metric = MetricField(
        label="Metric",
        queryset=MetricDefinition.objects.none(),
        error_messages={"invalid_choice": "This metric is no longer kept: choose one that is."},
    )
    scope = forms.ChoiceField(label="Of", choices=SnapshotScope.choices)
    program = forms.ModelChoiceField(
        label="Program", queryset=Program.objects.none(), required=False, empty_label="None"
    )
    organisation = forms.ModelChoiceField(
        label="Vendor", queryset=Program.objects.none(), required=False, empty_label="None"
    )
    portfolio = forms.ModelChoiceField(
        label="Portfolio", queryset=Portfolio.objects.none(), required=False, empty_label="None"
    )
    beyond = forms.ChoiceField(label="Tell me when it", choices=Beyond.choices)
    bound = AimField(
        label="This bound",
        help_text="On the scale of the metric: a share as .95 or 95%, a time as 36 h or 3 d.",
    )
    by = forms.ChoiceField(
        label="What must lie beyond it",
        choices=Bound.choices,
        help_text="The whole interval: beyond doubt. A figure without an interval goes by its value.",
    )
    is_shared = forms.BooleanField(label="Tell leadership too", required=False)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bound"].required = True
        kept = MetricDefinition.objects.kept().filter(key__in=TOLD)
        self.fields["metric"].queryset = kept.order_by("place")
        self.fields["program"].queryset = Program.objects.visible_to(user).running().order_by("code")
        self.fields["organisation"].queryset = vendors()
        self.fields["portfolio"].queryset = Portfolio.objects.order_by("name")

    def clean(self):
        asked = super().clean()
        if metric := asked.get("metric"):
            check_scale(self, "bound", metric)
        return asked


class SaveView(forms.Form):
    """The filters come along hidden, as the page had them."""

    name = forms.CharField(label="Name of the view", max_length=80, validators=[one_line])
    is_shared = forms.BooleanField(label="Everybody who sees leadership may use it", required=False)
    is_default = forms.BooleanField(label="Open with it", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NAMES:
            self.fields[name] = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class SendView(forms.Form):
    reader = forms.ModelChoiceField(label="To", queryset=User.objects.none())
    every = forms.ChoiceField(label="How often", choices=Every.choices)
    day = WholeField(
        label="On day",
        min_value=1,
        max_value=31,
        initial=1,
        help_text="Of a week from Monday, 1, to Sunday, 7; of a month from 1 to 31, which is its last day.",
    )
    hour = WholeField(label="At hour", min_value=0, max_value=23, initial=8)
    zone = forms.ChoiceField(label="In the zone", initial="UTC")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [(zone, zone) for zone in sorted(available_timezones())]
        self.fields["reader"].queryset = staff().filter(
            role__in=["leadership", "program_manager", "administrator"]
        )

    def clean(self):
        asked = self.cleaned_data
        if asked.get("every") == Every.WEEK and asked.get("day", 1) > 7:
            self.add_error("day", "A week has seven days: 1 is Monday, 7 Sunday.")
        return asked
