from __future__ import annotations

from django import forms

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.fields import DayField
from programs.choices import AskState, Dimension
from programs.forms.program import ZONES
from programs.forms.versions import VersionedForm
from programs.models import Program


def can_be_asked(program: Program):
    """Who is on the program, and leadership."""
    leaders = User.objects.with_role(Role.LEADERSHIP).values("pk")
    return User.objects.active().filter(pk__in=program.people().values("pk").union(leaders)).order_by("name")


class AddAsk(forms.Form):
    what = forms.CharField(label="What is needed?", max_length=200, validators=[one_line])
    owner = forms.ModelChoiceField(label="From whom?", queryset=User.objects.none())
    needed_by = DayField(label="Needed by")
    recommendation = forms.CharField(
        label="What do you recommend, and what does it change?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    dimension = forms.ChoiceField(
        label="What does it mend?",
        required=False,
        choices=[("", "Nothing in particular"), *Dimension.choices],
    )

    def __init__(self, *args, program: Program, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = can_be_asked(program)


class ChangeAsk(AddAsk, VersionedForm):
    pass


class AnswerAsk(VersionedForm):
    state = forms.ChoiceField(
        label="What came of it?",
        widget=forms.RadioSelect,
        choices=[(AskState.MET, "It is there"), (AskState.REFUSED, "It will not come")],
    )
    answer = forms.CharField(
        label="In a sentence",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what came of it: who asked reads this in the next report."},
    )


class WithdrawAsk(VersionedForm):
    reason = forms.CharField(
        label="Why is it not needed any more?", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class Acknowledge(forms.Form):
    word = forms.CharField(
        label="A word with it", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SetDigest(VersionedForm):
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=[(name, name) for name in ZONES],
        help_text="The digest comes on Monday at 13:00 there.",
    )
    wants_mail = forms.BooleanField(label="Send it to me by mail every Monday", required=False)
