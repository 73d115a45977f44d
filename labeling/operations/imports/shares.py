"""Labels from files become shares of their batches and are delivered under their work orders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from dataops.audit.recording import record
from dataops.jobs.outbox import enqueue
from labeling.choices import BatchState, ShareState
from labeling.models import Annotation, Batch, BatchShare, ImportRun
from labeling.operations.imports.judged import KNOWN, TASKS
from labeling.operations.imports.loader import Fault, answers, changed
from labeling.operations.share import count_again, next_attempt
from labeling.reports.room import ROOM, orders_on_their_way
from vendors.choices import DeliveryState
from vendors.models import WorkOrder

_ROWS = f"from staged_label s join staged_worker w on w.annotator = s.annotator {TASKS} {KNOWN}"
_UNPAID = (
    "c.code is not null and (a.id is null or a.code = c.code and a.slot_id is null and a.share_id is null)"
)
_PLACES = f"""
select b.id, w.vendor_id, count(a.id) {_ROWS}
where {_UNPAID} and w.vendor_id = any(%(vendors)s) group by 1, 2 order by 1, 2
"""
# The room is found first and looked up by its key for each row: joined freely, the planner compares each with each.
_FIND_ROOM = f"{ROOM} insert into staged_room select task_id, n from room"  # noqa: S608 -- made of constants
_HAS_ROOM = "join lateral (select n from staged_room where task_id = t.id and n > 0 limit 1) r on true"
# Of places without a share, those where a row is the first of its worker and its item has room.
_PAYABLE = f"""
select distinct b.id, w.vendor_id {_ROWS} {_HAS_ROOM}
where {_UNPAID} and (b.id, w.vendor_id) in (select * from unnest(%(room_of)s::bigint[], %(of_vendors)s::bigint[]))
  and not exists (select 1 from labeling_annotation e
                  where e.task_id = t.id and e.worker_id + 0 = w.worker_id and (a.id is null or e.id < a.id))
"""  # noqa: S608 -- made of constants
# Only into the room that is left: they are older than what others were promised for meanwhile.
_CLAIM = f"""
update labeling_annotation set share_id = known.share_id
from (select distinct a.id, h.share_id, r.n free, dense_rank() over (partition by t.id order by a.id) n {_ROWS}
      join staged_share h on h.batch_id = b.id and h.vendor_id = w.vendor_id
      {_HAS_ROOM}
      where {_UNPAID} and not exists (
          select 1 from labeling_annotation e
          where e.task_id = t.id and e.worker_id + 0 = w.worker_id and e.id < a.id)) known
where labeling_annotation.id = known.id and known.n <= known.free
"""  # noqa: S608 -- made of constants
_NOT_ISSUED = f"""
select s.row, b.number, w.vendor_id
from staged_label s join staged_worker w on w.annotator = s.annotator {TASKS}
where c.code is not null and w.vendor_id = any(%(vendors)s)
  and not exists (select 1 from labeling_batchshare h where h.batch_id = b.id and h.work_order_id = any(%(orders)s)
                  and h.vendor_id = w.vendor_id and h.state <> 'withdrawn')
order by s.row
"""  # noqa: S608 -- made of constants
# New labels for what their vendor has delivered and nobody accepted: they would move the evidence under a decision.
_LATE = f"""
select s.row, b.id, w.vendor_id, b.number, late.number, late.state {_ROWS}
join lateral (
    select o.number, d.state from labeling_batchshare h
    join vendors_delivery d on d.id = h.delivery_id join vendors_workorder o on o.id = h.work_order_id
    where h.batch_id = b.id and h.vendor_id = w.vendor_id and h.state = 'delivered' and d.state <> 'accepted'
    order by h.id desc limit 1
) late on true
where c.code is not null and a.id is null order by s.row
"""  # noqa: S608 -- made of constants
_WAITS = "waits for its decision, so nothing is added to it meanwhile."
_REJECTED = "was rejected. Open its share again, or withdraw it, before it is sent anew."


class SharesOfFile:
    """Under which share each row of the file is paid: that of its batch and of its vendor's order.

    A label has one share for good, so no later file and no other order pays for it again. Rows whose
    vendor has no order in this import, or whose share is delivered, are measured and not paid.
    """

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.orders = orders_of(run)
        self.may_take: bool = run.options.get("takes_unissued", False)
        self.with_known: list[int] = []

    def open(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "create temp table if not exists staged_share (batch_id bigint, vendor_id bigint, share_id bigint)"
            )
            cursor.execute("truncate staged_share")
            cursor.execute(
                "create temp table if not exists staged_room (task_id bigint primary key, n bigint)"
            )

    def not_issued(self, values: dict[str, Any]) -> list[Fault]:
        """Rows for batches that their order was not given, unless the sender says that such come."""
        if self.may_take or not self.orders:
            return []
        orders = {"vendors": list(self.orders), "orders": [order.pk for order in self.orders.values()]}
        return [
            Fault(
                row,
                "item_id",
                f"This item is in batch {batch}, which has not been issued to {self.orders[vendor_id].number}.",
            )
            for row, batch, vendor_id in answers(_NOT_ISSUED, values | orders)
        ]

    def late(self, values: dict[str, Any]) -> list[Fault]:
        """New rows for what their vendor has delivered, unless another share is open for them: evidence stands still."""
        delivered = BatchShare.objects.filter(batch__project=self.run.project_id, state=ShareState.DELIVERED)
        if not delivered.exclude(delivery__state=DeliveryState.ACCEPTED).exists():
            return []
        rows = answers(_LATE, values)
        takes = self._taking({(batch_id, vendor_id) for _, batch_id, vendor_id, *_ in rows}, values)
        return [
            Fault(
                row,
                "item_id",
                f"Batch {batch} was delivered under {order} and "
                + (_WAITS if state == DeliveryState.RECEIVED else _REJECTED),
            )
            for row, batch_id, vendor_id, batch, order, state in rows
            if (batch_id, vendor_id) not in takes
        ]

    def _taking(self, places: set[tuple[int, int]], values: dict[str, Any]) -> set[tuple[int, int]]:
        """The places where a share of this import's order is open, or will be opened for what it brings."""
        mine = [(*place, 0) for place in sorted(places) if place[1] in self.orders]
        shut = BatchShare.objects.standing().filter(
            work_order__in=[order.pk for order in self.orders.values()]
        )
        shut = shut.exclude(state=ShareState.ISSUED).filter(batch__in=[batch_id for batch_id, _, _ in mine])
        return set(self._paid(mine, values)) - set(shut.values_list("batch", "vendor"))

    def find(self, values: dict[str, Any]) -> None:
        """Before the staged rows are loaded: the share of each place that has a row without one."""
        places = answers(_PLACES, values | {"vendors": list(self.orders)}) if self.orders else []
        self.with_known = [batch_id for batch_id, _, known in places if known]
        _lock(batch_id for batch_id, _, _ in places)
        shares = [
            self._waiting(batch_id, self.orders[vendor_id])
            for batch_id, vendor_id in self._paid(places, values)
        ]
        rows = [(share.batch_id, share.vendor_id, share.pk) for share in shares if share]
        with connection.cursor() as cursor:
            cursor.execute("truncate staged_share")
            cursor.executemany("insert into staged_share values (%s, %s, %s)", rows)

    def _paid(self, places: list[tuple[Any, ...]], values: dict[str, Any]) -> list[tuple[int, int]]:
        """The places that have a share, and those that bring something to pay for: repeats alone open no share."""
        orders = [order.pk for order in self.orders.values()]
        batches = [batch_id for batch_id, _, _ in places]
        standing = BatchShare.objects.standing().filter(batch__in=batches, work_order__in=orders)
        opened = set(standing.values_list("batch", "vendor"))
        fresh = [
            (batch_id, vendor_id) for batch_id, vendor_id, _ in places if (batch_id, vendor_id) not in opened
        ]
        if fresh:
            batches, of_vendors = (list(keys) for keys in zip(*fresh, strict=True))
            _find_room(batches)
            opened |= set(answers(_PAYABLE, values | {"room_of": batches, "of_vendors": of_vendors}))
        return sorted(opened)

    def _waiting(self, batch_id: int, order: WorkOrder) -> BatchShare | None:
        """The share, locked so that nobody delivers it before its labels are in; None when it is delivered."""
        mine = BatchShare.objects.standing().filter(batch=batch_id, work_order=order)
        share = mine.select_for_update().first()
        if share is None:
            share = self._begun(Batch.objects.get(pk=batch_id), order)
        return share if share.state == ShareState.ISSUED else None

    def _begun(self, batch: Batch, order: WorkOrder) -> BatchShare:
        share = BatchShare.objects.create(
            vendor_id=order.vendor_id,
            batch=batch,
            work_order=order,
            judgements_per_item=1,
            due_on=order.due_on,
            attempt=next_attempt(batch, order),
        )
        Batch.objects.filter(pk=batch.pk, state=BatchState.PREPARED).update(
            state=BatchState.ISSUED, due_on=order.due_on
        )
        record("share.imported", share, actor=self.run.started_by, batch=batch.number, order=order.number)
        return share

    def claim_known(self, values: dict[str, Any]) -> None:
        """What an earlier file brought and no order paid for is paid when a file under an order brings it."""
        if self.with_known:
            _find_room(self.with_known)
            changed(_CLAIM, values)


def _find_room(batches: list[int]) -> None:
    """How much room each item of the batches has left, in a table beside the staged rows."""
    with connection.cursor() as cursor:
        cursor.execute("truncate staged_room")
        cursor.execute(_FIND_ROOM, {"room_of": batches, "but": None})
        cursor.execute("analyze staged_room")


def share_out(run: ImportRun) -> None:
    """No more of the file comes: what waits for nothing else is counted, and what is whole is delivered.

    A share that files made waits until as many people have judged every item of its batch as the project asks for.
    """
    loose = Annotation.objects.filter(batch=OuterRef("batch"), share=OuterRef("pk"), slot=None)
    mine = BatchShare.objects.open().filter(Exists(loose), batch__project=run.project_id)
    mine = mine.exclude(work_order__number__in=orders_on_their_way())  # counted when theirs is in
    _lock(mine.values_list("batch", flat=True))
    for share in mine.select_related("batch__project").order_by("batch", "pk"):
        count_again(share)
    outside = Exists(Annotation.objects.filter(batch=OuterRef("pk"), slot=None))
    for batch_id in run.project.batches.filter(outside).order_by("pk").values_list("pk", flat=True):
        enqueue("quality.measure_batch", batch_id=batch_id)


def _lock(batch_ids: Iterable[int]) -> None:
    """Batches come before their shares, for everybody who changes both."""
    list(Batch.objects.filter(pk__in=list(batch_ids)).order_by("pk").select_for_update())


def orders_of(run: ImportRun) -> dict[int, WorkOrder]:
    """By vendor, the order under which its labels come."""
    named: dict[str, str] = run.options.get("orders", {})
    orders = WorkOrder.objects.filter(program=run.project.program_id, number__in=named.values())
    return {
        order.vendor_id: order
        for order in orders.select_related("vendor")
        if named.get(order.vendor.slug) == order.number
    }
