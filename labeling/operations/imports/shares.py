"""Labels from files become shares of their batches and are delivered under their work orders."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from dataops.audit.recording import record
from dataops.jobs.outbox import enqueue
from labeling.choices import BatchState, ShareState
from labeling.models import Annotation, Batch, BatchShare, ImportRun
from labeling.operations.imports.judged import TASKS
from labeling.operations.imports.loader import answers, changed
from labeling.operations.share import labels_of
from vendors.models import WorkOrder

# Beside each row of the file its label, if it is stored. The sum keeps the planner off all that a worker ever did.
_ROWS = f"""
from staged_label s join staged_worker w on w.annotator = s.annotator {TASKS}
left join labeling_annotation a on a.task_id = t.id and a.worker_id + 0 = w.worker_id
     and a.labeled_at is not distinct from s.labeled_at
"""
_UNPAID = (
    "c.code is not null and (a.id is null or a.code = c.code and a.slot_id is null and a.share_id is null)"
)
_PLACES = f"""
select b.id, w.vendor_id, count(a.id) {_ROWS}
where {_UNPAID} and w.vendor_id = any(%(vendors)s) group by 1, 2 order by 1, 2
"""
_CLAIM = f"""
update labeling_annotation set share_id = known.share_id
from (select a.id, h.share_id {_ROWS}
      join staged_share h on h.batch_id = b.id and h.vendor_id = w.vendor_id where {_UNPAID}) known
where labeling_annotation.id = known.id
"""  # noqa: S608 -- made of constants
# The nth free slot of a task takes the nth judgement that was made elsewhere, one per worker.
_FILL = """
with given as (
    select id, task_id, worker_id, row_number() over (partition by task_id order by id) n
    from (select distinct on (task_id, worker_id) id, task_id, worker_id from labeling_annotation a
          where batch_id = %(batch)s and share_id = %(share)s and slot_id is null
            and not exists (select 1 from labeling_slot o where o.task_id = a.task_id and o.worker_id = a.worker_id)
          order by task_id, worker_id, id) once
), free as (
    select id, task_id, row_number() over (partition by task_id order by id) n
    from labeling_slot where share_id = %(share)s and state = 'open'
), taken as (
    update labeling_slot s set state = 'done', worker_id = g.worker_id
    from free f join given g using (task_id, n) where s.id = f.id
    returning s.id slot_id, g.id annotation_id
)
update labeling_annotation a set slot_id = taken.slot_id from taken where a.id = taken.annotation_id
"""


class SharesOfFile:
    """Under which share each row of the file is paid: that of its batch and of its vendor's order.

    A label has one share for good, so no later file and no other order pays for it again. Rows whose
    vendor has no order in this import, or whose share is delivered, are measured and not paid.
    """

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.orders = orders_of(run)
        self.has_known = False

    def open(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "create temp table if not exists staged_share (batch_id bigint, vendor_id bigint, share_id bigint)"
            )
            cursor.execute("truncate staged_share")

    def find(self, values: dict[str, Any]) -> None:
        """Before the staged rows are loaded: the share of each place that has a row without one."""
        places = answers(_PLACES, values | {"vendors": list(self.orders)}) if self.orders else []
        self.has_known = any(known for _, _, known in places)
        shares = [self._waiting(batch_id, self.orders[vendor_id]) for batch_id, vendor_id, _ in places]
        rows = [(share.batch_id, share.vendor_id, share.pk) for share in shares if share]
        with connection.cursor() as cursor:
            cursor.execute("truncate staged_share")
            cursor.executemany("insert into staged_share values (%s, %s, %s)", rows)

    def _waiting(self, batch_id: int, order: WorkOrder) -> BatchShare | None:
        """The share, locked so that nobody delivers it before its labels are in; None when it is delivered."""
        fields = {"vendor_id": order.vendor_id, "judgements_per_item": 1, "due_on": order.due_on}
        share, is_new = BatchShare.objects.select_for_update().get_or_create(
            batch_id=batch_id, work_order=order, defaults=fields
        )
        if is_new:
            Batch.objects.filter(pk=batch_id, state=BatchState.PREPARED).update(
                state=BatchState.ISSUED, due_on=order.due_on
            )
            record(
                "share.imported",
                share,
                actor=self.run.started_by,
                batch=share.batch.number,
                order=order.number,
            )
        if share.state != ShareState.ISSUED:
            return None
        if share.judgements and not share.slots.exists():
            share.judgements = 0  # counted when the file is in, and not delivered before
            share.save(update_fields=["judgements", "updated_at"])
        return share

    def claim_known(self, values: dict[str, Any]) -> None:
        """What an earlier file brought and no order paid for is paid when a file under an order brings it."""
        if self.has_known:
            changed(_CLAIM, values)


def share_out(run: ImportRun) -> None:
    """The file is in: count its shares, fill the slots that wait for such labels, have all delivered."""
    loose = Annotation.objects.filter(batch=OuterRef("batch"), share=OuterRef("pk"), slot=None)
    mine = BatchShare.objects.open().filter(Exists(loose), work_order__in=orders_of(run).values())
    for share in mine.select_related("batch").order_by("pk"):
        if share.slots.exists():
            _fill(share)
        else:
            _count(share)
        enqueue("labeling.deliver_share", share_id=share.pk)
    outside = Annotation.objects.filter(project=run.project_id, slot=None)
    for batch_id in outside.order_by("batch").values_list("batch", flat=True).distinct():
        enqueue("quality.measure_batch", batch_id=batch_id)


def orders_of(run: ImportRun) -> dict[int, WorkOrder]:
    """By vendor, the order under which its labels come."""
    named: dict[str, str] = run.options.get("orders", {})
    orders = WorkOrder.objects.filter(program=run.project.program_id, number__in=named.values())
    return {
        order.vendor_id: order
        for order in orders.select_related("vendor")
        if named.get(order.vendor.slug) == order.number
    }


def _fill(share: BatchShare) -> None:
    changed(_FILL, {"batch": share.batch_id, "share": share.pk})


def _count(share: BatchShare) -> None:
    share.judgements = labels_of(share).count()
    share.judgements_per_item = max(1, -(-share.judgements // max(share.batch.items, 1)))
    share.save(update_fields=["judgements", "judgements_per_item", "updated_at"])
