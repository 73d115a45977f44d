from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue, promised
from labeling.choices import BatchState, ShareState
from labeling.models import Annotation, Batch, BatchShare, Slot
from labeling.models.annotation import AnnotationQuerySet
from vendors.operations.delivery import receive_delivery


@transaction.atomic
def deliver_share(share_id: int, *, actor: User | None, at: datetime) -> BatchShare:
    """Hand the finished share to acceptance as one delivery. Unfinished or twice changes nothing.

    A share without judgements waits for the rest of its file.
    """
    alone_with(share_id)
    share = (
        BatchShare.objects.select_for_update(of=("self",))
        .select_related("batch__project", "work_order")
        .get(pk=share_id)
    )
    if share.state != ShareState.ISSUED or share.judgements == 0 or share.slots.unfinished().exists():
        return share
    judgements = labels_of(share).count()
    batch = share.batch
    try:
        share.delivery = receive_delivery(
            share.work_order,
            batch_ref=batch.number,
            units=judgements,
            due_on=share.due_on,
            at=at,
            actor=actor,
        )
    except Refused as reason:
        return _hold_up(share, reason.message)
    share.state, share.judgements, share.held_up_by = ShareState.DELIVERED, judgements, ""
    share.save(update_fields=["delivery", "state", "judgements", "held_up_by", "updated_at"])
    if not batch.shares.open().exists():
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.DELIVERED)
    record("share.delivered", share, actor=actor, batch=batch.number, judgements=judgements)
    enqueue("quality.measure_batch", batch_id=batch.pk)
    return share


def alone_with(share_id: int) -> None:
    """Until this transaction ends nobody else delivers the share or takes an answer in it back.

    A lock by number, because who works behind the portal wall may not lock the row.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('labeling.share'), %s)", [share_id % 2**31])


def _hold_up(share: BatchShare, reason: str) -> BatchShare:
    """The order cannot take it: somebody has to mend that, and the sweep then delivers."""
    if share.held_up_by != reason:
        share.held_up_by = reason
        share.save(update_fields=["held_up_by", "updated_at"])
        record("share.held_up", share, actor=None, batch=share.batch.number, reason=reason)
    return share


def labels_of(share: BatchShare) -> AnnotationQuerySet:
    """The judgements a share is made of, each of one share only: from its slots, and from files sent for it."""
    labels = Annotation.objects.filter(batch_id=share.batch_id, vendor_id=share.vendor_id)
    return labels.filter(Q(slot__share=share) | Q(share=share))


@transaction.atomic
def promise_complete() -> list[int]:
    """Promise the delivery of what is complete and was not noticed, as when two last answers came at once.

    One task for each share: together they would hold the locks of many shares and orders at once.
    """
    open_slots = Slot.objects.filter(share=OuterRef("pk")).unfinished()
    complete = BatchShare.objects.open().filter(~Exists(open_slots), judgements__gt=0)
    waiting = promised("labeling.deliver_share", "share_id")
    keys = [key for key in complete.order_by("pk").values_list("pk", flat=True) if key not in waiting]
    for key in keys:
        enqueue("labeling.deliver_share", share_id=key)
    return keys
