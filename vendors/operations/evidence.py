from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from dataops.accounts.models import User
from dataops.audit.recording import record_each
from vendors.choices import EvidenceMetric
from vendors.models import Evidence

# Rows that say nothing new are neither written nor told. One statement, because every batch comes by here.
_COUNTED = """
insert into vendors_evidence
(program_id, batch_ref, measured_on, vendor_id, metric, attempt, numerator, denominator, updated_at)
select %s, %s, %s, *, now() from unnest(%s::bigint[], %s::text[], %s::smallint[], %s::bigint[], %s::bigint[])
on conflict (vendor_id, program_id, batch_ref, metric, attempt) do update
set numerator = excluded.numerator, denominator = excluded.denominator, updated_at = excluded.updated_at
where (vendors_evidence.numerator, vendors_evidence.denominator) <> (excluded.numerator, excluded.denominator)
returning id, vendor_id, program_id, batch_ref, metric, attempt, numerator, denominator
"""
_KEPT = ("id", "vendor_id", "program_id", "batch_ref", "metric", "attempt", "numerator", "denominator")


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
    columns: list[Any] = [
        [each.vendor_id for each in counted],
        [each.metric for each in counted],
        [each.attempt for each in counted],
        [each.numerator for each in counted],
        [each.denominator for each in counted],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [program_id, batch_ref, on, *columns])
        moved = [Evidence(**dict(zip(_KEPT, row, strict=True))) for row in cursor.fetchall()]
    told = [(row, {"metric": row.metric, "of": [row.numerator, row.denominator]}) for row in moved]
    record_each("evidence.recorded", told, actor=actor)
