"""News by mail: at once, or gathered into one message a day or a week. What was sent is marked, so a repeat sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import dumps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from dataops.audit.recording import record
from dataops.base.mail import absolute, send_mail
from dataops.jobs.outbox import enqueue, promised
from dataops.work import targets
from dataops.work.choices import Cadence, News
from dataops.work.clock import zone_named
from dataops.work.models import Notification, Preference
from dataops.work.people import Person

STOP = "work.stop"  # the salt of links by which a kind of mail is ended
FORGOTTEN_AFTER = timedelta(days=15)  # what no rhythm asked for by then is not mailed any more
MOST = 100  # sentences in one message; the rest is a click away


@dataclass(frozen=True)
class Group:
    """One kind of news in a message, with the link that ends it."""

    label: str
    lines: tuple[tuple[str, str], ...]
    stop_url: str


def preference_of(person: Person) -> Preference:
    """What was chosen, or what is usual; nothing is written."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


@transaction.atomic
def mail_news(person: Person, cadences: Sequence[Cadence], *, at: datetime) -> int:
    """One message with everything that waits under these rhythms, and how much it was; nothing waits, nothing is sent."""
    chosen = preference_of(person)
    wanted = [news for cadence in cadences for news in chosen.wanted(cadence)]
    return _mail(person, Notification.objects.filter(person=person, news__in=wanted, mailed_at=None), at=at)


def _mail(person: Person, waiting: QuerySet, *, at: datetime) -> int:
    """These, in one message: what was read meanwhile, or may not be seen any more, is left out."""
    rows = list(waiting.select_for_update(of=("self",)).select_related("target_type").order_by("pk"))
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=at)
    seen = targets.seen_among(person, rows)
    fresh = [row for row in rows if row.read_at is None and (row.target_type_id, row.target_id) in seen]
    if not fresh or not person.is_active:
        return 0
    record("news.mailed", person, actor=None, count=len(fresh))
    _send(person, fresh[-MOST:], seen, left_out=max(0, len(fresh) - MOST))
    return len(fresh)


@transaction.atomic
def mail_digest(person: Person, *, at: datetime) -> int:
    """What gathered until the hour that the person chose, where they are; sent once, however often it is asked for."""
    chosen = preference_of(person)
    here = at.astimezone(zone_named(chosen.time_zone))
    daily = here.replace(hour=chosen.hour, minute=0, second=0, microsecond=0)
    daily = daily if daily <= here else daily - timedelta(days=1)
    weekly = daily - timedelta(days=daily.weekday())
    due = Q(news__in=chosen.wanted(Cadence.DAILY), at__lt=daily) | Q(
        news__in=chosen.wanted(Cadence.WEEKLY), at__lt=weekly
    )
    return _mail(person, Notification.objects.filter(due, person=person, mailed_at=None), at=at)


@transaction.atomic
def promise_digests(*, at: datetime) -> int:
    """One task for each person for whom something waits; what is not due yet, the task leaves alone."""
    fresh = Notification.objects.filter(mailed_at=None, at__gte=at - FORGOTTEN_AFTER)
    people = sorted(
        set(fresh.values_list("person_id", flat=True)) - promised("work.mail_digest", "person_id")
    )
    for person in people:
        enqueue("work.mail_digest", person_id=person)
    return len(people)


def _send(person: Person, rows: Sequence[Notification], seen: dict, *, left_out: int) -> None:
    context = {
        "person": person,
        "groups": [
            _group(person, news, rows, seen) for news in News if any(row.news == news for row in rows)
        ],
        "left_out": left_out,
        "action_url": absolute(reverse("work:notification-list")),
        "settings_url": absolute(reverse("work:following")),
    }
    subject = rows[0].sentence if len(rows) == 1 else f"{len(rows)} things for you in DataOps"
    stop = {"List-Unsubscribe": f"<{context['groups'][0].stop_url}>"}
    key = f"news-{person.pk}-{rows[-1].pk}"
    send_mail(person.email, subject, "work/mail/news", context, key=key, headers=stop)


def _group(person: Person, news: News, rows: Sequence[Notification], seen: dict) -> Group:
    of_kind = [row for row in rows if row.news == news]
    lines = tuple(
        (row.sentence, absolute(targets.url_of(seen[row.target_type_id, row.target_id], person)))
        for row in of_kind
    )
    token = dumps([person.pk, news.value], salt=STOP)
    return Group(news.label, lines, absolute(reverse("work:news-stop", args=[token])))
