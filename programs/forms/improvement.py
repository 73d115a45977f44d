from __future__ import annotations

from django import forms

from dataops.base.limits import MOST, one_line
from dataops.web.fields import DayField, NumberField
from programs.choices import Currency
from programs.forms.versions import VersionedForm
from programs.models import Improvement, MetricDefinition, MetricSnapshot, Program
from programs.reports.improvements import choices_of
from programs.rules.improvement import metrics_for, weeks_for


class WeekField(forms.ModelChoiceField):
    """A week that was kept of the improvement's metric, with its value and interval."""

    def __init__(self, **kwargs):
        words = {
            "invalid_choice": "That week is not one that was kept of this metric: choose one of the list."
        }
        super().__init__(queryset=MetricSnapshot.objects.none(), error_messages=words, **kwargs)

    def offer(self, improvement: Improvement) -> None:
        weeks = weeks_for(improvement).order_by("-week_on", "pk")[:26]
        self.queryset = weeks_for(improvement)
        self.choices = [("", "Choose a week"), *choices_of(weeks, improvement.metric.unit)]


class AddImprovement(forms.Form):
    title = forms.CharField(label="What gets better?", max_length=160, validators=[one_line])
    change = forms.CharField(
        label="What is done otherwise?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    metric = forms.ModelChoiceField(
        label="Measured by",
        queryset=MetricDefinition.objects.none(),
        error_messages={"invalid_choice": "This metric is no longer kept: choose one that is."},
    )
    program = forms.ModelChoiceField(
        label="Program", queryset=Program.objects.none(), required=False, empty_label="The whole house"
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.visible_to(user).running().order_by("code")
        self.fields["metric"].queryset = metrics_for(user)


class ChangeImprovement(VersionedForm):
    title = forms.CharField(label="What gets better?", max_length=160, validators=[one_line])
    change = forms.CharField(
        label="What is done otherwise?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    saved_amount = NumberField(
        label="Money saved", required=False, min_value=0, max_digits=14, decimal_places=2, example="1200"
    )
    saved_currency = forms.ChoiceField(
        label="Currency", required=False, choices=[("", "None"), *Currency.choices]
    )
    saved_hours = NumberField(
        label="Hours saved", required=False, min_value=0, max_value=MOST, max_digits=10, decimal_places=1
    )
    saved_how = forms.CharField(
        label="How that was reckoned",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Such as: 40 batches a month, each looked at 20 minutes less.",
    )


class BeginTrial(VersionedForm):
    changed_on = DayField(label="Done otherwise since")
    baseline = WeekField(label="The week before")

    def __init__(self, *args, improvement: Improvement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["baseline"].offer(improvement)


class Verify(VersionedForm):
    after = WeekField(label="The week after")

    def __init__(self, *args, improvement: Improvement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].offer(improvement)


class Drop(VersionedForm):
    reason = forms.CharField(
        label="Why is it dropped?", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
