from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record_each
from vendors.choices import EvidenceMetric
from vendors.models import Evidence


@dataclass(frozen=True)
class Counted:
    """What quality counted about one vendor's part of a batch: so many of so many."""

    vendor_id: int
    metric: EvidenceMetric
    numerator: int
    denominator: int
    attempt: int = 1


def record_evidence(
    *,
    vendor_id: int,
    program_id: int,
    batch_ref: str,
    metric: EvidenceMetric,
    numerator: int,
    denominator: int,
    on: date,
    attempt: int = 1,
    actor: User | None = None,
) -> None:
    """The counts of one vendor by one metric."""
    counted = Counted(vendor_id, metric, numerator, denominator, attempt)
    record_counts([counted], program_id=program_id, batch_ref=batch_ref, on=on, actor=actor)


@transaction.atomic
def record_counts(
    counted: Sequence[Counted], *, program_id: int, batch_ref: str, on: date, actor: User | None = None
) -> None:
    """What quality counted in a batch. Counting again replaces; the same twice is once.

    The day stays that of the first count: work belongs to its month, whenever it is counted again.
    """
    if not counted:
        return
    before = Evidence.objects.select_for_update().filter(program=program_id, batch_ref=batch_ref).order_by("pk")
    there = {(kept.vendor_id, kept.metric, kept.attempt): kept for kept in before}
    moved = []
    for each in counted:
        kept = there.get((each.vendor_id, each.metric, each.attempt))
        if kept is None or (kept.numerator, kept.denominator) != (each.numerator, each.denominator):
            moved.append(
                Evidence(
                    vendor_id=each.vendor_id,
                    program_id=program_id,
                    batch_ref=batch_ref,
                    attempt=each.attempt,
                    metric=each.metric,
                    numerator=each.numerator,
                    denominator=each.denominator,
                    measured_on=kept.measured_on if kept else on,
                )
            )
    Evidence.objects.bulk_create(
        moved,
        update_conflicts=True,
        unique_fields=["vendor", "program", "batch_ref", "metric", "attempt"],
        update_fields=["numerator", "denominator", "updated_at"],
    )
    told = [(row, {"metric": str(row.metric), "of": [row.numerator, row.denominator]}) for row in moved]
    record_each("evidence.recorded", told, actor=actor)
