from __future__ import annotations

from django import forms

from dataops.accounts.models import User
from dataops.base.limits import one_line
from programs.choices import Part
from programs.forms.versions import VersionedForm
from programs.models import Program, Stakeholder

NO_PART = [("", "No part"), *Part.choices]


class AddStakeholder(forms.Form):
    """Somebody whom the program concerns, with or without an account here."""

    name = forms.CharField(
        label="Stakeholder",
        max_length=120,
        validators=[one_line],
        help_text="A person, a team or a vendor, such as “Alignment team”.",
    )
    person = forms.ModelChoiceField(
        label="On the program",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody with an account",
    )
    interest = forms.CharField(
        label="What do they want of it?", max_length=300, required=False, validators=[one_line]
    )

    def __init__(self, *args, program: Program, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = program.people().active()


class ChangeStakeholder(AddStakeholder, VersionedForm):
    pass


class AddActivity(forms.Form):
    """What is done, and the part of every stakeholder in it."""

    name = forms.CharField(
        label="Activity",
        max_length=120,
        validators=[one_line],
        help_text="What is done, such as “Write the guideline”.",
    )

    def __init__(self, *args, program: Program, **kwargs):
        super().__init__(*args, **kwargs)
        self.stakeholders: dict[str, Stakeholder] = {
            f"part_{one.pk}": one for one in program.stakeholders.order_by("name", "pk")
        }
        for name, one in self.stakeholders.items():
            self.fields[name] = forms.ChoiceField(label=one.name, choices=NO_PART, required=False)

    def parts(self) -> dict[Stakeholder, Part]:
        said = {one: self.cleaned_data[name] for name, one in self.stakeholders.items()}
        return {one: Part(part) for one, part in said.items() if part}


class ChangeActivity(AddActivity, VersionedForm):
    pass
