from __future__ import annotations

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
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


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted: a copy of the database alone cannot sign in."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second-factor:" + settings.TOKEN_PEPPER.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
