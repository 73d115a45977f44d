"""The room of an item: no more judgements of it are paid than its project asks for, whoever brings them.

What takes room is a slot, and in a share without slots the first judgement of each worker that files brought. It is
taken from when it is handed out or brought until its share is withdrawn: while it waits, when it is delivered, and
also when it was rejected, because then it may be done again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Count

from labeling.models import Batch, BatchShare, ImportRun

# `claim`: what files brought under orders, and whether there is room for it: after the slots, first what is delivered,
# then what came first. `room`: how much each item has left. Both are read off one list sorted by item and never joined:
# how many rows a batch has that was filled a moment ago the planner guesses wrong, and would compare each with each.
ROOM = """
with taken as materialized (
    select s.task_id, s.share_id from labeling_slot s join labeling_task t on t.id = s.task_id
    where t.batch_id = any(%(room_of)s::bigint[])
), once as (
    select distinct on (task_id, worker_id) id, task_id, slot_id, share_id
    from labeling_annotation where batch_id = any(%(room_of)s::bigint[]) order by task_id, worker_id, id
), listed (task_id, batch_id, n, id, share_id, place) as (
    select t.id, t.batch_id, p.judgements_per_item, null::bigint, null::bigint, null::bigint
    from labeling_task t join labeling_project p on p.id = t.project_id
    where t.batch_id = any(%(room_of)s::bigint[])
    union all
    select task_id, null, -1, null, null, null from taken
    union all
    select o.task_id, null, 0, o.id, o.share_id,
           row_number() over (partition by o.task_id order by h.delivery_id, o.id)
    from once o join labeling_batchshare h on h.id = o.share_id
    where o.slot_id is null and o.share_id not in (select share_id from taken)
), fitted as (
    select task_id, batch_id, n, id, share_id, place, place <= sum(n) over (partition by task_id) has_room from listed
), claim as (
    select id, task_id, share_id, place n, has_room from fitted where id is not null
), room as (
    select task_id, max(batch_id) batch_id,
           greatest(0, sum(n) - count(id) filter (where has_room and share_id is distinct from %(but)s)) n
    from fitted group by task_id
)
"""


def _answers(sql: str, batches: Sequence[int], *, but: int | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(ROOM + sql, {"room_of": list(batches), "but": but})
        return list(cursor.fetchall())


def paid_claims(batch_id: int) -> dict[int, int]:
    """By share that files made, for how many of its judgements there is room."""
    return dict(_answers("select share_id, count(*) from claim where has_room group by 1", [batch_id]))


def least_room(batch: Batch, *, but: int | None = None) -> int:
    """How many more judgements of every item of the batch can be asked for; what one share claims may be left out."""
    ((least,),) = _answers("select min(n) from room", [batch.pk], but=but)
    return batch.project.judgements_per_item if least is None else int(least)


def is_complete(share: BatchShare) -> bool:
    """Is everything in that the share will be paid for? One that files made waits for its files, and for its batch."""
    if share.slots.exists():
        return not share.slots.unfinished().exists()
    return share.work_order.number not in orders_on_their_way() and is_whole(share.batch)


def orders_on_their_way() -> set[str]:
    """The orders of which a file is coming in."""
    options = ImportRun.objects.under_way().values_list("options__orders", flat=True)
    return {number for orders in options for number in (orders or {}).values()}


def is_whole(batch: Batch) -> bool:
    """Has every item of the batch been judged by as many people as the project asks for, whoever they are?"""
    wanted = batch.project.judgements_per_item
    judges = Count("annotations__worker", distinct=True)
    return not batch.tasks.annotate(judges=judges).filter(judges__lt=wanted).exists()
