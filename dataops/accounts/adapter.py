from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from dataops.accounts.choices import OrganisationKind
from dataops.accounts.models import User
from dataops.accounts.operations import person as people
from dataops.audit.recording import record
from dataops.base.secrets import cipher


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in as we do it: nobody signs up, people are invited."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def set_password(self, user, password) -> None:
        people.choose_password(user, password)

    def post_login(self, request, user, **kwargs):
        record("sign_in.succeeded", user, actor=user)
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request, **credentials) -> None:
        """Noted for the person it was tried on, if there is one; what was typed is nobody's business."""
        email = credentials.get("email") or credentials.get("username") or ""
        record("sign_in.failed", User.objects.filter(email__iexact=email).first(), actor=None)

    def logout(self, request) -> None:
        record("sign_in.ended", request.user, actor=request.user)
        super().logout(request)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on finds people, it does not make them; and only by an address its provider has verified.

    The provider is our company's: it says nothing about the people of a vendor.
    """

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo", claims)
        person = None
        if claims.get("email_verified") is True:
            ours = User.objects.active().filter(organisation__kind=OrganisationKind.COMPANY)
            person = ours.filter(email__iexact=claims.get("email", "")).first()
        if person is None:
            messages.error(request, "Nobody here has this address. Ask for an invitation.")
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        sociallogin.connect(request, person)


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Sessions that somebody ends from another one: each is noted, as a sign-out is."""

    def end_sessions(self, sessions) -> None:
        for session in sessions:
            record("session.ended", session.user, actor=session.user)
        super().end_sessions(sessions)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted: a copy of the database alone cannot sign in."""

    def encrypt(self, text: str) -> str:
        return cipher("second-factor").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher("second-factor").decrypt(encrypted_text.encode()).decode()
