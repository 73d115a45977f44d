"""What goes to addresses outside: promised once an event, claimed, sent while no row is locked, then written down."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from dataops.audit.models import Event
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.outbound import DEADLINE, Answer, NotSent, send
from dataops.jobs.outbox import enqueue
from dataops.work.models import Webhook, WebhookDelivery
from dataops.work.models.webhook import DeliveryState
from dataops.work.operations.notification import notify
from dataops.work.operations.place import Reader, new_events
from dataops.work.operations.webhook import unlocked
from dataops.work.people import Person

MOST_TRIES = 8
MOST_FAILURES = 20  # in a row, before an address is given up
FIRST_PAUSE = timedelta(minutes=1)  # doubled with every try: the last one comes after about two hours
LEASE = timedelta(seconds=6 * DEADLINE)  # whoever claimed it and did not come back by then was killed
QUIET = ("access.", "annotation.", "session.", "sign_in.", "slot.", "task.", "token.", "webhook.")
AT_A_TIME = 1000


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


class CannotDeliver(Refused):
    pass


@transaction.atomic
def deliver_again(delivery: WebhookDelivery, *, actor: Person, at: datetime) -> None:
    """Try once more, with a fresh count of tries. What is on its way is left to who sends it."""
    delivery = WebhookDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if delivery.leased_until and delivery.leased_until > at:
        raise CannotDeliver("It is on its way now: wait a minute for what comes of it.")
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.WAITING, attempts=0, next_at=at, leased_until=None
    )
    record("webhook.delivered_again", delivery.webhook, actor=actor, event=delivery.event_id)
    enqueue("work.deliver_webhook", delivery_id=delivery.pk)


def deliver(delivery_id: int, *, at: datetime) -> None:
    """Send one event to its address and keep what came of it; what failed comes again, later each time.

    No transaction is open while it is on its way. Who is killed then leaves a claim that ends by
    itself, and the same event goes out again under the same number, by which its receiver knows it.
    """
    claimed = claim(delivery_id, at=at)
    if claimed is None:
        return
    try:
        answer: Answer | None = send(*_letter(claimed, at=at))
        outcome = "Delivered." if answer and answer.is_good else "It answered with something else than a yes."
    except NotSent as fault:
        answer, outcome = None, str(fault)
    note_answer(claimed, answer, outcome, at=at)


@transaction.atomic
def claim(delivery_id: int, *, at: datetime) -> WebhookDelivery | None:
    """Take it for as long as sending can last; None when nothing waits, or somebody else is at it."""
    rows = WebhookDelivery.objects.select_for_update(of=("self",), skip_locked=True)
    found = rows.select_related("webhook", "event__target_type").filter(pk=delivery_id)
    delivery = found.filter(state=DeliveryState.WAITING, webhook__is_active=True).first()
    if delivery is None or (delivery.leased_until and delivery.leased_until > at):
        return None
    if delivery.attempts >= MOST_TRIES:
        _give_up(delivery, at=at)
        return None
    delivery.attempts += 1
    delivery.sent_at, delivery.leased_until = at, at + LEASE
    delivery.next_at = at + max(LEASE, _pause(delivery))
    delivery.save(update_fields=["attempts", "sent_at", "leased_until", "next_at", "updated_at"])
    return delivery


@transaction.atomic
def note_answer(claimed: WebhookDelivery, answer: Answer | None, outcome: str, *, at: datetime) -> None:
    """What came of it. A no that comes after somebody else took it over says nothing; a yes stands."""
    delivery = WebhookDelivery.objects.select_for_update().get(pk=claimed.pk)
    is_done = answer is not None and answer.is_good
    is_ours = delivery.leased_until == claimed.leased_until
    if delivery.state == DeliveryState.DONE or not (is_done or is_ours):
        return
    delivery.status = answer.status if answer else None
    delivery.milliseconds = answer.milliseconds if answer else None
    delivery.outcome, delivery.leased_until = outcome, None
    if is_done:
        delivery.state = DeliveryState.DONE
    elif delivery.attempts >= MOST_TRIES:
        delivery.state = DeliveryState.FAILED
    delivery.next_at = at + _pause(delivery)
    delivery.save()
    _count(Webhook.objects.select_for_update().get(pk=delivery.webhook_id), is_done, at=at)


def _give_up(delivery: WebhookDelivery, *, at: datetime) -> None:
    """Whoever tried the last time was killed on the way, and nobody wrote down that it was the last."""
    delivery.state, delivery.leased_until = DeliveryState.FAILED, None
    delivery.outcome = "Nobody came back from sending it."
    delivery.save(update_fields=["state", "leased_until", "outcome", "updated_at"])
    _count(Webhook.objects.select_for_update().get(pk=delivery.webhook_id), is_done=False, at=at)


def signature(secret: str, moment: str, body: bytes) -> str:
    """What the receiver computes too: HMAC-SHA256 over the moment, a full stop and the body."""
    return "v1=" + hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _pause(delivery: WebhookDelivery) -> timedelta:
    return FIRST_PAUSE * 2 ** (delivery.attempts - 1)


def _letter(delivery: WebhookDelivery, *, at: datetime) -> tuple[str, bytes, dict[str, str]]:
    """Where to, what, and under which heads."""
    hook = delivery.webhook
    body, moment = json.dumps(_said(delivery.event)).encode(), str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "DataOps",
        "X-DataOps-Event": delivery.event.verb,
        "X-DataOps-Delivery": str(delivery.pk),
        "X-DataOps-Timestamp": moment,
        "X-DataOps-Signature": signature(unlocked(hook.secret), moment, body),
        "Idempotency-Key": f"webhook-{delivery.pk}",
    }
    return hook.url, body, headers


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
