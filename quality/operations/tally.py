from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dataops.audit.recording import record
from dataops.jobs.outbox import enqueue
from labeling.models import Batch
from quality.models import BatchTally, GoldCount, GoldItem
from quality.reports.counting import BatchCounts, Share, count_batch
from quality.reports.judgements import Judgements
from quality.reports.state import figures
from vendors.choices import EvidenceMetric
from vendors.models import Evidence, Worker
from vendors.operations.evidence import record_evidence


@transaction.atomic
def measure_batch(batch_id: int, *, at: datetime) -> BatchTally:
    """Count one batch anew and put the counts in place of the old ones, whole.

    Twice, by two workers or after a crash: the batch is locked, and the same labels give the same counts.
    """
    batch = (
        Batch.objects.select_for_update(no_key=True, of=("self",))
        .select_related("schema", "project")
        .get(pk=batch_id)
    )
    # Read before the rows: a label that comes in between makes the tally look old, never new.
    newest = batch.annotations.order_by("-pk").values_list("pk", flat=True).first() or 0
    judgements = Judgements.of_batch(batch.pk)
    workers, _ = judgements.people()
    counts = count_batch(
        judgements,
        [choice["code"] for choice in batch.schema.choices],
        dict(GoldItem.objects.in_force().filter(task__batch=batch).values_list("task_id", "code")),
        dict(Worker.objects.filter(pk__in=workers.tolist()).values_list("pk", "vendor_id")),
    )
    _keep_gold_counts(batch, counts)
    _hand_evidence_down(batch, counts, at=at)
    return _keep_tally(batch, counts, seen=len(judgements), newest=newest, at=at)


def _keep_tally(batch: Batch, counts: BatchCounts, *, seen: int, newest: int, at: datetime) -> BatchTally:
    fields: dict[str, Any] = {
        "state": counts.state.to_json(),
        "annotations_seen": seen,
        "last_annotation": newest,
    }
    kept = BatchTally.objects.filter(batch=batch).first()
    if kept and all(getattr(kept, name) == value for name, value in fields.items()):
        return kept
    fields |= {"results": figures(counts.state.tally), "computed_at": at, "project_id": batch.project_id}
    kept, _ = BatchTally.objects.update_or_create(batch=batch, defaults=fields)
    record("batch.measured", batch, actor=None, judgements=kept.results["judgements"])
    enqueue("quality.measure_project", project_id=batch.project_id)
    return kept


def _keep_gold_counts(batch: Batch, counts: BatchCounts) -> None:
    """Write what differs from what is there, so that counting again costs no writes."""
    rows = GoldCount.objects.filter(batch=batch).values_list("worker", "correct", "judged")
    there = {worker: Share(correct, judged) for worker, correct, judged in rows}
    moved = {worker: share for worker, share in counts.gold.items() if there.get(worker) != share}
    if gone := there.keys() - counts.gold.keys():
        GoldCount.objects.filter(batch=batch, worker__in=gone).delete()
    vendors = dict(Worker.objects.filter(pk__in=moved).values_list("pk", "vendor_id")) if moved else {}
    GoldCount.objects.bulk_create(
        [
            GoldCount(
                project_id=batch.project_id,
                batch=batch,
                vendor_id=vendors[worker],
                worker_id=worker,
                judged=share.denominator,
                correct=share.numerator,
            )
            for worker, share in moved.items()
        ],
        update_conflicts=True,
        unique_fields=["batch", "worker"],
        update_fields=["judged", "correct", "vendor"],
    )


def _hand_evidence_down(batch: Batch, counts: BatchCounts, *, at: datetime) -> None:
    """Scorecards live below us: each vendor's counts in this batch are written there when they differ."""
    program_id = batch.project.program_id
    rows = Evidence.objects.filter(program=program_id, batch_ref=batch.number)
    there: dict[tuple[int, str], Share] = {
        (vendor, metric): Share(numerator, denominator)
        for vendor, metric, numerator, denominator in rows.values_list(
            "vendor", "metric", "numerator", "denominator"
        )
    }
    found: dict[tuple[int, str], Share] = {}
    found |= {(vendor, EvidenceMetric.AGREEMENT): share for vendor, share in counts.agreement.items()}
    found |= {
        (vendor, EvidenceMetric.GOLD_ACCURACY): share for vendor, share in counts.gold_by_vendor.items()
    }
    nothing = Share(0, 0)
    for vendor, metric in sorted(found.keys() | there.keys()):
        share = found.get((vendor, metric), nothing)
        if share != there.get((vendor, metric), nothing):
            record_evidence(
                vendor_id=vendor,
                program_id=program_id,
                batch_ref=batch.number,
                metric=EvidenceMetric(metric),
                numerator=share.numerator,
                denominator=share.denominator,
                on=at.date(),
            )
