from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record_each
from dataops.base.statements import Statement
from vendors.choices import EvidenceMetric
from vendors.models import Evidence

# Rows that say nothing new are neither written nor told. Every batch that is counted comes by here.
_COUNTED = Statement(
    """
insert into vendors_evidence as evidence
(program_id, batch_ref, measured_on, vendor_id, metric, attempt, numerator, denominator, updated_at)
select %(program)s::bigint, %(batch)s::text, %(on)s::date, each.*, now()
from unnest(%(vendors)s::bigint[], %(metrics)s::text[], %(attempts)s::smallint[],
            %(numerators)s::bigint[], %(denominators)s::bigint[]) each
on conflict (vendor_id, program_id, batch_ref, metric, attempt) do update
set numerator = excluded.numerator, denominator = excluded.denominator, updated_at = excluded.updated_at
where (evidence.numerator, evidence.denominator) <> (excluded.numerator, excluded.denominator)
returning {evidence}
""",
    evidence=Evidence,
)


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
    moved = _COUNTED.rows(
        program=program_id,
        batch=batch_ref,
        on=on,
        vendors=[each.vendor_id for each in counted],
        metrics=[each.metric for each in counted],
        attempts=[each.attempt for each in counted],
        numerators=[each.numerator for each in counted],
        denominators=[each.denominator for each in counted],
    )
    told = [(row, {"metric": row.metric, "of": [row.numerator, row.denominator]}) for (row,) in moved]
    record_each("evidence.recorded", told, actor=actor)
