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


def find(user, text: str, *, per_noun: int = 5) -> list[Hit]:
    """What matches `text` among what `user` may see; nothing for a text that is too short to mean anything."""
    text = text.strip()[:LONGEST]
    if len(text) < SHORTEST or "\x00" in text:
        return []
    return [hit for provider in providers for hit in provider(user, text, limit=per_noun)]
