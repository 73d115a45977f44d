"""What surrounds every request: its number, its session's age, and the wall it works behind."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone

from dataops.audit.recording import record
from dataops.base import context
from dataops.base.database import Scope, acting

Handler = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = 60  # seconds between two notes of "last seen" in a session


class RequestId:
    """Number the request, for the trail, the log and the error page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:16]
        token = context.request_id.set(request.request_id)
        try:
            response = self.get_response(request)
        finally:
            context.request_id.reset(token)
        response["X-Request-ID"] = request.request_id
        return response


class Session:
    """Shut out who left the desk or was deactivated; keep signed-in pages out of shared caches."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._is_stale(request, timezone.now()):
            logout(request)
        response = self.get_response(request)
        if getattr(request, "htmx", False) and response.status_code == 302 and self._is_sign_in(response):
            response = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _is_stale(self, request: HttpRequest, now: datetime) -> bool:
        seen = request.session.get("seen_at")
        if seen and now.timestamp() - seen > settings.SESSION_IDLE_LIMIT.total_seconds():
            return True
        if not seen or now.timestamp() - seen > SEEN_EVERY:
            request.session["seen_at"] = now.timestamp()
        return False

    def _is_sign_in(self, response: HttpResponse) -> bool:
        return response["Location"].startswith(resolve_url(settings.LOGIN_URL))


class Wall:
    """One transaction per request, behind the wall of whoever asks.

    Signed-in people work as the staff role or as their vendor's portal role; a request
    without a person keeps the login role, which can reach sign-in tables and nothing else.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            with transaction.atomic():
                return self._answer(request)
        with acting(scope_of(request)):
            response = self._answer(request)
        if getattr(request, "was_denied", False):
            with acting(scope_of(request)):
                record("access.denied", None, actor=request.user, path=request.path, method=request.method)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.has_failed = False
        response = self.get_response(request)
        if request.has_failed or response.status_code >= 500:
            transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        request.has_failed = True
        request.was_denied = isinstance(exception, PermissionDenied)


def scope_of(request: HttpRequest) -> Scope:
    return Scope(vendor_id=request.user.vendor_id, actor_id=request.user.pk, request_id=request.request_id)
