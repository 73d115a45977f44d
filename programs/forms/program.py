from __future__ import annotations

from zoneinfo import available_timezones

from django import forms

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.base.limits import MOST, one_line
from dataops.web.fields import DayField, ShareField, WholeField
from programs.choices import Currency, ProgramState, Rag
from programs.forms.versions import VersionedForm
from programs.models import ProgramTemplate

ZONES = sorted(available_timezones())


def managers():
    return User.objects.active().filter(role__in=[Role.PROGRAM_MANAGER, Role.ADMINISTRATOR]).order_by("name")


class DescribeProgram(forms.Form):
    """What a program says of itself."""

    name = forms.CharField(
        label="Program name",
        max_length=120,
        validators=[one_line],
        help_text="What it delivers, in plain words.",
    )
    goal = forms.CharField(
        label="Goal",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What the model will do better with this data.",
    )
    manager = forms.ModelChoiceField(label="Manager", queryset=User.objects.none())
    sponsor = forms.CharField(
        label="For",
        max_length=120,
        validators=[one_line],
        required=False,
        help_text="The team that asked for it.",
    )
    starts_on = DayField(label="Starts on")
    due_on = DayField(
        label="Due on",
        error_messages={"invalid": "Enter the due date as a day, such as 2026-12-18."},
    )
    units_planned = WholeField(
        label="Units planned",
        min_value=1,
        max_value=MOST,
        help_text="Accepted judgements the program has to deliver.",
        error_messages={"min_value": "A program plans at least one unit."},
    )
    currency = forms.ChoiceField(label="Currency", choices=Currency)
    scope_in = forms.CharField(label="In scope", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    scope_out = forms.CharField(
        label="Out of scope", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = managers()

    def clean(self):
        starts_on, due_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("due_on")
        if starts_on and due_on and due_on < starts_on:
            self.add_error("due_on", "The due date is before the start: move one of them.")
        return self.cleaned_data


class ChangeProgram(DescribeProgram, VersionedForm):
    pass


class SetReporting(VersionedForm):
    """When the week ends and the report is due, and how far off is still on track."""

    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=[(name, name) for name in ZONES],
        help_text="The week runs from Monday 00:00 to Sunday 24:00 there. A change counts from the week it is made in.",
    )
    report_due_hours = WholeField(
        label="Report due, hours after the week",
        min_value=1,
        max_value=167,
        help_text="12 is Monday noon. Without a published report by then the week is marked as missing.",
    )
    tolerance_days = WholeField(
        label="Days late that are tolerated", min_value=0, max_value=365, help_text="Of P50 and P85."
    )
    tolerance_scope = ShareField(
        label="Change of scope that is tolerated",
        min_value=0,
        max_value=1,
        help_text="Against the units that were agreed upon last, by a change request or by the first report.",
    )
    tolerance_risk = WholeField(
        label="Risk score that is tolerated",
        min_value=1,
        max_value=25,
        help_text="Likelihood × impact. From 16 on a risk above it is off track.",
    )


class StartProgram(DescribeProgram):
    code = forms.CharField(
        label="Code",
        max_length=20,
        required=False,
        help_text="Leave it empty for the next free number, PRG-nnn.",
    )
    template = forms.ModelChoiceField(
        label="Template",
        queryset=ProgramTemplate.objects.none(),
        required=False,
        empty_label="None: begin with an empty plan",
        help_text="Its milestones, gates, risks and targets are the program’s from the first day.",
    )
    field_order = ["name", "code", "template"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = ProgramTemplate.objects.offered().order_by("name")


class SetState(VersionedForm):
    state = forms.ChoiceField(label="State", choices=ProgramState.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why it is delivered incomplete",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed only where something that was promised is missing. It stays on the program and its report.",
    )


class AdmitPerson(forms.Form):
    person = forms.ModelChoiceField(
        label="Person",
        queryset=User.objects.none(),
        help_text="What they may do on the program follows from their role.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        staff = User.objects.active().filter(organisation__kind="company")
        self.fields["person"].queryset = staff.select_related("organisation").order_by("name")


class FilterPrograms(forms.Form):
    """The filter above the portfolio; the saved view stays with it."""

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label="Filter", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[
            ("", "Any"),
            *Rag.choices,
            *[choice for choice in ProgramState.choices if choice[0] != ProgramState.ACTIVE],
        ],
    )
