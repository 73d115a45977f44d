from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from dataops.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in as we do it: nobody signs up, people are invited."""

    def is_open_for_signup(self, request) -> bool:
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on finds people, it does not make them; and only by an address its provider has verified."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo", claims)
        person = None
        if claims.get("email_verified") is True:
            person = User.objects.active().filter(email__iexact=claims.get("email", "")).first()
        if person is None:
            messages.error(request, "Nobody here has this address. Ask for an invitation.")
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        sociallogin.connect(request, person)
