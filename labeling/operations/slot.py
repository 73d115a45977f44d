"""Leases: one worker at a time has a slot, shows its token with every write, and loses it when time runs out."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue
from labeling import rules
from labeling.choices import SlotState
from labeling.models import Annotation, Project, Skip, Slot
from labeling.models.slot import SlotQuerySet
from labeling.operations.slot_commands import ANSWER, LEASE_NEXT
from vendors.models import Worker

LEASE = timedelta(minutes=10)


class CannotLabel(Refused):
    pass


class LeaseLost(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Your time on this item ran out and somebody else may have it now. Nothing was stored; take the next one."
        )


class UnknownCode(Refused):
    pass


def lease_next(project: Project, worker: Worker, *, at: datetime) -> Slot | None:
    """The worker's next item of the project, or the one they hold already. None when there is none for them.

    Lock and lease travel as one command, which is a transaction of its own when there is none around it.
    """
    if not (verdict := rules.can_label(worker, project)):
        raise CannotLabel(verdict.reason)
    values = {
        "project": project.pk,
        "program": project.program_id,
        "on": at.date(),
        "vendor": worker.vendor_id,
        "worker": worker.pk,
        "turn": worker.pk % 2**31,
        "token": uuid.uuid4(),
        "length": LEASE,
        "at": at,
    }
    found = LEASE_NEXT.one(**values)
    if found is None:
        refuse_stopped(worker, project, at=at)
        return None
    slot, task, task.item, task.batch, task.batch.schema = found
    slot.project, slot.worker, slot.task = project, worker, task
    return slot


def refuse_stopped(worker: Worker, project: Project, *, at: datetime) -> None:
    """Nobody is shown an item of what compliance stopped."""
    if not (verdict := rules.may_be_shown(project, worker.vendor_id, on=at.date())):
        raise CannotLabel(verdict.reason)


@transaction.atomic
def renew(slot: Slot, *, token: uuid.UUID, draft: int | None = None) -> None:
    """A sign of life from the worker, with the answer chosen so far: the lease starts over.

    One that the answer itself has overtaken on the way changes nothing.
    """
    changes = {"leased_until": Now() + LEASE} | ({} if draft is None else {"draft": draft})
    if _held(slot, token).update(**changes):
        return
    if not Slot.objects.filter(pk=slot.pk, state=SlotState.DONE, lease_token=token).exists():
        raise LeaseLost


@transaction.atomic
def submit(
    slot: Slot, *, token: uuid.UUID, code: int, seconds: int | None, actor: User | None, at: datetime
) -> Annotation:
    """The judgement that ends a lease. The same answer sent twice is stored once.

    `seconds` is what the page measured; stored is never more than passed since the item was handed out.
    """
    values = {"slot": slot.pk, "token": token, "code": code, "seconds": seconds, "at": at}
    found = ANSWER.one(**values)
    if found is None:
        return _answered_already(slot, token, code)
    annotation, annotation.project, batch_number, is_last = found
    record("annotation.submitted", annotation, actor=actor, batch=batch_number)
    if is_last:
        # Two last answers at once each see the other unfinished; the sweep of the clock finds such shares.
        enqueue("labeling.deliver_share", share_id=slot.share_id)
    return annotation


def _answered_already(slot: Slot, token: uuid.UUID, code: int) -> Annotation:
    """The answer that this token gave before, as when a click was sent twice."""
    if not slot.task.batch.schema.has_code(code):
        raise UnknownCode("This answer is not one of those that the question offers.")
    given = Annotation.objects.filter(slot=slot, slot__state=SlotState.DONE, slot__lease_token=token)
    annotation = given.first()
    if annotation is None:
        raise LeaseLost
    if annotation.code != code:
        raise CannotLabel("You answered this item already. Undo that answer first.")
    return annotation


@transaction.atomic
def skip(slot: Slot, *, token: uuid.UUID, actor: User | None, at: datetime) -> None:
    """Leave the item to somebody else; it is not offered to this worker again, unless they take the skip back."""
    worker_id = slot.worker_id
    passed_on = released() | {"skipped_by": Func(F("skipped_by"), Value(worker_id), function="array_append")}
    if not _held(slot, token).update(**passed_on):
        raise LeaseLost
    Skip.objects.create(
        vendor_id=slot.vendor_id,
        project_id=slot.project_id,
        worker_id=worker_id,
        slot=slot,
        skipped_at=at,
    )
    record("slot.skipped", slot, actor=actor, worker=worker_id)


@transaction.atomic
def release_lapsed(*, at: datetime) -> int:
    """Put back what nobody is at any more, by the database's clock; `at` only ever makes it more patient."""
    lapsed = Q(leased_until__lt=Now()) & Q(leased_until__lt=at)
    locked = Slot.objects.filter(lapsed, state=SlotState.LEASED).select_for_update(skip_locked=True)
    return Slot.objects.filter(pk__in=list(locked.values_list("pk", flat=True))).update(**released())


def _held(slot: Slot, token: uuid.UUID) -> SlotQuerySet:
    return Slot.objects.filter(pk=slot.pk, state=SlotState.LEASED, lease_token=token)


def released() -> dict[str, object]:
    """A slot that nobody holds."""
    return {
        "state": SlotState.OPEN,
        "worker": None,
        "lease_token": None,
        "leased_at": None,
        "leased_until": None,
        "draft": None,
    }
