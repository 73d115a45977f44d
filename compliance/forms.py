from __future__ import annotations

from collections.abc import Sequence

from django import forms

from compliance.choices import AgreementKind
from dataops.web.fields import DayField, WordsField
from programs.choices import Sensitivity
from programs.forms.versions import VersionedForm
from programs.models import DataRequest
from vendors.models import Vendor


class AgreementForm(forms.Form):
    """A signed paper, as it is on file."""

    vendor = forms.ModelChoiceField(Vendor.objects.none(), label="Vendor", to_field_name="slug")
    kind = forms.ChoiceField(label="Kind", choices=AgreementKind)
    reference = forms.CharField(
        label="Reference", max_length=80, help_text="Where the paper is kept, such as DPA-2026-03."
    )
    signed_on = DayField(label="Signed on")
    ends_on = DayField(label="Ends on")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        vendors = Vendor.objects.visible_to(user).external().select_related("organisation")
        self.fields["vendor"].queryset = vendors.order_by("organisation__name")


class ClearanceForm(forms.Form):
    """Which data a program wants to hand out, and why it may."""

    sensitivity = forms.ChoiceField(
        label="Most sensitive data in it", choices=Sensitivity, widget=forms.RadioSelect
    )
    basis = forms.CharField(
        label="Why may we use it?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Where the data comes from, what people were told, what contract or law allows this use.",
    )

    def __init__(self, *args, said: Sequence[DataRequest] = (), **kwargs):
        super().__init__(*args, **kwargs)
        if said:
            words = [f"{request.number}: {request.get_sensitivity_display().lower()}" for request in said]
            self.fields["sensitivity"].help_text = f"As the requests said. {', '.join(words)}."


class DecisionForm(VersionedForm):
    """Compliance's word."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=[("grant", "Grant: this data may be handed out"), ("decline", "Decline")],
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        label="Reason",
        when="needed to decline",
        max_length=4000,
        rows=4,
        help_text="Why not; or, when you grant, under which conditions.",
    )


class RevokeForm(VersionedForm):
    """Compliance takes its word back."""

    reason = forms.CharField(
        label="Reason",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The program's manager reads it and repairs it before asking again.",
    )
