from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue
from labeling import rules
from labeling.choices import BatchState, ShareState, SlotState, Source
from labeling.models import BatchShare, Skip
from labeling.operations.share import labels_of, locked, repeats_of
from labeling.operations.slot import released
from labeling.reports.room import ROOM
from vendors.models import WorkOrder

_KEEP_ROOM = f"""{ROOM}
insert into labeling_slot (vendor_id, share_id, project_id, task_id, state, skipped_by)
select %(vendor)s, %(share)s, t.project_id, t.id, 'open', '{{}}'
from claim join labeling_task t on t.id = claim.task_id
where claim.share_id = %(share)s and claim.has_room order by claim.n, t.id
"""  # noqa: S608 -- made of constants


class CannotReopen(Refused):
    pass


@transaction.atomic
def reopen_share(share: BatchShare, *, due_on: date, actor: User | None, at: datetime) -> BatchShare:
    """Have a rejected share done again under its order: all of it, from the beginning. Twice is once.

    The rejected labels leave the batch, each with its row in the trail; delivery, decision and evidence
    of that attempt stay. What comes next is delivered as the next attempt.
    """
    share = _with_order(locked(share.pk))
    if share.state == ShareState.ISSUED and share.attempt > 1:
        return share
    if not (verdict := rules.can_reopen(share, on=at.date())):
        raise CannotReopen(verdict.reason)
    _keep_room(share)
    state = SlotState.FILE if _came_by_file(share) else SlotState.OPEN
    rejected, _ = (labels_of(share) | repeats_of(share)).delete()
    Skip.objects.filter(slot__share=share).delete()
    slots = share.slots.update(skipped_by=[], **released() | {"state": state})
    _begin_again(share, judgements=slots, due_on=due_on)
    record(
        "share.reopened",
        share,
        actor=actor,
        batch=share.batch.number,
        order=share.work_order.number,
        attempt=share.attempt,
        rejected=rejected,
    )
    enqueue("quality.measure_batch", batch_id=share.batch_id)
    return share


def _with_order(share: BatchShare) -> BatchShare:
    orders = WorkOrder.objects.select_for_update(of=("self",)).select_related(
        "vendor__organisation", "rate_line"
    )
    share.work_order = orders.get(pk=share.work_order_id)
    return share


def _keep_room(share: BatchShare) -> None:
    """A share that files made gets slots for what it was paid for: nobody else takes them while it is done again."""
    if share.slots.exists():
        return
    values = {"room_of": [share.batch_id], "but": None, "share": share.pk, "vendor": share.vendor_id}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_ROOM, values)


def _came_by_file(share: BatchShare) -> bool:
    """What came by file comes by file again: it is no work for the desk, where nobody waits for it."""
    return not labels_of(share).filter(source=Source.WORKSPACE).exists()


def _begin_again(share: BatchShare, *, judgements: int, due_on: date) -> None:
    share.state, share.attempt, share.delivery = ShareState.ISSUED, share.attempt + 1, None
    share.judgements, share.due_on, share.held_up_by = judgements, due_on, ""
    share.save()
    batch = share.batch
    batch.state, batch.due_on = BatchState.ISSUED, max(batch.due_on or due_on, due_on)
    batch.save(update_fields=["state", "due_on", "updated_at"])
