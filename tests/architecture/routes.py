"""Every address of the product, read from the URL resolver."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# allauth's own pages: guarded and tested by allauth, the doors to them by test_sign_in.py.
LIBRARY = re.compile(r"^accounts/(?!people|colleagues|invite|invitations|join|sample|profile|tokens)")


@dataclass(frozen=True)
class Route:
    """One pattern: its name with namespaces, its text, its arguments, and what answers it."""

    name: str
    pattern: str
    arguments: tuple[str, ...]
    view: object

    @property
    def app(self) -> str:
        if self.pattern.startswith("api/"):
            return self.module.split(".api")[0].split(".")[-1]
        return self.name.partition(":")[0]

    @property
    def module(self) -> str:
        return getattr(self.view_class, "__module__", "")

    @property
    def view_class(self) -> type:
        return getattr(self.view, "view_class", None) or getattr(self.view, "cls", None) or type(self.view)

    def url(self, values: dict[str, object]) -> str:
        """The address about `values`; a regular expression of the API loses its own signs first."""
        text = re.sub(r"\(\?P(<\w+>)(?:[^()\[]|\[[^\]]*\]|\([^()]*\))*\)", r"\1", self.pattern)
        text = (
            text.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\.", ".").replace("/?", "/")
        )
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), text)


def our_routes() -> list[Route]:
    """All but the library's own."""
    return [route for route in walk(get_resolver().url_patterns) if not LIBRARY.match(route.pattern)]


def walk(patterns: list, prefix: str = "", namespace: str = "") -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, prefix + str(pattern.pattern), inner)
        elif isinstance(pattern, URLPattern):
            text = prefix + str(pattern.pattern)
            arguments = re.findall(r"<(?:\w+:)?(\w+)>", text)
            yield Route(f"{namespace}{pattern.name}", text, tuple(arguments), pattern.callback)
