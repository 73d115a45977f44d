"""What needs a person today. Every app plugs in what it knows; the home page ranks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from dataops.base.registry import Registry


class Urgency(IntEnum):
    """How much waiting costs, most first."""

    BLOCKS_OTHERS = 0
    LATE = 1
    DUE = 2
    WAITING = 3
    WORTH_KNOWING = 4

    @property
    def words(self) -> str:
        """What stands behind the place in the list, for who hears the page."""
        return SAID[self]


SAID = {
    Urgency.BLOCKS_OTHERS: "Others wait for you",
    Urgency.LATE: "Urgent",
    Urgency.DUE: "Soon",
    Urgency.WAITING: "Waits for you",
    Urgency.WORTH_KNOWING: "When you can",
}


@dataclass(frozen=True)
class Need:
    """One thing to do: what, why it matters, what hangs on it, and the one action."""

    urgency: Urgency
    title: str
    why: str
    url: str
    action: str
    meta: tuple[str, ...] = ()
    since: datetime | None = None
    tone: str = "warn"  # the status shape beside it: bad, warn, info, idle


Provider = Callable[..., Iterable[Need]]
providers: Registry[Provider] = Registry("what needs a person")


def needs_of(user, *, at: datetime) -> list[Need]:
    """Everything that needs `user`, most urgent first; within that what is bad, then what is oldest."""
    found = [need for provider in providers for need in provider(user, at=at)]
    return sorted(found, key=lambda need: (need.urgency, need.tone != "bad", need.since or at, need.title))
