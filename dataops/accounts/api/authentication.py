from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework import authentication, exceptions

from dataops.accounts.operations.token import note_refused, recognise


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer dops_…`. The wall middleware has already looked; this passes its finding on."""

    def authenticate(self, request):
        scheme, _, _ = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = getattr(request._request, "api_token", None)
        if token is None:
            raise exceptions.AuthenticationFailed("This token is unknown, ended or revoked.")
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's own session, with CSRF."""


class BearerMiddleware:
    """Recognise the token before the wall goes up, so that its user's wall is the one that does."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() == "bearer" and request.path.startswith("/api/"):
            request.api_token = recognise(text.strip(), at=timezone.now())
            if request.api_token is None:
                note_refused(text.strip(), at=timezone.now())
            # A bad token must not fall back on a cookie that happens to be there.
            request.user = request.api_token.user if request.api_token else AnonymousUser()
            request._dont_enforce_csrf_checks = True
        return self.get_response(request)
