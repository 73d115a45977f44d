"""Leases: one worker at a time has a slot, shows its token with every write, and loses it when time runs out."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue
from labeling import rules
from labeling.choices import ShareState, SlotState, Source
from labeling.models import Annotation, Project, Slot
from labeling.models.slot import SlotQuerySet
from vendors.models import Worker

LEASE = timedelta(minutes=10)

# One worker in two tabs must not be handed two copies of one task: the lock lets one in after the other.
# First what the worker holds already, then an open slot, then one whose holder let the time run out.
# A task is never offered to who answered or skipped it. Time is the database's: it is one clock for all.
_LEASE_NEXT = """
select pg_advisory_xact_lock(hashtext('labeling.lease'), %(turn)s);
with mine as materialized (
    select id from labeling_slot
    where worker_id = %(worker)s and state = 'leased' and project_id = %(project)s
    order by id limit 1 for update
), free as materialized (
    select s.id from labeling_slot s
    where not exists (select 1 from mine)
      and s.project_id = %(project)s and s.vendor_id = %(vendor)s and s.state = 'open'
      and not exists (select 1 from labeling_slot o where o.task_id = s.task_id
                      and (o.worker_id = %(worker)s or %(worker)s = any(o.skipped_by)))
    order by s.id limit 1 for update skip locked
), lapsed as materialized (
    select s.id from labeling_slot s
    where not exists (select 1 from mine) and not exists (select 1 from free)
      and s.state = 'leased' and s.leased_until < now()
      and s.project_id = %(project)s and s.vendor_id = %(vendor)s
      and not exists (select 1 from labeling_slot o where o.task_id = s.task_id
                      and (o.worker_id = %(worker)s or %(worker)s = any(o.skipped_by)))
    order by s.id limit 1 for update skip locked
)
update labeling_slot set
    lease_token = case when exists (select 1 from mine) then lease_token else %(token)s end,
    leased_at = case when exists (select 1 from mine) then leased_at else %(at)s end,
    draft = case when exists (select 1 from mine) then draft end,
    state = 'leased', worker_id = %(worker)s, leased_until = now() + %(length)s
where id = (select id from mine union all select id from free union all select id from lapsed)
returning id
"""


class CannotLabel(Refused):
    pass


class LeaseLost(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Your time on this item ran out and somebody else may have it now. Nothing was stored; take the next one."
        )


class CannotUndo(Refused):
    pass


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
        "vendor": worker.vendor_id,
        "worker": worker.pk,
        "turn": worker.pk % 2**31,
        "token": uuid.uuid4(),
        "length": LEASE,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LEASE_NEXT, values)
        found = cursor.fetchone()
    if not found:
        return None
    slot = Slot.objects.with_work().get(pk=found[0])
    slot.project, slot.worker = project, worker
    return slot


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
    """The judgement that ends a lease. The same answer sent twice is stored once."""
    batch = slot.task.batch
    if not batch.schema.has_code(code):
        raise UnknownCode("This answer is not one of those that the question offers.")
    if not _held(slot, token).update(state=SlotState.DONE, leased_until=None, draft=None):
        return _answered_already(slot, token, code)
    annotation = Annotation.objects.create(
        vendor_id=slot.vendor_id,
        project=slot.project,
        batch=batch,
        task=slot.task,
        worker_id=slot.worker_id,
        slot=slot,
        schema=batch.schema,
        guideline_id=batch.guideline_id,
        code=code,
        seconds=_seconds(slot, seconds, at),
        source=Source.WORKSPACE,
        labeled_at=at,
        created_at=at,
    )
    record("annotation.submitted", annotation, actor=actor, batch=batch.number)
    if not Slot.objects.filter(share_id=slot.share_id).unfinished().exists():
        # Two last answers at once each see the other unfinished; the sweep of the clock finds such shares.
        enqueue("labeling.deliver_share", share_id=slot.share_id)
    return annotation


def _answered_already(slot: Slot, token: uuid.UUID, code: int) -> Annotation:
    """The answer that this token gave before, as when a click was sent twice."""
    given = Annotation.objects.filter(slot=slot, slot__state=SlotState.DONE, slot__lease_token=token)
    annotation = given.first()
    if annotation is None:
        raise LeaseLost
    if annotation.code != code:
        raise CannotLabel("You answered this item already. Undo that answer first.")
    return annotation


def _seconds(slot: Slot, claimed: int | None, at: datetime) -> int:
    """What the page measured, never more than passed since the item was handed out."""
    passed = max(0, round((at - slot.leased_at).total_seconds())) if slot.leased_at else 0
    return passed if claimed is None else min(claimed, passed)


@transaction.atomic
def skip(slot: Slot, *, token: uuid.UUID, actor: User | None, at: datetime) -> None:
    """Leave the item to somebody else; it is not offered to this worker again."""
    worker_id = slot.worker_id
    released = _released() | {"skipped_by": Func(F("skipped_by"), Value(worker_id), function="array_append")}
    if not _held(slot, token).update(**released):
        raise LeaseLost
    record("slot.skipped", slot, actor=actor, worker=worker_id)


@transaction.atomic
def undo_last(worker: Worker, project: Project, *, actor: User | None, at: datetime) -> Slot:
    """Take back the worker's last answer, while its share is not delivered. The item is theirs again."""
    last = (
        worker.annotations.filter(project=project, source=Source.WORKSPACE)
        .select_related("slot__share", "batch", "project")
        .order_by("-pk")
        .first()
    )
    if last is None or last.slot is None:
        raise CannotUndo("There is no answer of yours to take back here.")
    if last.slot.share.state != ShareState.ISSUED:
        raise CannotUndo("Your last answer is delivered already, so it stands.")
    record("annotation.undone", last, actor=actor, batch=last.batch.number, code=last.code)
    slot_id, code = last.slot.pk, last.code
    last.delete()
    Slot.objects.held_by(worker).filter(project=project).update(**_released())
    Slot.objects.filter(pk=slot_id).update(
        state=SlotState.LEASED, lease_token=uuid.uuid4(), leased_at=at, leased_until=Now() + LEASE, draft=code
    )
    return Slot.objects.with_work().get(pk=slot_id)


@transaction.atomic
def release_lapsed(*, at: datetime) -> int:
    """Put back what nobody is at any more, by the database's clock; `at` only ever makes it more patient."""
    lapsed = Q(leased_until__lt=Now()) & Q(leased_until__lt=at)
    locked = Slot.objects.filter(lapsed, state=SlotState.LEASED).select_for_update(skip_locked=True)
    return Slot.objects.filter(pk__in=list(locked.values_list("pk", flat=True))).update(**_released())


def _held(slot: Slot, token: uuid.UUID) -> SlotQuerySet:
    return Slot.objects.filter(pk=slot.pk, state=SlotState.LEASED, lease_token=token)


def _released() -> dict[str, object]:
    return {
        "state": SlotState.OPEN,
        "worker": None,
        "lease_token": None,
        "leased_at": None,
        "leased_until": None,
        "draft": None,
    }
