"""Ask one address as one person and note everything that must not be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from dataops.base.database import Scope
from dataops.web import middleware
from tests.architecture.routes import Route
from tests.architecture.world import CANARY, MISSING, World

DENIED = {401, 403, 404, 405}
REDIRECT_TO_SIGN_IN = "/accounts/login/"
BODY = b"{}"
VOLATILE = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken[^}]*|[0-9a-f]{16}|\d{2}:\d{2}(:\d{2})?'
)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    location: str
    wrote: bool

    @property
    def is_served(self) -> bool:
        return self.status not in DENIED and not self.location.startswith(REDIRECT_TO_SIGN_IN)

    def same_as(self, other: Answer, *, identifiers: tuple[str, ...]) -> bool:
        return self.status == other.status and self._plain(identifiers) == other._plain(identifiers)

    def _plain(self, identifiers: tuple[str, ...]) -> bytes:
        text = VOLATILE.sub(b"", self.body)
        for identifier in identifiers:
            text = text.replace(identifier.encode(), b"ID")
        return text


class Asker:
    """One person at the door. Every request is rolled back, so that the world stays as it was built."""

    def __init__(self, user) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)

    def ask(self, method: str, url: str) -> Answer:
        with transaction.atomic():
            before = _trail_length()
            response = self.client.generic(method, url, BODY, "application/json")
            answer = _answer(response, wrote=False)
            if not connection.needs_rollback:
                answer = _answer(response, wrote=_trail_length() > before)
            transaction.set_rollback(True)
        return answer


def _answer(response: HttpResponseBase, *, wrote: bool) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = (
        repr(sorted(response.headers.items())).encode()
        if CANARY.encode() in repr(response.headers).encode()
        else b""
    )
    return Answer(response.status_code, body + headers, response.headers.get("Location", ""), wrote)


def _trail_length() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(seq), 0) from audit_row")
        return cursor.fetchone()[0]


def values_for(route: Route, world: World, whose: str) -> dict[str, object] | None:
    """What stands in the address for `own`, `rival` or `missing`; None when nobody owns such a thing."""
    found: dict[str, object] = {}
    for argument in route.arguments:
        if whose == "missing":
            found[argument] = MISSING if not _is_word(route, argument) else "missing-zz"
            continue
        house = world.own if whose == "own" else world.rival
        holder = _holder(route, argument, world if whose == "own" else None, house)
        if holder is None:
            return None
        found[argument] = _spell(route, argument, holder)
    return found


def _is_word(route: Route, argument: str) -> bool:
    return f"<str:{argument}>" in route.pattern or f"<slug:{argument}>" in route.pattern


def _holder(route: Route, argument: str, world: World | None, house) -> object | None:
    name = ALIASES.get((route.name, argument)) or ALIASES.get((route.app, argument)) or argument
    if world is not None and name in world.values and name not in house.values:
        return world.values[name]
    return house.values.get(name) or (world.values.get(name) if world else None)


def _spell(route: Route, argument: str, holder: object) -> object:
    if isinstance(holder, (str, int)):
        return holder
    if _is_word(route, argument):
        for attribute in ("code", "slug", "number"):
            if hasattr(holder, attribute):
                return getattr(holder, attribute)
    return holder.pk


# Where an address calls a thing by another word than the world does: (route or app, argument) → thing.
ALIASES: dict[tuple[str, str], str] = {}


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
