"""One search over what a person may see. Every app plugs in its nouns, each through `visible_to`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dataops.base.registry import Registry

SHORTEST = 2
LONGEST = 100


@dataclass(frozen=True)
class Hit:
    """One thing found: its noun, its name, a second line, and its address."""

    noun: str
    title: str
    detail: str
    url: str


Provider = Callable[..., Iterable[Hit]]
providers: Registry[Provider] = Registry("what can be found")


def excerpt(body: str, text: str, *, around: int = 40) -> str:
    """The piece of a long text in which the words stand."""
    flat = " ".join(body.split())
    at = max(flat.lower().find(text.lower()), 0)
    start, end = max(at - around, 0), at + len(text) + around
    return f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"


def find(user, text: str, *, per_noun: int = 5) -> list[Hit]:
    """What matches `text` among what `user` may see; nothing for a text that is too short to mean anything."""
    text = text.strip()[:LONGEST]
    if len(text) < SHORTEST or "\x00" in text:
        return []
    return [hit for provider in providers for hit in provider(user, text, limit=per_noun)]
