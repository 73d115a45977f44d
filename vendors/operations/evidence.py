from __future__ import annotations

from datetime import date

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from vendors.choices import EvidenceMetric
from vendors.models import Evidence


@transaction.atomic
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
) -> Evidence:
    """What quality counted about a vendor's part of a batch. Counting again replaces; the same twice is once.

    The day stays that of the first count: work belongs to its month, whenever it is counted again.
    """
    counted = {"numerator": numerator, "denominator": denominator, "measured_on": on}
    evidence, is_new = Evidence.objects.select_for_update().get_or_create(
        vendor_id=vendor_id,
        program_id=program_id,
        batch_ref=batch_ref,
        metric=metric,
        attempt=attempt,
        defaults=counted,
    )
    has_moved = (evidence.numerator, evidence.denominator) != (numerator, denominator)
    if has_moved:
        evidence.numerator, evidence.denominator = numerator, denominator
        evidence.save(update_fields=["numerator", "denominator", "updated_at"])
    if is_new or has_moved:
        record("evidence.recorded", evidence, actor=actor, metric=str(metric), of=[numerator, denominator])
    return evidence
