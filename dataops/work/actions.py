"""What people have to do by a day, from every source. Apps plug in theirs; what is closed there is closed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dataops.base.registry import Registry
from dataops.work import targets
from dataops.work.models import ActionItem
from dataops.work.people import Person

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Action:
    """One thing to do: who, by when, about what, and the page where it is done.

    `item` is the key of an action item of our own; what comes from elsewhere is finished there.
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

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_on < on


# Asked with a person of our staff, `owner=` and `program_id=`, each of which may be None: what is open there, has an
# owner and a day, and may be seen by this person.
Source = Callable[..., Iterable[Action]]
sources: Registry[Source] = Registry("what people have to do by a day")


def open_actions(user: Person, *, owner: Person | None = None, program_id: int | None = None) -> list[Action]:
    """From every source, what is due first on top."""
    found = [action for source in sources for action in source(user, owner=owner, program_id=program_id)]
    return sorted(found, key=lambda action: (action.due_on, action.title, action.key))


def items_of(
    user: Person, *, owner: Person | None, program_id: int | None, state: str = "open"
) -> list[Action]:
    """Our own action items in one state, as actions."""
    items = ActionItem.objects.visible_to(user).filter(state=state).select_related("owner", "target_type")
    if owner is not None:
        items = items.filter(owner=owner)
    if program_id is not None:
        items = items.filter(program_id=program_id)
    rows = list(items.order_by("due_on", "pk"))
    seen = targets.seen_among(user, rows)
    return [_action(item, seen.get((item.target_type_id, item.target_id)), user) for item in rows]


def _action(item: ActionItem, target: object, user: Person) -> Action:
    return Action(
        key=f"item-{item.pk}",
        title=item.title,
        source=item.source,
        due_on=item.due_on,
        owner_id=item.owner_id,
        owner=item.owner.name,
        url=targets.url_of(item, user),
        about=targets.name_of(target) if target is not None else "",  # type: ignore[arg-type]
        program_id=item.program_id,
        state=item.state,
        item=item.pk,
        note=item.note,
    )
