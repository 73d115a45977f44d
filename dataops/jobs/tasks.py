"""The one kind of Celery task: it knows whose rows it may touch and is done once.

A short task runs in one transaction with its outbox row, so that effect and "done" are
one fact. A resumable task makes its own transactions and must be harmless to run again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from dataops.base.database import Scope, acting, standing
from dataops.jobs import idempotency, outbox
from dataops.jobs.models import Outbox, PeriodicRun


class NoTenant(TypeError):
    """A task message that does not say whose rows it is about."""


def task(name: str, *, resumable: bool = False) -> Callable[[Callable[..., object]], Callable[..., None]]:
    """Register `name` (`app.verb_noun`). The body takes keyword ids and makes one call."""

    def wrap(body: Callable[..., object]) -> Callable[..., None]:
        run = _resumable if resumable else _once

        @shared_task(name=name, acks_late=True, reject_on_worker_lost=True)
        def shell(*, outbox_id: int | None = None, **kwargs: Any) -> None:
            if "vendor_id" not in kwargs:
                raise NoTenant(f"{name}: the message names no tenant")
            vendor_id = kwargs.pop("vendor_id")
            run(body, Scope(vendor_id=vendor_id), outbox_id, kwargs)

        return shell

    return wrap


def periodic(name: str, *, key: Callable[..., str]) -> Callable[[Callable[..., object]], Callable[..., None]]:
    """A task of the clock: two schedulers, or one that runs twice, still make one run per period."""

    def wrap(body: Callable[..., object]) -> Callable[..., None]:
        @shared_task(name=name, acks_late=True)
        def shell() -> None:
            now = timezone.now()
            with acting(Scope()):
                _, is_ours = PeriodicRun.objects.get_or_create(job=name, period_key=key(now))
                if is_ours:
                    body(at=now)
                    PeriodicRun.objects.filter(job=name, period_key=key(now)).update(
                        finished_at=timezone.now()
                    )

        return shell

    return wrap


def _once(
    body: Callable[..., object], scope: Scope, outbox_id: int | None, kwargs: dict[str, object]
) -> None:
    with transaction.atomic():
        if outbox_id is not None and not _claim(outbox_id):
            return
        with acting(scope):
            body(**kwargs)


def _resumable(
    body: Callable[..., object], scope: Scope, outbox_id: int | None, kwargs: dict[str, object]
) -> None:
    if outbox_id is None:
        with standing(scope):
            body(**kwargs)
        return
    with outbox.keeping(outbox_id) as is_ours:
        if not is_ours or _is_done(outbox_id):
            return
        with standing(scope):
            body(**kwargs)
        with acting(Scope()):
            _claim(outbox_id)


def _is_done(outbox_id: int) -> bool:
    with standing(Scope()):
        return not Outbox.objects.filter(pk=outbox_id, done_at=None).exists()


def _claim(outbox_id: int) -> bool:
    """Mark the promise as kept; False when it was, or when another worker is at it."""
    with acting(Scope()):
        row = Outbox.objects.select_for_update(skip_locked=True).filter(pk=outbox_id, done_at=None).first()
        if row is None:
            return False
        row.done_at = timezone.now()
        row.save(update_fields=["done_at"])
        return True


@periodic("jobs.forget_old", key=lambda now: now.date().isoformat())
def forget_old(*, at: datetime) -> None:
    """Every night, drop what only made repeats harmless."""
    idempotency.forget_old(at=at)
    outbox.forget_done(at=at)
