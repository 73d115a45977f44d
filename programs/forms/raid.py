from __future__ import annotations

from django import forms

from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.fields import DayField, WholeField
from programs.choices import Direction, RaidCategory, RaidKind, Treatment
from programs.forms.versions import VersionedForm
from programs.models import Milestone, Program
from programs.models.raid import LEAST, MOST
from programs.rules.raid import OF_DEPENDENCIES, OF_RISKS

SCORED = ("likelihood", "impact")
REASON = "Say why it is closed: somebody will ask whether it is really over."


class ScoreField(WholeField):
    """From 1 to 5."""

    def __init__(self, **kwargs):
        super().__init__(min_value=LEAST, max_value=MOST, **kwargs)


class DescribeItem(forms.Form):
    """What an entry of the RAID log says; a kind has only its own fields."""

    statement = forms.CharField(label="What is it?", max_length=200, validators=[one_line])
    category = forms.ChoiceField(label="Where does it come from?", choices=RaidCategory.choices)
    owner = forms.ModelChoiceField(
        label="Owner", queryset=User.objects.none(), help_text="Somebody on the program; they are reminded."
    )
    direction = forms.ChoiceField(label="Direction", choices=Direction.choices)
    counterparty = forms.CharField(
        label="The other side", max_length=120, validators=[one_line], help_text="A team, a vendor, a system."
    )
    need_by = DayField(label="Needed by")
    milestone = forms.ModelChoiceField(
        label="Milestone that hangs on it",
        queryset=Milestone.objects.none(),
        required=False,
        empty_label="None",
    )
    likelihood = ScoreField(label="How likely, 1 to 5", help_text="1 is rare, 5 is likely.")
    impact = ScoreField(label="How bad, 1 to 5", help_text="1 is a nuisance, 5 stops the program.")
    treatment = forms.ChoiceField(label="What do we do about it?", choices=Treatment.choices)
    accepted_until = DayField(
        label="Accepted until", required=False, help_text="Only for a risk that is accepted."
    )
    residual_likelihood = ScoreField(
        label="How likely once that has worked", required=False, help_text="1 to 5; what is left of the risk."
    )
    residual_impact = ScoreField(label="How bad once that has worked", required=False)
    next_step = forms.CharField(label="Next step", max_length=300, validators=[one_line], required=False)
    review_on = DayField(label="Look at it again on", required=False)

    def __init__(self, *args, program: Program, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        for name in foreign_to(kind):
            del self.fields[name]
        self.fields["owner"].queryset = program.people().active()
        if "milestone" in self.fields:
            self.fields["milestone"].queryset = program.milestones.open().order_by("due_on", "pk")


class ChangeItem(DescribeItem, VersionedForm):
    """Everything but the score, which changes by a review."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in SCORED:
            self.fields.pop(name, None)


class ReviewItem(VersionedForm):
    likelihood = ScoreField(label="How likely now, 1 to 5")
    impact = ScoreField(label="How bad now, 1 to 5")
    next_step = forms.CharField(label="Next step", max_length=300, validators=[one_line], required=False)
    review_on = DayField(label="Look at it again on", required=False)

    def __init__(self, *args, is_risk: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_risk:
            for name in SCORED:
                del self.fields[name]


class CloseItem(forms.Form):
    reason = forms.CharField(
        label="Why is it closed?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": REASON},
    )


class TurnIntoIssue(forms.Form):
    next_step = forms.CharField(label="What is done about it now?", max_length=300, validators=[one_line])


def foreign_to(kind: str) -> tuple[str, ...]:
    """The fields that an entry of this kind has not."""
    of_risks = () if kind == RaidKind.RISK else (*SCORED, *OF_RISKS)
    return of_risks if kind == RaidKind.DEPENDENCY else (*of_risks, *OF_DEPENDENCIES)
