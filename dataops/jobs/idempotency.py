"""Requests that carry a key: the first one to bring it keeps its answer here, in its own transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from psycopg2.extras import Json

from dataops.base.statements import Statement
from dataops.jobs.models import IdempotencyKey

KEPT = timedelta(days=2)

# One command without a savepoint around it, for this is on the way of every write by key.
_CLAIM = Statement(
    """
insert into jobs_idempotencykey as kept (actor_id, route, key, body_hash, created_at)
values (%(actor_id)s, %(route)s, %(key)s, %(body_hash)s, now())
on conflict do nothing
returning {kept}
""",
    kept=IdempotencyKey,
)
_KEEP = Statement("update jobs_idempotencykey set status = %(status)s, answer = %(answer)s where id = %(id)s")


def claim(*, actor_id: int, route: str, key: str, body_hash: str) -> tuple[IdempotencyKey, bool]:
    """The row of this key, and whether it is new. A twin still at work is waited for."""
    scope = {"actor_id": actor_id, "route": route, "key": key}
    for (row,) in _CLAIM.rows(**scope, body_hash=body_hash):
        return row, True
    return IdempotencyKey.objects.get(**scope), False


def keep(claimed: IdempotencyKey, *, status: int, answer: object) -> None:
    """What every repeat will be told."""
    _KEEP.rows(id=claimed.pk, status=status, answer=Json(answer))


def forget(claimed: IdempotencyKey) -> None:
    """The key is free again, after a no that may be a yes next time."""
    IdempotencyKey.objects.filter(pk=claimed.pk).delete()


def forget_old(*, at: datetime) -> int:
    """Free the keys that no client will repeat any more, and say how many."""
    return IdempotencyKey.objects.filter(created_at__lt=at - KEPT).delete()[0]
