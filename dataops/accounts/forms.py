from __future__ import annotations

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password

from dataops.accounts.choices import ROLES_OF, OrganisationKind, Role, TokenScope
from dataops.accounts.models import Organisation, User
from dataops.base.limits import one_line
from dataops.web.fields import WholeField


class SignInForm(LoginForm):
    """allauth's form in our words: label above, no placeholder."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class JoinForm(forms.Form):
    """What an invited person says of themselves: a name and a password. Nothing else is asked, nothing else is read."""

    name = forms.CharField(label="Your name", max_length=120, validators=[one_line])
    password = forms.CharField(
        label="Password",
        help_text="At least 12 characters. A few words you can remember are better than signs you cannot.",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self):
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class InviteForm(forms.Form):
    """Whom to ask in, to which organisation, as what."""

    email = forms.EmailField(label="E-mail", help_text="The invitation can only be used with this address.")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Organisation", empty_label=None)
    role = forms.ChoiceField(label="Role", choices=Role)

    def __init__(self, *args, inviter, **kwargs):
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.order_by("name")
        if inviter.vendor_id is not None:
            organisations = organisations.filter(pk=inviter.vendor_id)
            roles = ROLES_OF[OrganisationKind(inviter.organisation.kind)]
            self.fields["role"].choices = [(role.value, role.label) for role in Role if role in roles]
        self.fields["organisation"].queryset = organisations


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=Role)


class TokenForm(forms.Form):
    """A key for a script: what it is for, what it may do, how long it lives."""

    name = forms.CharField(
        label="What is it for?", max_length=80, help_text="Such as: nightly export of labels."
    )
    scope = forms.ChoiceField(
        label="It may", choices=TokenScope, initial=TokenScope.READ, widget=forms.RadioSelect
    )
    days = WholeField(label="Days until it ends", min_value=1, max_value=365, initial=90)
    password = forms.CharField(
        label="Your password",
        help_text="Once more, so that nobody issues a token at a desk you left.",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():  # who signs in by single sign-on has none to type
            del self.fields["password"]

    def clean_password(self):
        # Not the person's own method: it would write a stronger hash, which the pages of vendors may not.
        if not check_password(self.cleaned_data["password"], self.user.password):
            raise forms.ValidationError("This is not your password.")
        return ""
