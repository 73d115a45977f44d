from __future__ import annotations

from django import forms

from dataops.base.limits import MOST, one_line
from dataops.web.fields import DayField, WholeField
from programs.forms.versions import VersionedForm
from programs.models import Milestone, Program


class DescribeMilestone(forms.Form):
    """What a milestone is and what it hangs on."""

    name = forms.CharField(
        label="Milestone",
        max_length=120,
        validators=[one_line],
        help_text="What will be there, such as “Pilot accepted”.",
    )
    starts_on = DayField(
        label="Work starts on", required=False, help_text="Leave it empty for a date without a span of work."
    )
    units = WholeField(
        label="Units by then",
        required=False,
        min_value=0,
        max_value=MOST,
        help_text="Accepted units, all together, by this date.",
    )
    deliverable = forms.CharField(
        label="What is delivered",
        required=False,
        max_length=200,
        validators=[one_line],
        help_text="The release and its split, such as “Refunds 2.0, training and validation”.",
    )
    gate = forms.CharField(
        label="Gate",
        required=False,
        max_length=300,
        validators=[one_line],
        help_text="What must be true before it counts as passed, such as “Agreement of the pilot is .70 or more”.",
    )
    needed = forms.ModelMultipleChoiceField(
        label="Comes after",
        queryset=Milestone.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Milestones that have to be reached first.",
    )

    def __init__(self, *args, program: Program, milestone: Milestone | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        others = program.milestones.standing().exclude(pk=milestone.pk if milestone else None)
        self.fields["needed"].queryset = others.order_by("due_on", "pk")
        if not others.exists():
            del self.fields["needed"]


class PlanMilestone(DescribeMilestone):
    due_on = DayField(label="Due on")
    field_order = ["name", "starts_on", "due_on"]


class ChangeMilestone(DescribeMilestone, VersionedForm):
    """Everything but the date, which moves with a reason."""


class MoveMilestone(VersionedForm):
    due_on = DayField(label="New date")
    reason = forms.CharField(
        label="Why does it move?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why the date moves: those who planned on it will ask."},
    )


class FinishMilestone(forms.Form):
    on = DayField(label="Done on")


class DropMilestone(forms.Form):
    reason = forms.CharField(
        label="Why is it dropped?", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
