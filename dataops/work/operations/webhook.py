from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from dataops.audit.models import Event
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.outbound import Answer, NotSent, checked, send
from dataops.base.secrets import cipher, new_secret
from dataops.jobs.outbox import enqueue
from dataops.work.models import Webhook, WebhookDelivery
from dataops.work.models.webhook import DeliveryState
from dataops.work.operations.notification import notify
from dataops.work.operations.place import Reader, new_events
from dataops.work.people import Person

PURPOSE = "webhook"
MOST_TRIES = 8
MOST_FAILURES = 20  # in a row, before an address is given up
FIRST_PAUSE = timedelta(minutes=1)  # doubled with every try: the last one comes after about two hours
QUIET = ("access.", "annotation.", "session.", "sign_in.", "slot.", "task.", "token.", "webhook.")
AT_A_TIME = 1000


class CannotRegister(Refused):
    pass


@transaction.atomic
def register_webhook(*, name: str, url: str, verbs: Sequence[str], actor: Person) -> tuple[Webhook, str]:
    """A new address and the secret it is told once, by which it knows our signature."""
    _check(url)
    if Webhook.objects.filter(name=name).exists():
        raise CannotRegister("A webhook has this name already.")
    secret = new_secret()
    hook = Webhook.objects.create(
        name=name, url=url, verbs=sorted(verbs), secret=_locked(secret), made_by=actor
    )
    record("webhook.registered", hook, actor=actor, url=url, verbs=sorted(verbs))
    return hook, secret


@transaction.atomic
def change_webhook(
    hook: Webhook, *, name: str, url: str, verbs: Sequence[str], actor: Person, version: int | None = None
) -> Webhook:
    """Another address or other events; upon the version that was read."""
    _check(url)
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    if version is not None and version != hook.version:
        raise CannotRegister("Somebody changed this webhook after you opened it. Read what stands now.")
    if Webhook.objects.filter(name=name).exclude(pk=hook.pk).exists():
        raise CannotRegister("A webhook has this name already.")
    now = (name, url, sorted(verbs))
    if now != (hook.name, hook.url, hook.verbs):
        hook.name, hook.url, hook.verbs = now
        hook.version += 1
        hook.save()
        record("webhook.changed", hook, actor=actor, url=url, verbs=sorted(verbs))
    return hook


@transaction.atomic
def switch_webhook(hook: Webhook, *, is_active: bool, actor: Person) -> None:
    """On or off by hand; switched on, it begins with a clean count. Twice changes nothing."""
    off = Webhook.objects.filter(pk=hook.pk, is_active=not is_active)
    if off.update(
        is_active=is_active, failures=0, disabled_reason="" if is_active else "Switched off by hand."
    ):
        record("webhook.enabled" if is_active else "webhook.disabled", hook, actor=actor)


@transaction.atomic
def deliver_again(delivery: WebhookDelivery, *, actor: Person, at: datetime) -> None:
    """Try once more, with a fresh count of tries."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.WAITING, attempts=0, next_at=at)
    record("webhook.delivered_again", delivery.webhook, actor=actor, event=delivery.event_id)
    enqueue("work.deliver_webhook", delivery_id=delivery.pk)


@transaction.atomic
def tell_webhooks(*, at: datetime) -> int:
    """Promise what happened since the last time to whoever wants it, and what failed and is due again."""
    hooks = list(Webhook.objects.filter(is_active=True))
    made = [
        WebhookDelivery(webhook=hook, event=event, next_at=at)
        for event in _news()
        for hook in hooks
        if hook.wants(event.verb)
    ]
    WebhookDelivery.objects.bulk_create(made, ignore_conflicts=True)
    due = WebhookDelivery.objects.filter(
        state=DeliveryState.WAITING, next_at__lte=at, webhook__is_active=True
    )
    keys = list(
        due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:AT_A_TIME]
    )
    WebhookDelivery.objects.filter(pk__in=keys).update(next_at=at + FIRST_PAUSE * 5)
    for key in keys:
        enqueue("work.deliver_webhook", delivery_id=key)
    return len(keys)


@transaction.atomic
def deliver(delivery_id: int, *, at: datetime) -> None:
    """Send one event to its address and keep what came of it; what failed comes again, later each time."""
    found = WebhookDelivery.objects.select_for_update(of=("self",)).select_related(
        "webhook", "event__target_type"
    )
    delivery = found.get(pk=delivery_id)
    hook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
    if delivery.state != DeliveryState.WAITING or not hook.is_active:
        return
    delivery.attempts += 1
    delivery.sent_at = at
    try:
        answer: Answer | None = _post(hook, delivery, at=at)
        outcome = "Delivered." if answer and answer.is_good else "It answered with something else than a yes."
    except NotSent as fault:
        answer, outcome = None, str(fault)
    delivery.status = answer.status if answer else None
    delivery.milliseconds = answer.milliseconds if answer else None
    delivery.outcome = outcome
    is_done = answer is not None and answer.is_good
    if is_done:
        delivery.state = DeliveryState.DONE
    elif delivery.attempts >= MOST_TRIES:
        delivery.state = DeliveryState.FAILED
    delivery.next_at = at + FIRST_PAUSE * 2 ** (delivery.attempts - 1)
    delivery.save()
    _count(hook, is_done, at=at)


def signature(secret: str, moment: str, body: bytes) -> str:
    """What the receiver computes too: HMAC-SHA256 over the moment, a full stop and the body."""
    return "v1=" + hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _post(hook: Webhook, delivery: WebhookDelivery, *, at: datetime) -> Answer:
    body, moment = json.dumps(_said(delivery.event)).encode(), str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "DataOps",
        "X-DataOps-Event": delivery.event.verb,
        "X-DataOps-Delivery": str(delivery.pk),
        "X-DataOps-Timestamp": moment,
        "X-DataOps-Signature": signature(_unlocked(hook.secret), moment, body),
        "Idempotency-Key": f"webhook-{delivery.pk}",
    }
    return send(hook.url, body, headers)


def _said(event: Event) -> dict[str, Any]:
    """What an address outside learns: what happened to which thing. Details and people stay here."""
    kind = event.target_type
    return {
        "id": event.pk,
        "verb": event.verb,
        "at": event.happened_at.isoformat(),
        "subject": event.subject,
        "target": {"kind": f"{kind.app_label}.{kind.model}", "id": event.target_id} if kind else None,
        "program": event.program_id,
        "vendor": event.vendor_id,
        "site": settings.SITE_URL,
    }


def _news() -> list[Event]:
    events = new_events(Reader.WEBHOOKS)
    for beginning in QUIET:
        events = events.exclude(verb__startswith=beginning)
    return list(events)


def _count(hook: Webhook, is_done: bool, *, at: datetime) -> None:
    hook.failures = 0 if is_done else hook.failures + 1
    if hook.failures >= MOST_FAILURES:
        hook.is_active = False
        hook.disabled_reason = f"Failed {MOST_FAILURES} times in a row."
        record("webhook.given_up", hook, actor=None, failures=hook.failures)
        _tell_administrators(hook, at)
    hook.save(update_fields=["failures", "is_active", "disabled_reason", "updated_at"])


def _tell_administrators(hook: Webhook, at: datetime) -> None:
    people = get_user_model().objects.filter(is_active=True, role="administrator")
    sentence = f"The webhook {hook.name} failed {MOST_FAILURES} times in a row and is switched off"
    administrators = list(people.select_related("organisation"))
    notify(
        administrators,
        verb="webhook.given_up",
        target=hook,
        sentence=sentence,
        actor=None,
        at=at,
        key=str(at),
    )


def _check(url: str) -> None:
    try:
        checked(url)
    except NotSent as fault:
        raise CannotRegister(str(fault)) from None


def _locked(secret: str) -> str:
    return cipher(PURPOSE).encrypt(secret.encode()).decode()


def _unlocked(secret: str) -> str:
    return cipher(PURPOSE).decrypt(secret.encode()).decode()
