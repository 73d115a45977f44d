from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model

from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.work import targets
from dataops.work.choices import Cadence, News, Why
from dataops.work.models import Preference, Subscription
from dataops.work.models.targeted import about
from dataops.work.people import Person


class CannotFollow(Refused):
    pass


@transaction.atomic
def follow(target: Model, *, actor: Person) -> None:
    """Be told of what happens to it. Twice changes nothing."""
    kept, is_new = Subscription.objects.get_or_create(
        person=actor, **about(target), defaults={"why": Why.BY_HAND}
    )
    if is_new or kept.is_muted:
        kept.is_muted, kept.why = False, Why.BY_HAND
        kept.save(update_fields=["is_muted", "why", "updated_at"])
        record("subscription.begun", target, actor=actor)


@transaction.atomic
def unfollow(target: Model, *, actor: Person) -> None:
    """Be told no more, also where one is responsible; nothing but oneself begins it again. Twice changes nothing."""
    kept, is_new = Subscription.objects.get_or_create(
        person=actor, **about(target), defaults={"why": Why.BY_HAND, "is_muted": True}
    )
    if is_new or not kept.is_muted:
        kept.is_muted = True
        kept.save(update_fields=["is_muted", "updated_at"])
        record("subscription.ended", target, actor=actor)


def take_part(target: Model, people: Iterable[Person], why: Why) -> None:
    """Who takes part follows from then on, unless they once ended it. It comes of an event that others record."""
    Subscription.objects.bulk_create(
        [Subscription(person=person, why=why, **about(target)) for person in people], ignore_conflicts=True
    )


def followers_of(target: Model) -> list[Person]:
    """Who is responsible and who follows it, without those who ended it."""
    kind = targets.kind_of(target)
    rows = list(Subscription.objects.filter(**about(target)).values_list("person_id", "is_muted"))
    muted = {person for person, is_muted in rows if is_muted}
    keys = {person for person, _ in rows} | set(kind.owners(target) if kind else ())
    people = get_user_model().objects.select_related("organisation")
    return list(people.filter(pk__in=keys - muted, is_active=True).order_by("pk"))


def subscribers_of(target: Model) -> list[Person]:
    """Who follows it by a row of their own: not all who are responsible, to whom everything in it would be noise."""
    rows = Subscription.objects.standing().filter(**about(target), person__is_active=True)
    return [row.person for row in rows.select_related("person__organisation").order_by("pk")]


@transaction.atomic
def choose_mail(*, time_zone: str, hour: int, cadences: dict[str, str], actor: Person) -> Preference:
    """When and how often mail comes, and in which time zone days are counted."""
    kept, _ = Preference.objects.get_or_create(person=actor)
    chosen = kept.cadences | cadences
    if (kept.time_zone, kept.hour, kept.cadences) != (time_zone, hour, chosen):
        kept.time_zone, kept.hour, kept.cadences = time_zone, hour, chosen
        kept.save(update_fields=["time_zone", "hour", "cadences", "updated_at"])
        record("preference.chosen", None, actor=actor, time_zone=time_zone, hour=hour, cadences=chosen)
    return kept


@transaction.atomic
def stop_mail(news: News, *, actor: Person) -> None:
    """No more mail of this kind; it still stands in the list. Twice changes nothing."""
    kept, _ = Preference.objects.get_or_create(person=actor)
    if kept.cadence(news) != Cadence.NONE:
        kept.cadences = kept.cadences | {news.value: Cadence.NONE.value}
        kept.save(update_fields=["cadences", "updated_at"])
        record("preference.mail_stopped", None, actor=actor, news=news.value)
