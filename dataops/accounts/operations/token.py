from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.cache import caches
from django.db import transaction

from dataops.accounts.choices import TokenScope
from dataops.accounts.models import ApiToken, Organisation, User
from dataops.audit.recording import record
from dataops.base.secrets import digest, matches, new_secret
from dataops.base.statements import Statement

LONGEST = timedelta(days=365)
NOTED_EVERY = timedelta(hours=1)  # reading by token must not mean a write each time
REFUSED_EVERY = 60  # seconds between two events of one token, and of all that nobody knows

_USABLE = Statement(
    """
select {token}, {person}, {house} from accounts_apitoken token
join accounts_user person on person.id = token.user_id
join accounts_organisation house on house.id = person.organisation_id
where token.public_id = %(public_id)s and token.expires_at > %(at)s and token.revoked_at is null
  and person.is_active
""",
    token=ApiToken,
    person=User,
    house=Organisation,
)


@transaction.atomic
def issue(name: str, scope: TokenScope, *, actor: User, at: datetime, days: int = 90) -> tuple[ApiToken, str]:
    """A new key and its text `dops_<id>_<secret>`, which is shown this once and never stored."""
    secret, public_id = new_secret(), secrets.token_hex(6)
    token = ApiToken.objects.create(
        user=actor,
        name=name,
        public_id=public_id,
        digest=digest(secret, purpose=_purpose(public_id, actor.pk)),
        scope=scope,
        expires_at=at + min(timedelta(days=days), LONGEST),
    )
    record("token.issued", token, actor=actor, scope=scope)
    return token, f"dops_{public_id}_{secret}"


@transaction.atomic
def revoke(token: ApiToken, *, actor: User, at: datetime) -> None:
    """End the key now. Twice changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record("token.revoked", token, actor=actor)


def _purpose(public_id: str, user_id: int) -> str:
    """A digest is good for one token of one person: copied to another's row it opens nothing."""
    return f"api-token:{public_id}:{user_id}"


@transaction.atomic
def note_refused(text: str, *, at: datetime) -> None:
    """Leave an event of a token that opened nothing: one a minute, however often it is tried."""
    known = ApiToken.objects.filter(public_id=_parts(text)[0]).first()
    key = f"token.refused:{known.pk if known else 'unknown'}"
    if caches["forgiving"].add(key, True, REFUSED_EVERY):
        record("token.refused", known, actor=None, reason=_why_refused(known, at=at))


def _why_refused(token: ApiToken | None, *, at: datetime) -> str:
    if token is None:
        return "unknown"
    if token.revoked_at is not None:
        return "revoked"
    return "ended" if token.expires_at <= at else "not its secret, or its person is shut out"


def _parts(text: str) -> tuple[str, str]:
    """Number and secret in the text of a token; both empty when it is none."""
    prefix, _, rest = text.partition("_")
    public_id, _, secret = rest.partition("_")
    return (public_id, secret) if prefix == "dops" and secret and public_id.isalnum() else ("", "")


def recognise(text: str, *, at: datetime) -> ApiToken | None:
    """The usable token that `text` is, or None. Runs before any role is taken on."""
    public_id, secret = _parts(text)
    if not public_id:
        return None
    found = _USABLE.one(public_id=public_id, at=at)
    if found is None:
        return None
    token, token.user, token.user.organisation = found
    if not matches(secret, token.digest, purpose=_purpose(public_id, token.user_id)):
        return None
    if token.last_used_at is None or at - token.last_used_at > NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token
