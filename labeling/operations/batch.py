from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from labeling import rules
from labeling.choices import BatchState, ShareState
from labeling.models import Batch, BatchShare, Dataset, Item, Project
from labeling.operations.share import fill_slots, next_attempt
from vendors.models import WorkOrder

LARGEST = 10_000
MOST_AT_ONCE = 100_000  # items: what one request has the time for

_NUMBERS = "select nextval(pg_get_serial_sequence('labeling_batch', 'id')) from generate_series(1, %s)"
_TASKS = """
insert into labeling_task (project_id, batch_id, item_id)
select %(project)s, (%(batches)s)[(row_number() over (order by i.id) - 1) / %(size)s + 1], i.id
from labeling_item i
where i.dataset_id = %(dataset)s
  and not exists (select 1 from labeling_task t where t.project_id = %(project)s and t.item_id = i.id)
order by i.id limit %(most)s
"""
# Copy by copy and not item by item: whoever comes first is not offered the same item again and again.
_SLOTS = """
insert into labeling_slot (vendor_id, share_id, project_id, task_id, state, skipped_by)
select %s, %s, t.project_id, t.id, 'open', '{}'
from generate_series(1, %s) copy, labeling_task t
where t.batch_id = %s
order by copy, t.id
"""


class CannotPrepare(Refused):
    pass


class CannotIssue(Refused):
    pass


@transaction.atomic
def prepare_batches(project: Project, dataset: Dataset, *, size: int, actor: User | None) -> list[Batch]:
    """Put the dataset's items that are in no batch of the project yet into batches of `size`.

    Twice makes nothing new. At most 100,000 items are taken; ask again for the rest.
    """
    if not 1 <= size <= LARGEST:
        raise CannotPrepare(f"A batch holds between 1 and {LARGEST:,} items.")
    if dataset.program_id != project.program_id:
        raise CannotPrepare(f"{dataset.name} belongs to another program.")
    Project.objects.select_for_update().get(pk=project.pk)
    waiting = min(unbatched(project, dataset), MOST_AT_ONCE - MOST_AT_ONCE % size)
    if waiting == 0:
        return []
    batches = _new_batches(project, dataset, sizes=[min(size, waiting - n) for n in range(0, waiting, size)])
    with connection.cursor() as cursor:
        cursor.execute(
            _TASKS,
            {
                "project": project.pk,
                "dataset": dataset.pk,
                "size": size,
                "most": waiting,
                "batches": [batch.pk for batch in batches],
            },
        )
    record(
        "batches.prepared", project, actor=actor, dataset=dataset.name, batches=len(batches), items=waiting
    )
    return batches


def unbatched(project: Project, dataset: Dataset) -> int:
    return Item.objects.filter(dataset=dataset).exclude(tasks__project=project).count()


def _new_batches(project: Project, dataset: Dataset, *, sizes: list[int]) -> list[Batch]:
    """The number on a batch is its key, so that it is known before the row is."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [len(sizes)])
        keys = [key for (key,) in cursor.fetchall()]
    schema, guideline = project.latest_schema(), project.latest_guideline()
    dataset.refresh_from_db(fields=["columns"])
    return Batch.objects.bulk_create(
        Batch(
            pk=key,
            project=project,
            dataset=dataset,
            schema=schema,
            guideline=guideline,
            number=f"B-{key:05}",
            items=items,
            columns=dataset.columns,
        )
        for key, items in zip(keys, sizes, strict=True)
    )


@transaction.atomic
def issue(
    batch: Batch,
    order: WorkOrder,
    *,
    judgements_per_item: int,
    due_on: date,
    actor: User | None,
    at: datetime,
) -> BatchShare:
    """Hand the batch to the order's vendor: room for so many judgements of every item.

    Twice is once. A batch that nobody had before is labeled under the newest schema and guideline;
    of one that the order's files began, what they lack is handed out.
    """
    Project.objects.select_for_update(no_key=True).get(pk=batch.project_id)  # nobody closes it meanwhile
    batch = Batch.objects.select_for_update(of=("self",)).select_related("project__program").get(pk=batch.pk)
    begun = batch.shares.standing().select_for_update().filter(work_order=order).first()
    order = _locked(order)
    if begun and (begun.state != ShareState.ISSUED or begun.slots.exists()):
        return begun
    [verdict] = rules.can_issue(batch, [order], judgements_per_item=judgements_per_item, on=at.date())
    if not verdict:
        raise CannotIssue(verdict.reason)
    _hand_out(batch, due_on=due_on)
    share, _ = BatchShare.objects.standing().update_or_create(
        batch=batch,
        work_order=order,
        defaults={
            "judgements_per_item": judgements_per_item,
            "judgements": batch.items * judgements_per_item,
            "due_on": due_on,
        },
        create_defaults={
            "vendor": order.vendor,
            "attempt": next_attempt(batch, order),
            "judgements_per_item": judgements_per_item,
            "judgements": batch.items * judgements_per_item,
            "due_on": due_on,
        },
    )
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, [order.vendor_id, share.pk, judgements_per_item, batch.pk])
    if begun:
        fill_slots(share)
    record(
        "batch.issued",
        share,
        actor=actor,
        batch=batch.number,
        order=order.number,
        judgements=share.judgements,
    )
    return share


def _hand_out(batch: Batch, *, due_on: date) -> None:
    if batch.state == BatchState.PREPARED and not batch.annotations.exists():
        batch.schema = batch.project.latest_schema() or batch.schema
        batch.guideline = batch.project.latest_guideline() or batch.guideline
    batch.state = BatchState.ISSUED
    batch.due_on = max(batch.due_on or due_on, due_on)
    batch.save(update_fields=["schema", "guideline", "state", "due_on", "updated_at"])


def _locked(order: WorkOrder) -> WorkOrder:
    """Two batches issued at once must not take the same judgements of one order."""
    orders = WorkOrder.objects.select_related("vendor__organisation", "rate_line").select_for_update(
        of=("self",)
    )
    return orders.get(pk=order.pk)
