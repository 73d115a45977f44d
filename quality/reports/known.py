"""Batches and what is stored of them, read at once, so that counting them costs few questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dataops.base.statements import Statement
from labeling.models import Batch, LabelSchema, Project
from quality.models import BatchTally
from quality.reports.counting import Share
from quality.reports.judgements import Judgements

Shares = dict[tuple[int, str], Share]

# Two batches counted at once by two workers wait for one another and never both: in the order of their keys.
_LOCK = "select 1 from labeling_batch where id = any(%(batches)s::bigint[]) order by id for no key update;"

# One question and not seven: each took longer to ask than to answer. The newest number is one look into an index:
# asked for by an equality, Postgres may walk back from the newest label of all batches until it meets one of this.
_STORED = Statement(
    """
select {batch}, {question}, {project}, {tally},
    (select id from labeling_annotation where batch_id between batch.id and batch.id
     order by batch_id desc, id desc limit 1),
    (select json_agg(json_build_array(worker_id, correct, judged))
     from quality_goldcount where batch_id = batch.id),
    (select json_agg(json_build_array(vendor_id, attempt) order by attempt)
     from labeling_batchshare where batch_id = batch.id and attempt > 1),
    (select json_agg(json_build_array(vendor_id, metric, attempt, numerator, denominator))
     from vendors_evidence where program_id = project.program_id and batch_ref = batch.number)
from labeling_batch batch
join labeling_labelschema question on question.id = batch.schema_id
join labeling_project project on project.id = batch.project_id
left join quality_batchtally tally on tally.batch_id = batch.id
where batch.id = any(%(batches)s::bigint[]) order by batch.id
""",
    first=_LOCK,
    batch=Batch,
    question=LabelSchema,
    project=Project,
    tally=BatchTally,
)

# A batch's tasks were made together, so that few others' lie between its first and its last.
_BESIDE = Statement("""
select
    (select json_agg(json_build_array(t.batch_id, g.task_id, g.code))
     from unnest(%(batches)s::bigint[], %(firsts)s::bigint[], %(lasts)s::bigint[]) as span (batch, first, last)
     join quality_golditem g on g.task_id between span.first and span.last and g.retired_at is null
     join labeling_task t on t.id = g.task_id and t.batch_id = span.batch),
    (select json_agg(json_build_array(id, vendor_id)) from vendors_worker where id = any(%(workers)s::bigint[]))
""")


@dataclass(frozen=True)
class Known:
    """A batch with its schema and project, and what is stored of it.

    Parameters
    ----------
    newest : the number of its newest label, 0 before the first
    counts : by worker, as `GoldCount` keeps them
    attempts : vendor to the attempt that is counted now, where work was begun again; others are at the first
    evidence : by vendor and metric, of that attempt. Below us a batch is known by its number.
    """

    batch: Batch
    newest: int
    counts: dict[int, Share]
    attempts: dict[int, int]
    evidence: Shares
    tally: BatchTally | None


def locked(batch_ids: Collection[int]) -> list[Known]:
    """In the order of their keys, and held to the end of the transaction."""
    return [_known(*row) for row in _STORED.rows(batches=sorted(batch_ids))]


def _known(batch: Batch, question, project, tally: BatchTally, newest, counts, shares, evidence) -> Known:
    batch.schema, batch.project = question, project
    attempts = dict(shares or [])
    return Known(
        batch,
        newest or 0,
        {worker: Share(*share) for worker, *share in counts or []},
        attempts,
        {
            (vendor, metric): Share(*share)
            for vendor, metric, attempt, *share in evidence or []
            if attempt == attempts.get(vendor, 1)
        },
        tally if tally.pk else None,
    )


def gold_and_homes(read: Mapping[int, Judgements]) -> tuple[dict[int, dict[int, int]], dict[int, int]]:
    """By batch, task to the code that is right, for tasks that somebody answered; and worker to vendor."""
    spans = [(pk, int(rows.task.min()), int(rows.task.max())) for pk, rows in read.items() if len(rows)]
    batches, firsts, lasts = ([span[place] for span in spans] for place in range(3))
    workers = sorted({worker for rows in read.values() for worker in rows.people[0].tolist()})
    [(gold, homes)] = _BESIDE.rows(batches=batches, firsts=firsts, lasts=lasts, workers=workers)
    found: dict[int, dict[int, int]] = {pk: {} for pk in read}
    for batch_id, task_id, code in gold or []:
        found[batch_id][task_id] = code
    return found, dict(homes or [])
