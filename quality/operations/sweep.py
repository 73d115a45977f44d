from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Max, Q

from dataops.jobs.outbox import enqueue, promised
from labeling.choices import BatchState
from quality.models import AggregationSnapshot, GoldItem, ProjectTally

# A number is taken before its row can be seen: for this long a batch's rows are counted as well.
SETTLING = timedelta(hours=1)
AGGREGATE_EVERY = timedelta(hours=1)
CHECK_EVERY = timedelta(days=1)

# The newest number of every batch is one look into an index; rows are counted only where some may have
# gone or come late.
_CHANGED = """
select b.id from labeling_batch b
left join quality_batchtally t on t.batch_id = b.id
left join lateral (
    select id from labeling_annotation where batch_id = b.id order by id desc limit 1
) newest on true
where coalesce(newest.id, 0) <> coalesce(t.last_annotation, 0)
or (t.id is not null and (b.state = %s or t.computed_at > %s)
    and t.annotations_seen <> (select count(*) from labeling_annotation a where a.batch_id = b.id))
order by b.id
"""


def sweep_batches(*, at: datetime) -> list[int]:
    """Promise a count of every batch whose labels have changed since its last one."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [BatchState.ISSUED, at - SETTLING])
        changed = [batch_id for (batch_id,) in cursor.fetchall()]
    waiting = promised("quality.measure_batch", "batch_id")
    due = [batch_id for batch_id in changed if batch_id not in waiting]
    for batch_id in due:
        enqueue("quality.measure_batch", batch_id=batch_id)
    _promise_aggregations(at=at)
    _promise_checks(at=at)
    return due


def _promise_aggregations(*, at: datetime) -> None:
    """Where gold or tallies are newer than the last aggregation, at most once an hour for each project."""
    last = dict(AggregationSnapshot.objects.values_list("project").annotate(Max("computed_at")))
    waiting = promised("quality.aggregate_project", "project_id")
    moved = GoldItem.objects.values("project").annotate(
        counted=Max("project__tallies__computed_at"), kept=Max("updated_at")
    )
    for row in moved:
        project_id, before = row["project"], last.get(row["project"])
        newest = max(filter(None, (row["counted"], row["kept"])))
        is_due = before is None or (newest > before and before < at - AGGREGATE_EVERY)
        if is_due and row["counted"] and project_id not in waiting:
            enqueue("quality.aggregate_project", project_id=project_id)


def _promise_checks(*, at: datetime) -> None:
    """Where batches were counted since the project's sum was last held against them, once a day."""
    rows = ProjectTally.objects.filter(Q(checked_at=None) | Q(checked_at__lt=at - CHECK_EVERY))
    moved = rows.filter(Q(checked_at=None) | Q(project__tallies__computed_at__gt=F("checked_at")))
    due = set(moved.values_list("project", flat=True)) - promised("quality.check_project", "project_id")
    for project_id in sorted(due):
        enqueue("quality.check_project", project_id=project_id)
