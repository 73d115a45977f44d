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
from vendors.models import Evidence
from vendors.operations.evidence import record_evidence


@transaction.atomic
def measure_batch(batch_id: int, *, at: datetime) -> BatchTally:
    """Count one batch anew and put the counts in place of the old ones, whole.

    Twice, by two workers or after a crash: the batch is locked, and the same labels give the same counts.
    """
    batch = Batch.objects.select_for_update(no_key=True, of=("self",)).select_related("schema", "project").get(pk=batch_id)
    judgements = Judgements.of_batch(batch.pk)
    gold = dict(GoldItem.objects.in_force().filter(task__batch=batch).values_list("task_id", "code"))
    counts = count_batch(judgements, [choice["code"] for choice in batch.schema.choices], gold)
    _keep_gold_counts(batch, counts)
    _hand_evidence_down(batch, counts, at=at)
    return _keep_tally(batch, judgements, counts, at=at)


def _keep_tally(batch: Batch, judgements: Judgements, counts: BatchCounts, *, at: datetime) -> BatchTally:
    fields: dict[str, Any] = {
        "state": counts.state.to_json(),
        "annotations_seen": len(judgements),
        "last_annotation": int(judgements.id.max(initial=0)),
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
    rows = GoldCount.objects.filter(batch=batch).values_list("vendor", "worker", "correct", "judged")
    there = {(vendor, worker): Share(correct, judged) for vendor, worker, correct, judged in rows}
    moved = {key: share for key, share in counts.gold.items() if there.get(key) != share}
    if gone := [worker for _, worker in there.keys() - counts.gold.keys()]:
        GoldCount.objects.filter(batch=batch, worker__in=gone).delete()
    GoldCount.objects.bulk_create(
        [
            GoldCount(
                project_id=batch.project_id,
                batch=batch,
                vendor_id=vendor,
                worker_id=worker,
                judged=share.denominator,
                correct=share.numerator,
            )
            for (vendor, worker), share in moved.items()
        ],
        update_conflicts=True,
        unique_fields=["batch", "worker"],
        update_fields=["judged", "correct", "vendor"],
    )


def _hand_evidence_down(batch: Batch, counts: BatchCounts, *, at: datetime) -> None:
    """Scorecards live below us: each vendor's counts in this batch are written there when they differ."""
    program_id = batch.project.program_id
    rows = Evidence.objects.filter(program=program_id, batch_ref=batch.number)
    there = {
        (vendor, metric): Share(numerator, denominator)
        for vendor, metric, numerator, denominator in rows.values_list(
            "vendor", "metric", "numerator", "denominator"
        )
    }
    found = {(vendor, EvidenceMetric.AGREEMENT): share for vendor, share in counts.agreement.items()}
    found |= {(vendor, EvidenceMetric.GOLD_ACCURACY): share for vendor, share in counts.gold_by_vendor.items()}
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
