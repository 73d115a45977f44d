"""What people have to do by a day, from every source. Apps plug in theirs; what is closed there is closed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dataops.base.registry import Registry

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Action:
    """One thing to do: who, by when, about which program, and the page where it is done.

    `item` is the key of an action item of our own, which is finished right here; others are
    finished at their source. `anchor` names the programs or vendors it belongs to in filters.
    """

    key: str
    title: str
    source: str
    due_on: date
    owner_id: int
    owner: str
    url: str
    about: str = ""
    program_id: int | None = None
    state: str = "open"
    item: int | None = None
    verb: str = "Open"
    note: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    def days_left(self, on: date) -> int:
        return (self.due_on - on).days


# Asked with a person of our staff: everything open with an owner and a day that this person may see.
Source = Callable[..., Iterable[Action]]
sources: Registry[Source] = Registry("what people have to do by a day")
