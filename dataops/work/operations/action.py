from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from dataops.work import targets
from dataops.work.choices import ActionState
from dataops.work.models import ActionItem
from dataops.work.models.targeted import about
from dataops.work.operations.notification import notify
from dataops.work.people import Person


class CannotAct(Refused):
    pass


@transaction.atomic
def add_action(
    target: Model,
    *,
    title: str,
    owner: Person,
    due_on: date,
    source: str,
    actor: Person | None,
    at: datetime,
) -> ActionItem:
    """Give somebody something to do about a thing. The same to the same person, while it is open, is the same."""
    _check_owner(owner, target)
    one_at_a_time(f"work.action {targets.handle(target)}")
    said = {"title": title, "owner": owner, "source": source, **about(target)}
    if (known := ActionItem.objects.open().filter(**said).order_by("pk").first()) is not None:
        return known
    item = ActionItem.objects.create(
        **said,
        due_on=due_on,
        given_by=actor,
        program_id=targets.anchor_of(target, "program"),
        vendor_id=targets.anchor_of(target, "vendor"),
    )
    record("action.added", item, actor=actor, owner=owner.pk, due=due_on.isoformat(), source=source)
    notify([owner], verb="action.given", target=item, sentence=_given(item), actor=actor, at=at)
    return item


@transaction.atomic
def change_action(
    item: ActionItem,
    *,
    title: str,
    owner: Person,
    due_on: date,
    actor: Person,
    at: datetime,
    version: int | None = None,
) -> ActionItem:
    """Other words, another day, another person; upon the version that was read."""
    item = _open(item, version)
    changed = [
        name
        for name, value in (("title", title), ("owner", owner), ("due_on", due_on))
        if getattr(item, name) != value
    ]
    if not changed:
        return item
    is_handed_on = "owner" in changed
    if is_handed_on:
        _check_owner(owner, item.target)
    item.title, item.owner, item.due_on = title, owner, due_on
    item.version += 1
    item.save()
    record("action.changed", item, actor=actor, changed=changed, owner=owner.pk, due=due_on.isoformat())
    if is_handed_on:
        key = f"v{item.version}"
        notify([owner], verb="action.given", target=item, sentence=_given(item), actor=actor, at=at, key=key)
    return item


@transaction.atomic
def finish_action(item: ActionItem, *, note: str, actor: Person, at: datetime) -> ActionItem:
    """It is done. Finishing twice changes nothing."""
    return _close(item, ActionState.DONE, "action.finished", note, actor=actor, at=at)


@transaction.atomic
def waive_action(item: ActionItem, *, reason: str, actor: Person, at: datetime) -> ActionItem:
    """It need not be done, and why."""
    if not reason.strip():
        raise CannotAct("Say why it need not be done.")
    return _close(item, ActionState.WAIVED, "action.waived", reason, actor=actor, at=at)


@transaction.atomic
def reopen_action(item: ActionItem, *, actor: Person) -> ActionItem:
    """Take back that it was closed."""
    item = ActionItem.objects.select_for_update().get(pk=item.pk)
    if not item.is_open:
        item.state, item.note, item.closed_at, item.closed_by = ActionState.OPEN, "", None, None
        item.version += 1
        item.save()
        record("action.reopened", item, actor=actor)
    return item


def _close(
    item: ActionItem, state: ActionState, verb: str, note: str, *, actor: Person, at: datetime
) -> ActionItem:
    item = ActionItem.objects.select_for_update().get(pk=item.pk)
    if item.state == state:
        return item
    if not item.is_open:
        raise CannotAct(f"It is {item.get_state_display().lower()} already.")
    item.state, item.note, item.closed_at, item.closed_by = state, note.strip(), at, actor
    item.version += 1
    item.save()
    record(verb, item, actor=actor)
    if item.given_by is not None:
        word = "did" if state == ActionState.DONE else "waived"
        sentence = f"{actor.public_name} {word} “{item.title}”"
        key = f"v{item.version}"
        notify([item.given_by], verb=verb, target=item, sentence=sentence, actor=actor, at=at, key=key)
    return item


def _open(item: ActionItem, version: int | None) -> ActionItem:
    item = (
        ActionItem.objects.select_for_update(of=("self",))
        .select_related("owner__organisation")
        .get(pk=item.pk)
    )
    check_version(item, version)
    if not item.is_open:
        raise CannotAct(f"It is {item.get_state_display().lower()}. Open it again first.")
    return item


def _check_owner(owner: Person, target: Any) -> None:
    if owner.vendor_id is not None:
        raise CannotAct("Action items are for our own people. Ask the vendor in a comment.")
    if target is None:
        raise CannotAct("What this was about is gone: finish it or waive it; nobody else can take it over.")
    if not owner.is_active or not targets.may_see(owner, target):
        raise CannotAct("Choose somebody who may open the page this is about.")


def _given(item: ActionItem) -> str:
    return f"For you, by {item.due_on:%-d %B %Y}: {item.title}"
