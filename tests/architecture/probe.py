"""Ask one address as one person and note everything that must not be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.utils import timezone

from dataops.base.database import Scope
from dataops.web import middleware
from programs.permissions import RoleBackend
from tests.architecture.routes import Route
from tests.architecture.world import CANARY, MISSING, World

DENIED = {401, 403, 404, 405}
REDIRECT_TO_SIGN_IN = "/accounts/login/"
BODY = b"{}"
VOLATILE = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken[^}]*|[0-9a-f]{16}|\d{2}:\d{2}(:\d{2})?'
)
# Everything a request can leave behind: audited rows, events, and leases, which are not audited.
TRACES = """
select (select coalesce(max(seq), 0) from audit_row),
       (select coalesce(max(id), 0) from audit_event where verb not like 'access.%'),
       (select count(*) from labeling_slot where state = 'leased')
"""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    location: str
    wrote: bool

    @property
    def is_served(self) -> bool:
        return self.status not in DENIED and not self.location.startswith(REDIRECT_TO_SIGN_IN)

    def shows(self, word: str, *, but: str = "") -> bool:
        """Whether the answer says the word, other than by repeating the question."""
        said = self.body.replace(but.encode(), b"") if but else self.body
        return word.encode() in said

    def same_as(self, other: Answer, *, identifiers: tuple[str, ...]) -> bool:
        return self.status == other.status and self._plain(identifiers) == other._plain(identifiers)

    def _plain(self, identifiers: tuple[str, ...]) -> bytes:
        text = VOLATILE.sub(b"", self.body)
        for identifier in identifiers:
            text = text.replace(identifier.encode(), b"ID")
        return text


class Asker:
    """One person at the door. Every request is rolled back, so that the world stays as it was built.

    Goes through all middleware, yet past the test client, which copies the context of every template.
    """

    asked = 0

    def __init__(self, user) -> None:
        self.door = BaseHandler()
        self.door.load_middleware()
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={_session_of(user)}" if user is not None else ""
        self.traces = _traces()

    def ask(self, method: str, url: str) -> Answer:
        Asker.asked += 1
        request = RequestFactory().generic(method, url, BODY, "application/json", HTTP_COOKIE=self.cookie)
        request._dont_enforce_csrf_checks = True
        with transaction.atomic():
            response = self.door.get_response(request)
            answer = _answer(response, wrote=False)
            let_go(response)
            if not connection.needs_rollback:
                answer = _answer(response, wrote=_traces() != self.traces)
            transaction.set_rollback(True)
        return answer


def let_go(response: HttpResponseBase) -> None:
    """Close its file, but not our connection, which `close` would end."""
    for close in response._resource_closers:
        close()


def _session_of(user) -> str:
    """The key of a session that has been used: the first request of one notes when it was seen."""
    client, now = Client(), timezone.now().timestamp()
    client.force_login(user)
    session = client.session
    session.update({"seen_at": now, "began_at": now})
    session.save()
    return session.session_key


def _answer(response: HttpResponseBase, *, wrote: bool) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = repr(sorted(response.headers.items())).encode()
    told = body + headers if CANARY.encode() in headers else body
    return Answer(response.status_code, told, response.headers.get("Location", ""), wrote)


def _traces() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(TRACES)
        return cursor.fetchone()


def values_for(route: Route, world: World, role: str, whose: str) -> dict[str, object]:
    """What stands in the address: `own`, `rival`, `missing`; `mixed` is a rival's part in a whole of one's own,
    `gone` a part that nobody has."""
    first = route.arguments[:1]
    return {
        argument: _missing(route, argument)
        if whose == "missing" or (whose == "gone" and argument not in first)
        else _spell(route, argument, world.things(role, _side(whose, argument in first)))
        for argument in route.arguments
    }


def has_parts(route: Route) -> bool:
    """Whether the address names a thing inside a thing, such as a milestone of a program.

    A step is a number, a person is in no program: one lets them in and out; and what one follows is another's.
    """
    return bool(set(route.arguments[1:]) - {"step", "person", "other"})


def _side(whose: str, is_first: bool) -> str:
    return whose if whose in ("own", "rival") else "own" if is_first else "rival"


def _missing(route: Route, argument: str) -> object:
    return MISSING if f"<int:{argument}>" in route.pattern or argument == "pk" else "missing-zz"


def _spell(route: Route, argument: str, things: dict[str, Any]) -> object:
    holder = _holder(route, argument, things)
    if isinstance(holder, str | int):
        return holder
    if argument == "pk" or (f"<int:{argument}>" in route.pattern and argument in things):
        return holder.pk
    return next(
        getattr(holder, name) for name in (argument, "code", "slug", "number", "key") if hasattr(holder, name)
    )


def _holder(route: Route, argument: str, things: dict[str, Any]) -> Any:
    """The thing an argument names; the last argument of an API address is of the model it serves."""
    queryset = getattr(route.view_class, "queryset", None)
    if queryset is not None and argument not in things:
        return next(thing for thing in things.values() if isinstance(thing, queryset.model))
    return things[ALIASES.get((route.app, argument), argument)]


# Where an address calls a thing by another word than the world does: (app, argument) → thing.
ALIASES = {
    ("programs", "number"): "request",
    ("programs", "delivery"): "delivery_of_view",
    ("work", "key"): "calendar_key",
}


@contextmanager
def without_first_wall(monkeypatch) -> Iterator[None]:
    """Every `visible_to` shows everything: what remains is the database."""
    with monkeypatch.context() as patch:
        for model in apps.get_models():
            queryset = type(model._default_manager.all())
            if hasattr(queryset, "visible_to"):
                patch.setattr(queryset, "visible_to", lambda self, user: self)
                patch.setattr(
                    type(model._default_manager),
                    "visible_to",
                    lambda self, user: self.get_queryset(),
                    raising=False,
                )
        yield


@contextmanager
def without_second_wall(monkeypatch) -> Iterator[None]:
    """Every request works as staff: what remains is `visible_to`."""
    with monkeypatch.context() as patch:
        patch.setattr(
            middleware, "scope_of", lambda request: Scope(actor_id=request.user.pk, request_id="probe")
        )
        yield


@contextmanager
def without_permissions(monkeypatch) -> Iterator[None]:
    """Everybody may everything: what remains is whose rows they are."""
    with monkeypatch.context() as patch:
        patch.setattr(RoleBackend, "has_perm", lambda self, user, permission, obj=None: user.is_active)
        yield
