from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model

from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_sight
from dataops.jobs.outbox import enqueue
from dataops.work import mentions, targets
from dataops.work.choices import Why
from dataops.work.models import Comment
from dataops.work.models.comment import EDITED_WITHIN, LONGEST
from dataops.work.models.targeted import about
from dataops.work.operations.notification import notify
from dataops.work.operations.subscription import followers_of, take_part
from dataops.work.people import Person

ELSEWHERE = "You changed this comment elsewhere meanwhile. Read what stands now, then save again."


class CannotComment(Refused):
    pass


@transaction.atomic
def add_comment(target: Model, *, body: str, actor: Person, at: datetime, is_shared: bool = False) -> Comment:
    """Say something about a thing. A vendor's person always says it to us; ours say it to the vendor only if marked so."""
    kind = targets.kind_of(target)
    vendor_id = kind.vendor(target) if kind else None
    is_shared = is_shared or actor.vendor_id is not None
    if is_shared and (vendor_id is None or actor.vendor_id not in (None, vendor_id)):
        raise CannotComment("No vendor reads along here. Take the mark away.")
    body = _worded(body)
    comment = Comment.objects.create(
        **about(target),
        author=actor,
        body=body,
        mentions=mentions.resolve(body, target, author=actor, is_shared=is_shared),
        is_shared=is_shared,
        program_id=targets.anchor_of(target, "program"),
        vendor_id=vendor_id if is_shared else None,
        said_at=at,
    )
    record("comment.added", comment, actor=actor, **_where(target, is_shared))
    enqueue("work.tell_of_comment", comment_id=comment.pk)
    return comment


@transaction.atomic
def edit_comment(
    comment: Comment, *, body: str, actor: Person, at: datetime, version: int | None = None
) -> Comment:
    """Other words, by their author, within a quarter of an hour; who is mentioned anew is told."""
    comment = _own(comment, actor)
    if not comment.may_edit(actor, at=at):
        minutes = int(EDITED_WITHIN.total_seconds() // 60)
        raise CannotComment(
            f"A comment can be changed for {minutes} minutes. Say in another one what has changed."
        )
    check_sight(comment, version, comment.version, ELSEWHERE)
    body = _worded(body)
    if body != comment.body:
        target: Any = comment.target
        comment.mentions = mentions.resolve(body, target, author=actor, is_shared=comment.is_shared)
        comment.body, comment.edited_at = body, at
        comment.version += 1
        comment.save(update_fields=["body", "mentions", "edited_at", "version", "updated_at"])
        record("comment.edited", comment, actor=actor, **_where(target, comment.is_shared))
        enqueue("work.tell_of_comment", comment_id=comment.pk)
    return comment


@transaction.atomic
def delete_comment(comment: Comment, *, actor: Person, at: datetime) -> None:
    """Take one's own words back; that something stood there remains, and the trail keeps it. Twice changes nothing."""
    comment = _own(comment, actor)
    if comment.deleted_at is None:
        comment.body, comment.mentions, comment.deleted_at = "", {}, at
        comment.version += 1
        comment.save(update_fields=["body", "mentions", "deleted_at", "version", "updated_at"])
        record("comment.deleted", comment, actor=actor, **_where(comment.target, comment.is_shared))


@transaction.atomic
def tell_of_comment(comment: Comment, *, at: datetime) -> None:
    """Tell who was mentioned, and who follows the thing; whoever takes part follows it from now on."""
    if comment.deleted_at is not None:
        return
    target: Any = comment.target
    author = comment.author
    take_part(target, [author], Why.PARTICIPANT)
    people = get_user_model().objects.select_related("organisation")
    mentioned = [
        person for person in people.filter(pk__in=comment.mentions.values()) if _reads(person, comment)
    ]
    take_part(target, mentioned, Why.MENTIONED)
    name = targets.name_of(target)
    told: dict[str, Any] = {"target": target, "actor": author, "at": at, "key": f"comment {comment.pk}"}
    notify(
        mentioned, verb="comment.mentioned", sentence=f"{author.public_name} mentioned you: {name}", **told
    )
    others = [
        person for person in followers_of(target) if person not in mentioned and _reads(person, comment)
    ]
    notify(others, verb="comment.added", sentence=f"{author.public_name} commented: {name}", **told)


def _reads(person: Person, comment: Comment) -> bool:
    """A vendor's people read only what was said to their vendor."""
    return person.vendor_id is None or (comment.is_shared and person.vendor_id == comment.vendor_id)


def _own(comment: Comment, actor: Person) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.author_id != actor.pk:
        raise CannotComment("Only who wrote a comment can change it.")
    return comment


def _worded(body: str) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise CannotComment("Write something first.")
    if len(body) > LONGEST:
        raise CannotComment(f"Write {LONGEST:,} characters at most; these are {len(body):,}.")
    return body


def _where(target: Any, is_shared: bool) -> dict[str, object]:
    return {"about": str(getattr(target, "trail_name", target))[:200], "said_to_vendor": is_shared}
