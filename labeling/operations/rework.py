from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue
from labeling import rules
from labeling.choices import BatchState, ShareState
from labeling.models import Batch, BatchShare
from labeling.operations.share import alone_with, labels_of, repeats_of
from labeling.operations.slot import released
from vendors.models import WorkOrder


class CannotReopen(Refused):
    pass


@transaction.atomic
def reopen_share(share: BatchShare, *, due_on: date, actor: User | None, at: datetime) -> BatchShare:
    """Have a rejected share done again under its order: all of it, from the beginning. Twice is once.

    The rejected labels leave the batch, each with its row in the trail; delivery, decision and evidence
    of that attempt stay. What comes next is delivered as the next attempt.
    """
    share = _locked(share)
    if share.state == ShareState.ISSUED and share.attempt > 1:
        return share
    if not (verdict := rules.can_reopen(share, on=at.date())):
        raise CannotReopen(verdict.reason)
    rejected, _ = (labels_of(share) | repeats_of(share)).delete()
    slots = share.slots.update(skipped_by=[], **released())
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


def _locked(share: BatchShare) -> BatchShare:
    """With its order and its batch, in the order in which a delivery takes them."""
    alone_with(share.pk)
    shares = BatchShare.objects.select_for_update(of=("self",))
    share = shares.select_related("delivery", "batch__project__program").get(pk=share.pk)
    orders = WorkOrder.objects.select_for_update(of=("self",)).select_related(
        "vendor__organisation", "rate_line"
    )
    share.work_order = orders.get(pk=share.work_order_id)
    Batch.objects.select_for_update().get(pk=share.batch_id)
    return share


def _begin_again(share: BatchShare, *, judgements: int, due_on: date) -> None:
    """A share that came by file has no slots: it waits for the next file."""
    share.state, share.attempt, share.delivery = ShareState.ISSUED, share.attempt + 1, None
    share.judgements, share.due_on, share.held_up_by = judgements, due_on, ""
    share.save()
    batch = share.batch
    batch.state, batch.due_on = BatchState.ISSUED, max(batch.due_on or due_on, due_on)
    batch.save(update_fields=["state", "due_on", "updated_at"])
