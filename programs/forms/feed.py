from __future__ import annotations

from django import forms

from dataops.accounts.choices import OrganisationKind
from dataops.accounts.models import User
from dataops.web.fields import DayField
from programs.models import Program

KINDS = (
    "program", "request", "milestone", "raid", "decision", "change", "target", "budget", "report", "comment",
    "action", "order", "delivery", "batch", "project", "forecast",
)  # fmt: skip


class FilterFeed(forms.Form):
    """What happened: of which kind, by whom, on which days."""

    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "Every kind"), *((kind, kind.capitalize()) for kind in KINDS)],
    )
    person = forms.ModelChoiceField(queryset=None, label="By", required=False, empty_label="Anybody")
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        ours = User.objects.filter(organisation__kind=OrganisationKind.COMPANY)
        self.fields["person"].queryset = ours.order_by("name", "pk")


class FilterFeeds(FilterFeed):
    """The same in all programs that one sees, or in one of them."""

    program = forms.ModelChoiceField(
        queryset=None, label="Program", required=False, to_field_name="code", empty_label="All programs"
    )
    field_order = ["program", "kind", "person", "since", "until"]

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.visible_to(user).order_by("code")
