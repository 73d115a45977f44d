"""What surrounds every request: its number, its headers, its session's age, and the wall it works behind."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
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


class Headers:
    """What every answer carries, also those that a middleware further in gives or breaks off with.

    The policy of contents is django-csp's; these are the short ones.
    """

    ALWAYS = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.ALWAYS.items():
            response.headers.setdefault(name, value)
        return response


class PlainAddress:
    """No address of ours holds a NUL; the database would fail on it, so it ends here."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address contains a NUL.")
        return self.get_response(request)


class Session:
    """Shut out who left the desk or was deactivated; keep signed-in pages out of shared caches."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_by_cookie = getattr(request, "api_token", None) is None
        if request.user.is_authenticated and is_by_cookie and self._is_stale(request, timezone.now()):
            record("session.expired", request.user, actor=None)
            logout(request)
        response = self.get_response(request)
        if getattr(request, "htmx", False) and response.status_code == 302 and self._is_sign_in(response):
            response = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _is_stale(self, request: HttpRequest, now: datetime) -> bool:
        seen, began = request.session.get("seen_at"), request.session.setdefault("began_at", now.timestamp())
        if now.timestamp() - began > settings.SESSION_COOKIE_AGE:
            return True
        if seen and now.timestamp() - seen > settings.SESSION_IDLE_LIMIT.total_seconds():
            return True
        if not seen or now.timestamp() - seen > SEEN_EVERY:
            request.session["seen_at"] = now.timestamp()
        return False

    def _is_sign_in(self, response: HttpResponse) -> bool:
        return response["Location"].startswith(resolve_url(settings.LOGIN_URL))


class Wall:
    """One transaction per request, behind the wall of whoever asks.

    Signed-in people work as the staff role or as their vendor's portal role. A request
    without a person, and the pages one signs in and out by, keep the login role, which
    can reach sign-in tables and nothing else.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        read_upload(request)
        if not request.user.is_authenticated:
            with transaction.atomic():
                return self._answer(request)
        scope = scope_of(request)
        with acting(replace(scope, is_signing_in=is_at_the_door(request))):
            response = self._answer(request)
        if denial := denial_in(request, response):
            with acting(scope):
                record(denial, None, actor=request.user, path=request.path[:500], method=request.method)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.has_failed, request.has_wall = False, True
        response = self.get_response(request)
        if request.has_failed or response.status_code >= 500:
            transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        request.has_failed = True


def read_upload(request: HttpRequest) -> None:
    """Receive a file before the transaction begins: the database ends one that idles while a slow line sends."""
    if request.content_type == "multipart/form-data" and takes_files(request):
        len(request.FILES)  # to ask for it is to receive it


def takes_files(request: HttpRequest) -> bool:
    """Every page reads forms; of the API's addresses, those that say so."""
    if not request.path_info.startswith("/api/"):
        return True
    parsers = getattr(getattr(view_of(request), "cls", None), "parser_classes", ())
    return any(parser.media_type == request.content_type for parser in parsers)


def scope_of(request: HttpRequest) -> Scope:
    return Scope(vendor_id=request.user.vendor_id, actor_id=request.user.pk, request_id=request.request_id)


def is_at_the_door(request: HttpRequest) -> bool:
    """Sign-in, second factor, sessions, passwords: the library's pages, and ours that say `at_the_door`."""
    if not request.path_info.startswith("/accounts/"):
        return False
    view = view_of(request)
    return getattr(view, "__module__", "").startswith("allauth.") or getattr(
        getattr(view, "view_class", None), "at_the_door", False
    )


def view_of(request: HttpRequest) -> Any:
    try:
        return resolve(request.path_info).func
    except Resolver404:
        return None


def denial_in(request: HttpRequest, response: HttpResponse) -> str:
    """What the trail says of an answer that was a no; a thing asked for by its number and not given is one too."""
    if not request.user.is_authenticated:
        return ""
    if response.status_code == 403:
        return "access.denied"
    is_about_something = bool(request.resolver_match and request.resolver_match.kwargs)
    return "access.missed" if response.status_code == 404 and is_about_something else ""
