"""Labels from files become shares of their batches and are delivered under their work orders."""

from __future__ import annotations

from django.db import connection

from dataops.audit.recording import record
from dataops.jobs.outbox import enqueue
from labeling.choices import BatchState, ShareState
from labeling.models import Batch, BatchShare, ImportRun
from vendors.models import WorkOrder

_OUTSIDE = """
select a.batch_id, a.vendor_id, count(*) from labeling_annotation a
where a.project_id = %s and a.slot_id is null group by 1, 2 order by 1, 2
"""
# The nth free slot of a task takes the nth judgement that was made elsewhere, one per worker.
_FILL = """
with given as (
    select id, task_id, worker_id, row_number() over (partition by task_id order by id) n
    from (select distinct on (task_id, worker_id) id, task_id, worker_id from labeling_annotation a
          where batch_id = %(batch)s and vendor_id = %(vendor)s and slot_id is null
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


def share_out(run: ImportRun) -> None:
    """Give the labels that no slot asked for to the orders the import names, and have them delivered.

    Labels whose vendor has no order here stay as they are: measured, but not paid.
    """
    orders = orders_of(run)
    with connection.cursor() as cursor:
        cursor.execute(_OUTSIDE, [run.project_id])
        outside = cursor.fetchall()
    batches = Batch.objects.in_bulk({batch_id for batch_id, _, _ in outside})
    for batch_id, vendor_id, labels in outside:
        if order := orders.get(vendor_id):
            _share(run, batches[batch_id], order, labels)
    for batch_id in batches:
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


def _share(run: ImportRun, batch: Batch, order: WorkOrder, labels: int) -> None:
    share, is_new = BatchShare.objects.get_or_create(
        batch=batch,
        work_order=order,
        defaults={
            "vendor_id": order.vendor_id,
            "judgements_per_item": max(1, -(-labels // max(batch.items, 1))),
            "judgements": labels,
            "due_on": order.due_on,
        },
    )
    if is_new:
        Batch.objects.filter(pk=batch.pk, state=BatchState.PREPARED).update(
            state=BatchState.ISSUED, due_on=order.due_on
        )
        record("share.imported", share, actor=run.started_by, batch=batch.number, order=order.number)
    elif share.state == ShareState.ISSUED:
        with connection.cursor() as cursor:
            cursor.execute(_FILL, {"batch": batch.pk, "vendor": order.vendor_id, "share": share.pk})
    if share.state == ShareState.ISSUED:
        enqueue("labeling.deliver_share", share_id=share.pk)
