from __future__ import annotations

from django import forms

from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.fields import DayField
from programs.forms.versions import VersionedForm
from programs.models import Decision, Program
from programs.rules.decision import options_of


class ProposeDecision(forms.Form):
    question = forms.CharField(label="What is to be decided?", max_length=200, validators=[one_line])
    options = forms.CharField(
        label="Options",
        max_length=1700,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line, two at least. Leaving things as they are is an option too.",
    )
    decider = forms.ModelChoiceField(
        label="Who decides?", queryset=User.objects.none(), help_text="Somebody on the program."
    )
    needed_by = DayField(
        label="Needed by", required=False, help_text="With a day it comes up on their home page."
    )
    is_reversible = forms.BooleanField(label="It can be taken back later", required=False, initial=True)
    supersedes = forms.ModelChoiceField(
        label="Takes the place of", queryset=Decision.objects.none(), required=False, empty_label="Nothing"
    )

    def __init__(self, *args, program: Program, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decider"].queryset = program.people().active()
        self.fields["supersedes"].queryset = program.decisions.decided().order_by("-decided_on", "pk")

    def clean_options(self) -> str:
        return "\n".join(options_of(self.cleaned_data["options"]))


class ChangeQuestion(ProposeDecision, VersionedForm):
    pass


class Decide(VersionedForm):
    choice = forms.ChoiceField(label="What is chosen?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why: who comes later knows only what is written here."},
    )

    def __init__(self, *args, options: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [(option, option) for option in options]
