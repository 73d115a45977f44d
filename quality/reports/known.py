"""What is stored of some batches, read at once, so that counting them costs few questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dataops.base.statements import Statement
from labeling.models import Batch
from quality.models import BatchTally
from quality.reports.counting import Share
from quality.reports.judgements import Judgements

Shares = dict[tuple[int, str], Share]

# One question and not five: each took longer to ask than to answer. The newest number is one look into an index:
# asked for by an equality, Postgres may walk back from the newest label of all batches until it meets one of this.
_STORED = Statement("""
select b.id,
    (select id from labeling_annotation where batch_id between b.id and b.id order by batch_id desc, id desc limit 1),
    (select json_agg(json_build_array(worker_id, correct, judged))
     from quality_goldcount where batch_id = b.id),
    (select json_agg(json_build_array(vendor_id, attempt) order by attempt)
     from labeling_batchshare where batch_id = b.id and attempt > 1),
    (select json_agg(json_build_array(vendor_id, metric, attempt, numerator, denominator))
     from vendors_evidence where program_id = p.program_id and batch_ref = b.number)
from labeling_batch b join labeling_project p on p.id = b.project_id
where b.id = any(%(batches)s::bigint[])
""")
_TALLIES = Statement(
    "select {tally} from quality_batchtally tally where tally.batch_id = any(%(batches)s::bigint[])",
    tally=BatchTally,
)

# A batch's tasks were made together, so that few others' lie between its first and its last.
_GOLD = Statement("""
select t.batch_id, g.task_id, g.code
from unnest(%(batches)s::bigint[], %(firsts)s::bigint[], %(lasts)s::bigint[]) as span (batch, first, last)
join quality_golditem g on g.task_id between span.first and span.last and g.retired_at is null
join labeling_task t on t.id = g.task_id and t.batch_id = span.batch
""")
_HOMES = Statement("select id, vendor_id from vendors_worker where id = any(%(workers)s::bigint[])")


@dataclass(frozen=True)
class Known:
    """What is stored of one batch.

    Parameters
    ----------
    newest : the number of its newest label, 0 before the first
    counts : by worker, as `GoldCount` keeps them
    attempts : vendor to the attempt that is counted now, where work was begun again; others are at the first
    evidence : by vendor and metric, of that attempt. Below us a batch is known by its number.
    """

    newest: int
    counts: dict[int, Share]
    attempts: dict[int, int]
    evidence: Shares
    tally: BatchTally | None


def known_of(batches: Sequence[Batch]) -> dict[int, Known]:
    """By the batch's key."""
    keys = [batch.pk for batch in batches]
    tallies = {tally.batch_id: tally for (tally,) in _TALLIES.rows(batches=keys)}
    stored = _STORED.rows(batches=keys)
    return {batch_id: _known(*facts, tallies.get(batch_id)) for batch_id, *facts in stored}


def _known(newest, counts, shares, evidence, tally: BatchTally | None) -> Known:
    attempts = dict(shares or [])
    return Known(
        newest or 0,
        {worker: Share(*share) for worker, *share in counts or []},
        attempts,
        {
            (vendor, metric): Share(*share)
            for vendor, metric, attempt, *share in evidence or []
            if attempt == attempts.get(vendor, 1)
        },
        tally,
    )


def gold_of(read: Mapping[int, Judgements]) -> dict[int, dict[int, int]]:
    """By batch, task to the code that is right, for those of its tasks that somebody answered."""
    spans = [(pk, int(rows.task.min()), int(rows.task.max())) for pk, rows in read.items() if len(rows)]
    found: dict[int, dict[int, int]] = {pk: {} for pk in read}
    batches, firsts, lasts = ([span[place] for span in spans] for place in range(3))
    for batch_id, task_id, code in _GOLD.rows(batches=batches, firsts=firsts, lasts=lasts):
        found[batch_id][task_id] = code
    return found


def homes_of(workers: Collection[int]) -> dict[int, int]:
    """Worker to vendor."""
    return dict(_HOMES.rows(workers=sorted(workers)))
