from __future__ import annotations

from django import forms

from dataops.base.limits import one_line
from dataops.web.fields import WholeField
from programs.choices import RaidCategory, SeedKind
from programs.forms.plan import DescribeTarget
from programs.forms.raid import ScoreField
from programs.forms.versions import VersionedForm

MONTHS_AT_MOST, DAYS_AT_MOST = 60, 366


class AddTemplate(forms.Form):
    name = forms.CharField(
        label="Template",
        max_length=120,
        validators=[one_line],
        help_text="The sort of program it is for, such as “Preference data”.",
    )
    description = forms.CharField(
        label="When to use it", max_length=300, required=False, validators=[one_line]
    )


class ChangeTemplate(AddTemplate, VersionedForm):
    is_offered = forms.BooleanField(label="Offered to new programs", required=False)


class AddTemplateMilestone(forms.Form):
    name = forms.CharField(label="Milestone", max_length=120, validators=[one_line])
    after_months = WholeField(
        label="Months after the start",
        initial=0,
        min_value=0,
        max_value=MONTHS_AT_MOST,
        help_text="A month after 31 January is the last day of February.",
    )
    after_days = WholeField(label="and days", initial=0, min_value=0, max_value=DAYS_AT_MOST)
    percent = WholeField(
        label="Share of the units, per cent",
        required=False,
        min_value=0,
        max_value=100,
        help_text="Leave it empty for a milestone without units.",
    )
    gate = forms.CharField(
        label="Gate",
        max_length=300,
        required=False,
        validators=[one_line],
        help_text="What must be true before it counts as passed.",
    )
    waits_for_the_one_before = forms.BooleanField(
        label="Comes after the milestone before it", required=False, initial=True
    )


class AddTemplateSeed(forms.Form):
    kind = forms.ChoiceField(label="What is it?", choices=SeedKind.choices)
    statement = forms.CharField(label="In words", max_length=200, validators=[one_line])
    category = forms.ChoiceField(label="Where does it come from?", choices=RaidCategory.choices)
    likelihood = ScoreField(
        label="How likely, 1 to 5", required=False, help_text="Of a risk: 1 is rare, 5 is likely."
    )
    impact = ScoreField(
        label="How bad, 1 to 5", required=False, help_text="Of a risk: 1 is a nuisance, 5 stops the program."
    )


class AddTemplateTarget(DescribeTarget):
    pass


class ChangeTemplateMilestone(AddTemplateMilestone, VersionedForm):
    pass


class ChangeTemplateSeed(AddTemplateSeed, VersionedForm):
    pass


class ChangeTemplateTarget(AddTemplateTarget, VersionedForm):
    pass
