from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.outbound import NotSent, checked
from dataops.base.secrets import cipher, new_secret
from dataops.base.versions import check_version
from dataops.work.models import Webhook
from dataops.work.people import Person

PURPOSE = "webhook"


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
    check_version(hook, version)
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


def _check(url: str) -> None:
    try:
        checked(url)
    except NotSent as fault:
        raise CannotRegister(str(fault)) from None


def _locked(secret: str) -> str:
    return cipher(PURPOSE).encrypt(secret.encode()).decode()


def unlocked(secret: str) -> str:
    """The secret as its receiver knows it, to sign with."""
    return cipher(PURPOSE).decrypt(secret.encode()).decode()
