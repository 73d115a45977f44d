from __future__ import annotations

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue
from labeling import rules
from labeling.choices import BatchState, ShareState
from labeling.models import Batch, BatchShare
from labeling.operations.share import count_again, labels_of, locked, repeats_of


class CannotWithdraw(Refused):
    pass


@transaction.atomic
def withdraw_share(share: BatchShare, *, reason: str, actor: User | None) -> Batch:
    """Take back a share that files opened, that nobody began, or that was rejected, and free its room. Twice is once.

    Labels that nobody decided upon stay, measured and not paid; the same file sent under another order is paid
    under that one. Rejected labels leave the batch. A share that its vendor knew of stays as a row with the reason,
    under which nothing is paid; the order may be given the batch anew, as the next attempt.
    """
    batch = Batch.objects.select_related("project").get(pk=share.batch_id)
    try:
        found = locked(share.pk)
    except BatchShare.DoesNotExist:
        return batch
    if found.state == ShareState.WITHDRAWN:
        return batch
    list(found.slots.select_for_update().order_by("pk").values_list("pk"))  # nobody begins meanwhile
    if not (verdict := rules.can_withdraw(found)):
        raise CannotWithdraw(verdict.reason)
    if not reason.strip():
        raise CannotWithdraw("Say why the share is withdrawn: its vendor was promised to be paid for it.")
    was_known = found.delivery is not None or found.attempt > 1 or found.slots.exists()  # to its vendor
    labels = _let_go(found)
    record(
        "share.withdrawn",
        found,
        actor=actor,
        batch=batch.number,
        order=found.work_order.number,
        labels=labels,
        reason=reason.strip(),
    )
    if was_known:
        _leave(found, reason=reason.strip())
    else:
        found.delete()
    _settle(batch)
    return batch


def _let_go(share: BatchShare) -> int:
    """Its labels are nobody's to be paid for any more, and its slots are gone. How many labels that were."""
    if share.state == ShareState.DELIVERED:
        labels, _ = (labels_of(share) | repeats_of(share)).delete()
        enqueue("quality.measure_batch", batch_id=share.batch_id)
    else:
        labels = labels_of(share).update(share=None, slot=None)
    share.slots.all().delete()
    return labels


def _leave(share: BatchShare, *, reason: str) -> None:
    share.state, share.judgements, share.held_up_by = ShareState.WITHDRAWN, 0, ""
    share.withdrawn_reason = reason
    share.save(update_fields=["state", "judgements", "held_up_by", "withdrawn_reason", "updated_at"])


def _settle(batch: Batch) -> None:
    """Without the share the batch may be nobody's again, or all of it delivered; others may have room now."""
    batch.refresh_from_db(fields=["state", "due_on"])
    if not batch.shares.standing().exists():
        batch.state, batch.due_on = BatchState.PREPARED, None
    elif not batch.shares.open().exists():
        batch.state = BatchState.DELIVERED
    batch.save(update_fields=["state", "due_on", "updated_at"])
    for share in batch.shares.open().filter(slots=None).select_related("batch__project").order_by("pk"):
        count_again(share)
