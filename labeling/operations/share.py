from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue, promised
from labeling.choices import BatchState, ShareState
from labeling.models import Annotation, Batch, BatchShare, Slot
from labeling.models.annotation import AnnotationQuerySet
from labeling.reports.room import is_complete, is_whole, orders_on_their_way, paid_claims
from vendors.models import WorkOrder
from vendors.operations.delivery import receive_delivery

# The nth free slot of a task takes the nth judgement that was made elsewhere, of workers who judge it for the first time.
_FILL = """
with given as (
    select id, task_id, worker_id, row_number() over (partition by task_id order by id) n
    from labeling_annotation a
    where batch_id = %(batch)s and share_id = %(share)s and slot_id is null
      and not exists (select 1 from labeling_slot o where o.task_id = a.task_id and o.worker_id = a.worker_id)
      and not exists (select 1 from labeling_annotation e
                      where e.task_id = a.task_id and e.worker_id + 0 = a.worker_id and e.id < a.id)
), free as (
    select id, task_id, row_number() over (partition by task_id order by id) n
    from labeling_slot where share_id = %(share)s and state in ('open', 'file')
), taken as (
    update labeling_slot s set state = 'done', worker_id = g.worker_id
    from free f join given g using (task_id, n) where s.id = f.id
    returning s.id slot_id, g.id annotation_id
)
update labeling_annotation a set slot_id = taken.slot_id from taken where a.id = taken.annotation_id
"""


@transaction.atomic
def deliver_share(share_id: int, *, actor: User | None, at: datetime) -> BatchShare:
    """Hand the finished share to acceptance as one delivery. Unfinished or twice changes nothing."""
    share = locked(share_id)
    if share.state != ShareState.ISSUED or not is_complete(share):
        return share
    batch = share.batch
    if not (judgements := units_of(share)):
        return _hold_back(share)
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


def locked(share_id: int) -> BatchShare:
    """The share for a change: whoever wants batches, shares and orders takes them in this order."""
    alone_with(share_id)
    list(Batch.objects.select_for_update().filter(shares=share_id))
    parts = ("batch__project__program", "work_order", "vendor", "delivery")
    return BatchShare.objects.select_for_update(of=("self",)).select_related(*parts).get(pk=share_id)


def alone_with(share_id: int) -> None:
    """Until this transaction ends nobody else delivers the share or takes an answer in it back.

    A lock by number, because who works behind the portal wall may not lock the row.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('labeling.share'), %s)", [share_id % 2**31])


def next_attempt(batch: Batch, order: WorkOrder) -> int:
    """The number of the order's next delivery of the batch, under which its work is measured."""
    before = order.deliveries.filter(batch_ref=batch.number).aggregate(last=Max("attempt"))["last"]
    return (before or 0) + 1


def fill_slots(share: BatchShare) -> None:
    """Labels that files brought for the share take its open slots; what is left over is surplus."""
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"batch": share.batch_id, "share": share.pk})


def _hold_back(share: BatchShare) -> BatchShare:
    """Nothing in it is paid for, as when another share has used up what was asked: it waits for another file."""
    share.judgements = 0
    share.save(update_fields=["judgements", "updated_at"])
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


def repeats_of(share: BatchShare) -> AnnotationQuerySet:
    """What files brought later, under no order, of workers who judged the same items for the share already."""
    first = labels_of(share).filter(task=OuterRef("task"), worker=OuterRef("worker"), pk__lt=OuterRef("pk"))
    return Annotation.objects.filter(Exists(first), batch_id=share.batch_id, slot=None, share=None)


def units_of(share: BatchShare) -> int:
    """How many judgements a share is paid for: those that filled its slots; without slots, those that have room.

    A worker's second judgement of an item is never paid.
    """
    if share.slots.exists():
        before = Annotation.objects.filter(
            task=OuterRef("task"), worker=OuterRef("worker"), pk__lt=OuterRef("pk")
        )
        return labels_of(share).filter(~Exists(before), slot__share=share).count()
    return paid_claims(share.batch_id).get(share.pk, 0)


def count_again(share: BatchShare) -> None:
    """Files brought something for the open share, or room became free: what it comes to, and its delivery is promised.

    A share that files made comes to nothing while its batch lacks judgements.
    """
    if share.slots.exists():
        fill_slots(share)
    else:
        share.judgements = units_of(share) if is_whole(share.batch) else 0
        share.judgements_per_item = max(1, -(-share.judgements // max(share.batch.items, 1)))
        share.save(update_fields=["judgements", "judgements_per_item", "updated_at"])
    enqueue("labeling.deliver_share", share_id=share.pk)


@transaction.atomic
def promise_complete() -> list[int]:
    """Promise the delivery of what is complete and was not noticed, as when two last answers came at once.

    One task for each share: together they would hold the locks of many shares and orders at once.
    """
    open_slots = Slot.objects.filter(share=OuterRef("pk")).unfinished()
    complete = BatchShare.objects.open().filter(~Exists(open_slots), judgements__gt=0)
    complete = complete.exclude(work_order__number__in=orders_on_their_way())
    waiting = promised("labeling.deliver_share", "share_id")
    keys = [key for key in complete.order_by("pk").values_list("pk", flat=True) if key not in waiting]
    for key in keys:
        enqueue("labeling.deliver_share", share_id=key)
    return keys
