from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from dataops.accounts.choices import Role

WITHOUT = {Role.LABELER, Role.VENDOR_LABELER}
OPEN = ("mfa_index", "account_logout", "account_reauthenticate", "web:health")


class SecondFactor:
    """Whoever needs a second factor and has none can do one thing: set it up.

    Labelers go without: they share desks and hold no phone at them. A token was issued by
    somebody who had a second factor then.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (settings.REQUIRE_MFA and _must_enrol(request)):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "Set up your second factor first."}, status=403)
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _must_enrol(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or user.role in WITHOUT or getattr(request, "api_token", None):
        return False
    if request.path.startswith(tuple(map(reverse, OPEN))):
        return False
    return not is_mfa_enabled(user)
