from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from dataops.audit.recording import record
from dataops.base.secrets import digest, matches, new_secret
from dataops.work.models import CalendarKey
from dataops.work.people import Person

NOTED_EVERY = timedelta(hours=1)  # calendars ask often; asking must not mean a write each time


@transaction.atomic
def issue_calendar(*, actor: Person, at: datetime) -> str:
    """The secret part of a calendar's address, shown this once; the one before it opens nothing any more."""
    _end(actor, at)
    secret, public_id = new_secret(), secrets.token_hex(6)
    key = CalendarKey.objects.create(
        person=actor, public_id=public_id, digest=digest(secret, purpose=_purpose(public_id, actor.pk))
    )
    record("calendar.issued", key, actor=actor)
    return f"{public_id}-{secret}"


@transaction.atomic
def revoke_calendar(*, actor: Person, at: datetime) -> None:
    """The address opens nothing from now on. Twice changes nothing."""
    if _end(actor, at):
        record("calendar.revoked", None, actor=actor)


def recognise_calendar(text: str, *, at: datetime) -> Person | None:
    """Whose calendar the address opens, or None. Runs before any role is taken on."""
    public_id, _, secret = text.partition("-")
    good = CalendarKey.objects.standing().filter(public_id=public_id, person__is_active=True)
    key = good.select_related("person__organisation").first()
    if key is None or not matches(secret, key.digest, purpose=_purpose(public_id, key.person_id)):
        return None
    if key.last_used_at is None or at - key.last_used_at > NOTED_EVERY:
        CalendarKey.objects.filter(pk=key.pk).update(last_used_at=at)
    return key.person


def _end(actor: Person, at: datetime) -> int:
    return CalendarKey.objects.standing().filter(person=actor).update(revoked_at=at)


def _purpose(public_id: str, person_id: int) -> str:
    """A digest is good for one address of one person."""
    return f"calendar:{public_id}:{person_id}"
