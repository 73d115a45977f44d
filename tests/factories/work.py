import datetime as dt

from dataops.audit.models import Event
from dataops.base.secrets import cipher
from dataops.work import targets
from dataops.work.models import ActionItem, Comment, Notification, Webhook, WebhookDelivery
from dataops.work.models.targeted import about
from dataops.work.operations.webhook import PURPOSE
from tests.conftest import NOON
from tests.factories import number


def comment(target, author, **fields) -> Comment:
    vendor = targets.kinds[targets.key_of(target)].vendor(target) if fields.get("is_shared") else None
    defaults = {
        "body": f"Said {number()}",
        "said_at": NOON,
        "vendor_id": vendor,
        "program_id": targets.anchor_of(target, "program"),
    }
    return Comment.objects.create(**about(target), author=author, **defaults | fields)


def notification(target, person, **fields) -> Notification:
    n = number()
    defaults = {
        "news": "comment",
        "verb": "comment.added",
        "key": str(n),
        "sentence": f"News {n}",
        "at": NOON,
    }
    return Notification.objects.create(**about(target), person=person, **defaults | fields)


def action(target, owner, **fields) -> ActionItem:
    defaults = {
        "title": f"Action {number()}",
        "due_on": NOON.date() + dt.timedelta(days=7),
        "source": "By hand",
        "program_id": targets.anchor_of(target, "program"),
    }
    return ActionItem.objects.create(**about(target), owner=owner, **defaults | fields)


def webhook(made_by, **fields) -> Webhook:
    secret = cipher(PURPOSE).encrypt(b"quiet").decode()
    defaults = {"name": f"Hook {number()}", "url": "https://hooks.example.com/in", "secret": secret}
    return Webhook.objects.create(made_by=made_by, **defaults | fields)


def sent(hook) -> WebhookDelivery:
    """The newest event, on its way to this address."""
    return WebhookDelivery.objects.create(webhook=hook, event=Event.objects.newest_first()[0], next_at=NOON)
