from __future__ import annotations

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from labeling import rules
from labeling.choices import BatchState
from labeling.models import Annotation, Batch, BatchShare
from labeling.operations.share import alone_with


class CannotWithdraw(Refused):
    pass


@transaction.atomic
def withdraw_share(share: BatchShare, *, reason: str, actor: User | None) -> Batch:
    """Take back a share that files opened under an order, before it is delivered. Twice is once.

    Its labels stay, measured and not paid; the same file sent under another order is paid under that one.
    """
    alone_with(share.pk)
    found = BatchShare.objects.select_for_update().filter(pk=share.pk).first()
    batch = Batch.objects.select_for_update().get(pk=share.batch_id)
    if found is None:
        return batch
    if not (verdict := rules.can_withdraw(found)):
        raise CannotWithdraw(verdict.reason)
    if not reason.strip():
        raise CannotWithdraw("Say why the share is withdrawn: its vendor was promised to be paid for it.")
    labels = Annotation.objects.filter(batch=batch, share=found).update(share=None)
    record(
        "share.withdrawn",
        found,
        actor=actor,
        batch=batch.number,
        order=found.work_order.number,
        labels=labels,
        reason=reason.strip(),
    )
    found.delete()
    _settle(batch)
    return batch


def _settle(batch: Batch) -> None:
    """Without the share the batch may be nobody's again, or all of it delivered."""
    if not batch.shares.exists():
        batch.state, batch.due_on = BatchState.PREPARED, None
    elif not batch.shares.open().exists():
        batch.state = BatchState.DELIVERED
    batch.save(update_fields=["state", "due_on", "updated_at"])
