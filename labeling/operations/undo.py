"""What a labeler did last is taken back: an answer while its share is not delivered, a skip while nobody else has the item."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import F, Func, Value
from django.db.models.functions import Now

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from labeling import rules
from labeling.choices import ShareState, SlotState, Source
from labeling.models import Annotation, Project, Skip, Slot
from labeling.operations.share import alone_with
from labeling.operations.slot import LEASE, refuse_stopped, released
from vendors.models import Worker


class CannotUndo(Refused):
    pass


@transaction.atomic
def undo_last(worker: Worker, project: Project, *, actor: User | None, at: datetime) -> Slot:
    """Take back the worker's last answer or skip, whichever came later. The item is theirs again, with the answer as its draft."""
    if not (verdict := rules.can_label(worker, project)):
        raise CannotUndo(verdict.reason)
    refuse_stopped(worker, project, at=at)
    last = _last_alone(worker, project)
    skip = worker.skips.filter(project=project).order_by("-pk").first()
    if skip is not None and (last is None or last.created_at <= skip.skipped_at):
        return _undo_skip(skip, actor=actor, at=at)
    if last is None or last.slot is None:
        raise CannotUndo("There is no answer of yours to take back here.")
    return _undo_answer(last, last.slot, actor=actor, at=at)


def _undo_answer(last: Annotation, slot: Slot, *, actor: User | None, at: datetime) -> Slot:
    code = last.code
    if slot.share.state != ShareState.ISSUED:
        raise CannotUndo("Your last answer is delivered already, so it stands.")
    record("annotation.undone", last, actor=actor, batch=last.batch.number, code=code)
    last.delete()
    return _hand_back(slot, last.worker, at=at, draft=code)


def _undo_skip(skip: Skip, *, actor: User | None, at: datetime) -> Slot:
    slot = Slot.objects.select_for_update().get(pk=skip.slot_id)
    if slot.worker_id == skip.worker_id:
        raise CannotUndo("The item you skipped is yours again already.")
    if slot.state != SlotState.OPEN:
        raise CannotUndo("Somebody else has the item you skipped by now. It stays theirs.")
    if Annotation.objects.filter(task=slot.task_id, worker=skip.worker_id).exists():
        raise CannotUndo("A file brought your answer to the item you skipped meanwhile. That answer stands.")
    record("slot.unskipped", slot, actor=actor, worker=skip.worker_id)
    skip.delete()
    mine = Func(F("skipped_by"), Value(skip.worker_id), function="array_remove")
    return _hand_back(slot, skip.worker, at=at, skipped_by=mine)


def _hand_back(slot: Slot, worker: Worker, *, at: datetime, **changes: object) -> Slot:
    """The slot is the worker's again, in place of what they have at hand."""
    Slot.objects.held_by(worker).filter(project=slot.project_id).update(**released())
    Slot.objects.filter(pk=slot.pk).update(
        state=SlotState.LEASED,
        worker=worker,
        lease_token=uuid.uuid4(),
        leased_at=at,
        leased_until=Now() + LEASE,
        **changes,
    )
    return Slot.objects.with_work().get(pk=slot.pk)


def _last_alone(worker: Worker, project: Project) -> Annotation | None:
    """The worker's newest answer, alone with its share; while one waited it may have become one of another share."""
    mine = worker.annotations.filter(project=project, source=Source.WORKSPACE).order_by("-pk")
    alone = None
    while True:
        last = mine.select_related("slot__share", "batch", "project", "worker").first()
        if last is None or last.slot is None or last.slot.share_id == alone:
            return last
        alone = last.slot.share_id
        alone_with(alone)
