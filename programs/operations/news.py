"""Who follows a program or a thing in it is told what happened there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from dataops.accounts.models import User
from dataops.audit.models import Event
from dataops.work.operations.notification import notify
from dataops.work.operations.place import Reader, new_events
from dataops.work.operations.subscription import followers_of, subscribers_of
from dataops.work.targets import kind_of
from programs.models import Program
from programs.reports import feed

TOLD_ELSEWHERE = ("comment.", "action.")


@transaction.atomic
def tell_followers(*, at: datetime) -> int:
    """Everything new that matters to people, to each follower once; says how many events that were."""
    events = feed.loud(new_events(Reader.FOLLOWERS), with_money=False).select_related("actor__organisation")
    told = [event for event in events if not event.verb.startswith(TOLD_ELSEWHERE)]
    feed.name_people(told)
    for event in told:
        _tell(event, at=at)
    return len(told)


def _tell(event: Event, *, at: datetime) -> None:
    target = event.target
    if target is None or kind_of(target) is None:
        return
    notify(
        _followers(event, target),
        verb=event.verb,
        target=target,
        sentence=feed.sentence_of([event]),
        actor=event.actor,
        at=at,
        key=f"event {event.pk}",
    )


def _followers(event: Event, target: Model) -> list[User]:
    """Of the thing itself also who is responsible; of its program who chose to follow all of it."""
    program = Program.objects.filter(pk=event.program_id).first() if event.program_id else None
    return [*followers_of(target), *(subscribers_of(program) if program else [])]
