"""Alerts: who is told, once, when a metric leaves its bound."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.work.operations.notification import notify
from programs.models import MetricDefinition, Watch
from programs.reports.watches import can_be_told, is_beyond, newest_of, sentence_of
from programs.rules.improvement import can_measure_by


class CannotWatch(Refused):
    pass


@transaction.atomic
def add_watch(
    metric: MetricDefinition,
    *,
    beyond: str,
    bound: Decimal,
    by: str,
    scope: str,
    is_shared: bool = False,
    actor: User,
    **about: object,
) -> Watch:
    """Ask to be told. The same twice is one. `about` is the program, organisation or portfolio of the scope."""
    if not (verdict := can_measure_by(metric)):
        raise CannotWatch(verdict.reason)
    if not (verdict := can_be_told(metric, scope)):
        raise CannotWatch(verdict.reason)
    if scope != "house" and about.get("organisation" if scope == "vendor" else scope) is None:
        raise CannotWatch(f"Choose the {scope} that the alert is about.")
    kept = {"organisation" if scope == "vendor" else scope} & {"program", "organisation", "portfolio"}
    chosen = {
        name: about.get(name) if name in kept else None for name in ("program", "organisation", "portfolio")
    }
    said = {"metric": metric, "scope": scope, "beyond": beyond, "bound": bound, "by": by, **chosen}
    User.objects.select_for_update().get(pk=actor.pk)
    if (known := Watch.objects.standing().filter(owner=actor, **said).order_by("pk").first()) is not None:
        return known
    watch = Watch.objects.create(owner=actor, is_shared=is_shared, **said)
    record("alert.added", watch, actor=actor, bound=str(bound), beyond=beyond, by=by)
    return watch


@transaction.atomic
def remove_watch(watch: Watch, *, actor: User, at: datetime) -> Watch:
    """Nobody is told any more. Twice changes nothing."""
    watch = Watch.objects.select_for_update().get(pk=watch.pk)
    if watch.removed_at is not None:
        return watch
    watch.removed_at, watch.fired_at = at, None
    watch.save(update_fields=["removed_at", "fired_at", "updated_at"])
    record("alert.removed", watch, actor=actor)
    return watch


@transaction.atomic
def look_at_watches(*, at: datetime) -> int:
    """Hold every alert against the newest week; tell once until it comes back. Say how many were told anew."""
    watches = list(
        Watch.objects.standing()
        .select_for_update(of=("self",))
        .select_related("metric", "program", "organisation", "portfolio", "owner")
        .order_by("pk")
    )
    newest, told = newest_of(watches), 0
    for watch in watches:
        found = newest.get(watch.pk)
        if found is None or found.value is None:
            continue
        if is_beyond(watch, found):
            told += _fire(watch, found.value, at=at)
        elif watch.is_firing:
            _recover(watch, found.value)
    return told


def _fire(watch: Watch, value: float, *, at: datetime) -> int:
    if watch.is_firing:
        return 0
    watch.fired_at, watch.fired_value = at, value
    watch.save(update_fields=["fired_at", "fired_value", "updated_at"])
    record("alert.given", watch, actor=None, value=value, bound=str(watch.bound))
    people = [watch.owner]
    if watch.is_shared:
        people += list(User.objects.active().with_role(Role.LEADERSHIP).exclude(pk=watch.owner_id))
    sentence = sentence_of(watch, value)
    notify(people, verb="alert.given", target=watch, sentence=sentence, actor=None, at=at, key=at.isoformat())
    return 1


def _recover(watch: Watch, value: float) -> None:
    watch.fired_at, watch.fired_value = None, None
    watch.save(update_fields=["fired_at", "fired_value", "updated_at"])
    record("alert.over", watch, actor=None, value=value)
