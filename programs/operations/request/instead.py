from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.work.operations.notification import notify
from programs.choices import RequestState
from programs.models import DataRequest
from programs.rules import outcome as rules


class CannotFollow(Refused):
    pass


@transaction.atomic
def follow_instead(draft: DataRequest, original: DataRequest, *, actor: User, at: datetime) -> DataRequest:
    """Give a draft up for a request that says the same, and see that one from now on. Twice changes nothing."""
    pair = DataRequest.objects.select_for_update().filter(pk__in={draft.pk, original.pk}).order_by("pk")
    locked = {row.pk: row for row in pair}
    draft, original = locked[draft.pk], locked[original.pk]
    while original.duplicate_of is not None:
        original = original.duplicate_of
    if draft.state == RequestState.DUPLICATE and draft.duplicate_of_id == original.pk:
        return draft
    if not (verdict := rules.can_follow(draft, original, actor)):
        raise CannotFollow(verdict.reason)
    draft.state, draft.duplicate_of = RequestState.DUPLICATE, original
    draft.decided_by, draft.decided_at = actor, at
    draft.decision_reason = f"Follows {original.number} instead."
    draft.save(
        update_fields=["state", "duplicate_of", "decided_by", "decided_at", "decision_reason", "updated_at"]
    )
    record("request.followed_instead", draft, actor=actor, of=original.number)
    notify(
        [original.requester],
        verb="request.followed",
        target=original,
        sentence=f"{actor.name} follows {original.number} instead of asking for the same.",
        actor=actor,
        at=at,
        key=draft.number,
    )
    return draft
