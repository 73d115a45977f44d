from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from dataops.audit.recording import record
from dataops.jobs.outbox import enqueue
from dataops.work import targets
from dataops.work.choices import USUAL_CADENCE, Cadence, News
from dataops.work.models import Notification, Preference
from dataops.work.models.targeted import about
from dataops.work.people import Person

LONGEST = 400


@transaction.atomic
def notify(
    people: Iterable[Person],
    *,
    verb: str,
    target: Model,
    sentence: str,
    actor: Person | None,
    at: datetime,
    key: str = "",
) -> None:
    """Tell each of these people once, but not who did it, nor who may not see what it is about.

    The same verb about the same target under the same key is the same event. It writes for others,
    so it is called where our staff or the clock acts; what a vendor's person does is told by a task.
    """
    asked = {person.pk: person for person in people if actor is None or person.pk != actor.pk}
    told = Notification.objects.filter(person__in=asked, verb=verb, key=key, **about(target))
    for known in set(told.values_list("person_id", flat=True)):
        asked.pop(known)
    readers = [person for person in asked.values() if person.is_active and targets.may_see(person, target)]
    news = news_of(verb)
    Notification.objects.bulk_create(
        [
            Notification(
                person=person,
                news=news,
                verb=verb,
                key=key,
                sentence=sentence[:LONGEST],
                actor=actor,
                at=at,
                **about(target),
            )
            for person in readers
        ],
        ignore_conflicts=True,
    )
    for person in _hurried(readers, news):
        enqueue("work.mail_news", person_id=person)


def news_of(verb: str) -> News:
    """Which of a person's settings a verb falls under."""
    if verb == "comment.mentioned":
        return News.MENTION
    noun = verb.partition(".")[0]
    return {"comment": News.COMMENT, "action": News.ACTION}.get(noun, News.CHANGE)


def _hurried(readers: Iterable[Person], news: News) -> list[int]:
    """Who wants this kind of news by mail at once."""
    chosen = dict(
        Preference.objects.filter(person__in=[person.pk for person in readers]).values_list(
            "person_id", "cadences"
        )
    )
    usual = USUAL_CADENCE[news]
    return [
        person.pk for person in readers if chosen.get(person.pk, {}).get(news.value, usual) == Cadence.AT_ONCE
    ]


@transaction.atomic
def mark_read(notification: Notification, *, actor: Person, at: datetime) -> None:
    """Read now. Twice changes nothing."""
    if Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=at):
        record("notification.read", notification, actor=actor)


@transaction.atomic
def mark_unread(notification: Notification, *, actor: Person) -> None:
    """Take back that it was read."""
    if Notification.objects.filter(pk=notification.pk, read_at__isnull=False).update(read_at=None):
        record("notification.unread", notification, actor=actor)


@transaction.atomic
def mark_all_read(*, actor: Person, at: datetime, upto: int) -> int:
    """All that stood on the page the person saw, and none that came since; says how many."""
    marked = Notification.objects.visible_to(actor).unread().filter(pk__lte=upto).update(read_at=at)
    if marked:
        record("notifications.read", None, actor=actor, count=marked)
    return marked


@transaction.atomic
def mark_as_before(read_at: datetime, *, actor: Person) -> int:
    """Take back what was marked at that moment."""
    marked = Notification.objects.visible_to(actor).filter(read_at=read_at).update(read_at=None)
    if marked:
        record("notifications.unread", None, actor=actor, count=marked)
    return marked
