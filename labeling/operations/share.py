from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue
from labeling.choices import BatchState, ShareState
from labeling.models import Annotation, BatchShare, Slot
from labeling.models.annotation import AnnotationQuerySet
from vendors.operations.delivery import receive_delivery


@transaction.atomic
def deliver_share(share_id: int, *, actor: User | None, at: datetime) -> BatchShare:
    """Hand the finished share to acceptance as one delivery. Unfinished or twice changes nothing.

    A share without judgements waits for the rest of its file.
    """
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
        type(batch).objects.filter(pk=batch.pk).update(state=BatchState.DELIVERED)
    record("share.delivered", share, actor=actor, batch=batch.number, judgements=judgements)
    enqueue("quality.measure_batch", batch_id=batch.pk)
    return share


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


def deliver_complete(*, at: datetime) -> int:
    """Deliver what is complete and was not noticed, as when two last answers came at once."""
    open_slots = Slot.objects.filter(share=OuterRef("pk")).unfinished()
    complete = BatchShare.objects.open().filter(~Exists(open_slots), judgements__gt=0)
    keys = list(complete.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        deliver_share(key, actor=None, at=at)
    return len(keys)
