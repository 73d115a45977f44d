"""What is stored of some batches, read at once, so that counting many costs few questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from labeling.models import Annotation, Batch, BatchShare
from quality.models import BatchTally, GoldCount, GoldItem
from quality.reports.counting import Share
from vendors.models import Evidence

Shares = dict[tuple[int, str], Share]


@dataclass(frozen=True)
class Known:
    """By batch: its newest label, gold by task, counts by worker, its tally, and by vendor the attempt that
    is counted now with its evidence."""

    newest: dict[int, int]
    gold: dict[int, dict[int, int]]
    counts: dict[int, dict[int, Share]]
    attempts: dict[int, dict[int, int]]
    evidence: dict[int, Shares]
    tallies: dict[int, BatchTally]

    @classmethod
    def of(cls, batches: Sequence[Batch]) -> Known:
        attempts = _attempts(batches)
        return cls(
            _newest(batches),
            _gold(batches),
            _counts(batches),
            attempts,
            _evidence(batches, attempts),
            {tally.batch_id: tally for tally in BatchTally.objects.filter(batch__in=batches)},
        )


def _newest(batches: Sequence[Batch]) -> dict[int, int]:
    """One look into an index for each batch, however many labels it has."""
    newest = Annotation.objects.filter(batch=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    rows = Batch.objects.filter(pk__in=[batch.pk for batch in batches]).annotate(newest=Subquery(newest))
    return {pk: label or 0 for pk, label in rows.values_list("pk", "newest")}


def _gold(batches: Sequence[Batch]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = GoldItem.objects.in_force().filter(task__batch__in=batches)
    for batch_id, task_id, code in rows.values_list("task__batch", "task", "code"):
        found[batch_id][task_id] = code
    return found


def _counts(batches: Sequence[Batch]) -> dict[int, dict[int, Share]]:
    found: dict[int, dict[int, Share]] = defaultdict(dict)
    rows = GoldCount.objects.filter(batch__in=batches)
    for batch_id, worker, correct, judged in rows.values_list("batch", "worker", "correct", "judged"):
        found[batch_id][worker] = Share(correct, judged)
    return found


def _attempts(batches: Sequence[Batch]) -> dict[int, dict[int, int]]:
    """Only where work was begun again; everybody else is at the first."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    again = BatchShare.objects.filter(batch__in=batches, attempt__gt=1)
    for batch_id, vendor, attempt in again.order_by("attempt").values_list("batch", "vendor", "attempt"):
        found[batch_id][vendor] = attempt
    return found


def _evidence(batches: Sequence[Batch], attempts: dict[int, dict[int, int]]) -> dict[int, Shares]:
    """Of the attempt that is counted now. Below us a batch is known by its number."""
    by_number = {batch.number: batch.pk for batch in batches}
    found: dict[int, Shares] = defaultdict(dict)
    rows = Evidence.objects.filter(
        program__in={batch.project.program_id for batch in batches}, batch_ref__in=by_number
    )
    for number, vendor, metric, attempt, *share in rows.values_list(
        "batch_ref", "vendor", "metric", "attempt", "numerator", "denominator"
    ):
        batch_id = by_number[number]
        if attempt == attempts[batch_id].get(vendor, 1):
            found[batch_id][vendor, metric] = Share(*share)
    return found
