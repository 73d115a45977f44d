"""Every address, also the library's, with something in the place of its arguments."""

from __future__ import annotations

from django.urls import get_resolver

from tests.architecture.routes import Route, walk

WORD, NUMBER = "zz-missing", 2_000_000_011


def all_routes() -> list[Route]:
    return list(walk(get_resolver().url_patterns))


def somewhere(route: Route, word: str = WORD) -> str:
    """The route's address about nothing that exists."""
    numbers = {
        name
        for name in route.arguments
        if f"<int:{name}>" in route.pattern or f"(?P<{name}>[^/.]+)" in route.pattern
    }
    return route.url({name: NUMBER if name in numbers else word for name in route.arguments})


ROUTES = all_routes()
OURS = [route for route in ROUTES if not route.module.startswith("allauth.")]
