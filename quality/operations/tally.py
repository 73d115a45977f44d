from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import transaction
from psycopg2.extras import Json

from dataops.audit.recording import record
from dataops.base.statements import Statement
from dataops.jobs.outbox import enqueue
from labeling.models import Batch
from quality.models import BatchTally, GoldCount
from quality.operations.running import Shift, shift_sum
from quality.reports.counting import BatchCounts, Share, count_batch
from quality.reports.judgements import Judgements
from quality.reports.known import Known, Shares, gold_and_homes, locked
from quality.reports.state import figures
from vendors.choices import EvidenceMetric
from vendors.operations.evidence import Counted, record_counts

NOTHING = Share(0, 0)

# Every batch that is counted asks these, some of them a minute.
_TALLY = Statement(
    """
insert into quality_batchtally as tally
(batch_id, project_id, state, results, annotations_seen, last_annotation, computed_at)
values (%(batch)s, %(project)s, %(state)s, %(results)s, %(annotations_seen)s, %(last_annotation)s, %(at)s)
on conflict (batch_id) do update
set project_id = excluded.project_id, state = excluded.state, results = excluded.results,
    annotations_seen = excluded.annotations_seen, last_annotation = excluded.last_annotation,
    computed_at = excluded.computed_at
returning {tally}
""",
    tally=BatchTally,
)
_COUNTS = Statement("""
insert into quality_goldcount (project_id, batch_id, vendor_id, worker_id, judged, correct)
select %(project)s::bigint, %(batch)s::bigint, each.*
from unnest(%(vendors)s::bigint[], %(workers)s::bigint[], %(judged)s::int[], %(correct)s::int[]) each
on conflict (batch_id, worker_id) do update
set vendor_id = excluded.vendor_id, judged = excluded.judged, correct = excluded.correct
""")


def measure_batch(batch_id: int, *, at: datetime) -> BatchTally:
    """Count one batch anew and put the counts in place of the old ones, whole."""
    [tally] = measure_batches([batch_id], at=at)
    return tally


@transaction.atomic
def measure_batches(batch_ids: Collection[int], *, at: datetime) -> list[BatchTally]:
    """Count some batches anew, about 10 ms for 10,000 labels; what has not moved is not written.

    Twice, by two workers or after a crash: batches are locked, and the same labels give the same counts.
    """
    # Read before the rows: a label that comes in between makes its tally look old, never new.
    known = locked(batch_ids)
    read = {before.batch.pk: Judgements.of_batch(before.batch.pk) for before in known}
    gold, vendor_of = gold_and_homes(read)
    tallies, shifts = [], defaultdict[int, Shift](Shift)
    for before in known:
        batch = before.batch
        codes = [choice["code"] for choice in batch.schema.choices]
        counts = count_batch(read[batch.pk], codes, gold[batch.pk], vendor_of)
        _keep_gold_counts(batch, counts.gold, before.counts, vendor_of)
        _hand_evidence_down(batch, counts, before, at=at)
        tally = _keep_tally(batch, before, counts, seen=len(read[batch.pk]), at=at)
        if tally is not before.tally:
            shifts[tally.project_id].add(before.tally, tally)
        tallies.append(tally)
    for project_id, shift in sorted(shifts.items(), key=itemgetter(0)):
        shift_sum(project_id, shift)
        enqueue("quality.measure_project", project_id=project_id)
    return tallies


def _keep_tally(batch: Batch, known: Known, counts: BatchCounts, *, seen: int, at: datetime) -> BatchTally:
    before = known.tally
    fields: dict[str, Any] = {
        "state": counts.state.to_json(),
        "annotations_seen": seen,
        "last_annotation": known.newest,
    }
    if before and all(getattr(before, name) == value for name, value in fields.items()):
        return before
    results = figures(counts.state.tally)
    plain = {name: Json(value) for name, value in (("state", fields.pop("state")), ("results", results))}
    [(kept,)] = _TALLY.rows(batch=batch.pk, project=batch.project_id, at=at, **plain, **fields)
    record("batch.measured", batch, actor=None, judgements=kept.results["judgements"])
    return kept


def _keep_gold_counts(
    batch: Batch, found: dict[int, Share], there: dict[int, Share], vendor_of: dict[int, int]
) -> None:
    if gone := there.keys() - found.keys():
        GoldCount.objects.filter(batch=batch, worker__in=gone).delete()
    moved = {worker: share for worker, share in found.items() if there.get(worker) != share}
    if moved:
        _COUNTS.rows(
            project=batch.project_id,
            batch=batch.pk,
            vendors=[vendor_of[worker] for worker in moved],
            workers=list(moved),
            judged=[share.denominator for share in moved.values()],
            correct=[share.numerator for share in moved.values()],
        )


def _hand_evidence_down(batch: Batch, counts: BatchCounts, known: Known, *, at: datetime) -> None:
    """Scorecards live below us: each vendor's counts in this batch are written there when they differ."""
    there, attempts = known.evidence, known.attempts
    found: Shares = {(vendor, EvidenceMetric.AGREEMENT): share for vendor, share in counts.agreement.items()}
    found |= {
        (vendor, EvidenceMetric.GOLD_ACCURACY): share for vendor, share in counts.gold_by_vendor.items()
    }
    held = {key: found.get(key, NOTHING) for key in found.keys() | there.keys()}
    counted = [
        Counted(vendor, EvidenceMetric(metric), share.numerator, share.denominator, attempts.get(vendor, 1))
        for (vendor, metric), share in sorted(held.items(), key=itemgetter(0))
        if share != there.get((vendor, metric), NOTHING)
    ]
    record_counts(counted, program_id=batch.project.program_id, batch_ref=batch.number, on=at.date())
