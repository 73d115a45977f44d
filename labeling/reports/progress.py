"""How far labeling is. Shares carry their totals, so the cost follows the work that is open, not all that was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Subquery

from labeling.choices import ShareState, SlotState
from labeling.models import Annotation, Batch, BatchShare, Slot
from labeling.reports.room import is_complete

DAYS = 7

# A batch that no order covers, or not yet, counts who judged its items in the files that came.
_BATCHES = """
select b.id, b.project_id,
       greatest(b.items * p.judgements_per_item, coalesce(s.asked, 0)) planned,
       case when s.asked is null then coalesce(l.labels, 0) else s.asked - coalesce(u.open, 0) end done
from labeling_batch b
join labeling_project p on p.id = b.project_id
left join lateral (select nullif(sum(judgements), 0) asked from labeling_batchshare where batch_id = b.id) s on true
left join lateral (select count(*) open from labeling_slot o
                   join labeling_batchshare h on h.id = o.share_id
                   where h.batch_id = b.id and h.state = 'issued' and o.state <> 'done') u on s.asked is not null
left join lateral (select count(distinct (task_id, worker_id)) labels from labeling_annotation
                   where batch_id = b.id) l on s.asked is null
where {where}
"""
_PROJECTS = "select project_id, sum(planned), sum(done) from ({batches}) b group by project_id"


@dataclass(frozen=True)
class Progress:
    """Judgements that are in, of those that are planned."""

    done: int = 0
    planned: int = 0

    @property
    def left(self) -> int:
        return max(0, self.planned - self.done)

    @property
    def share(self) -> float | None:
        return self.done / self.planned if self.planned else None

    @property
    def percent(self) -> float | None:
        return None if self.share is None else 100 * self.share


@dataclass(frozen=True)
class Pace:
    """Judgements that came in the last seven days; None when there were none to count."""

    judgements: int

    @property
    def per_day(self) -> float | None:
        return self.judgements / DAYS if self.judgements else None

    def days_for(self, left: int) -> int | None:
        return -(-left * DAYS // self.judgements) if self.judgements else None


def progress_of_projects(project_ids: Sequence[int]) -> dict[int, Progress]:
    sql = _PROJECTS.format(batches=_BATCHES.format(where="b.project_id = any(%s)"))
    found = {key: Progress(int(done), int(planned)) for key, planned, done in _rows(sql, project_ids)}
    return {key: found.get(key, Progress()) for key in project_ids}


def progress_of_batches(batch_ids: Sequence[int]) -> dict[int, Progress]:
    sql = f"select id, planned, done from ({_BATCHES.format(where='b.id = any(%s)')}) b"  # noqa: S608 -- constants
    return {key: Progress(int(done), int(planned)) for key, planned, done in _rows(sql, batch_ids)}


def _rows(sql: str, keys: Sequence[int]) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(keys)])
        return cursor.fetchall()


def pace_of_projects(project_ids: Sequence[int], *, at: datetime) -> dict[int, Pace]:
    recent = Annotation.objects.filter(
        project__in=list(project_ids), labeled_at__gt=at - timedelta(days=DAYS), labeled_at__lte=at
    )
    found = dict(recent.order_by().values_list("project").annotate(n=Count("pk")))
    return {key: Pace(found.get(key, 0)) for key in project_ids}


def surplus_of(shares: Iterable[BatchShare]) -> dict[int, int | None]:
    """Labels from files beyond what a share is paid for: more than was asked, a second of one labeler, or too late.

    None while that is not counted, because a file or other judgements of the batch are still to come.
    """
    known = {share.pk: share for share in shares}
    loose = Annotation.objects.filter(share__in=known, slot=None).order_by()
    handed_out = Exists(Slot.objects.filter(share=OuterRef("share")))
    found = loose.values_list("share").annotate(n=Count("pk"), has_slots=handed_out)
    left = {key: labels if has_slots else _beyond(known[key], labels) for key, labels, has_slots in found}
    for key, labels in _after_delivery(known.values()):
        left[key] = (left.get(key) or 0) + labels
    return {key: surplus for key, surplus in left.items() if surplus != 0}


def _after_delivery(shares: Iterable[BatchShare]) -> list[tuple[int, int]]:
    """Of each delivered share, how many labels of its vendor files brought under no share when it was delivered."""
    delivered = {share.pk: share.batch_id for share in shares if share.state == ShareState.DELIVERED}
    mine = BatchShare.objects.filter(
        pk__in=delivered,
        batch=OuterRef("batch"),
        vendor=OuterRef("vendor"),
        delivery__delivered_at__lt=OuterRef("created_at"),
    )
    loose = Annotation.objects.filter(batch__in=set(delivered.values()), share=None, slot=None).order_by()
    loose = loose.annotate(home=Subquery(mine.order_by("-pk").values("pk")[:1])).exclude(home=None)
    return list(loose.values_list("home").annotate(n=Count("pk")))


def _beyond(share: BatchShare, labels: int) -> int | None:
    is_counted = share.judgements or is_complete(share)
    return labels - share.judgements if is_counted else None


def untouched_slots() -> Subquery:
    """Beside a share, how many of its slots nobody has begun."""
    untouched = Slot.objects.filter(share=OuterRef("pk"), state=SlotState.OPEN).order_by().values("share")
    return Subquery(untouched.annotate(n=Count("pk")).values("n"))


def labels_by_task(batch: Batch, task_ids: Sequence[int]) -> dict[int, int]:
    """How many judgements each of these tasks has."""
    found = Annotation.objects.filter(batch=batch, task__in=list(task_ids)).order_by().values_list("task")
    counted = dict(found.annotate(n=Count("pk")))
    return {key: counted.get(key, 0) for key in task_ids}
