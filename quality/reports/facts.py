"""How often each vendor met the gold answer for each program, by when the work was delivered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef

from labeling.models import BatchShare
from programs.choices import Metric
from programs.extensions import By, Fact
from quality.models import GoldCount
from vendors.reports.facts import between

KEYS = {"program": "project__program", "vendor": "vendor"}


def gold_facts(
    program_ids: Sequence[int], *, since: date | None, until: date, by: By, vendor_id: int | None
) -> Iterator[Fact]:
    """Every gold answer there is; of a stretch of days those in work that was delivered then."""
    counts = GoldCount.objects.filter(project__program__in=program_ids, judged__gt=0)
    if vendor_id is not None:
        counts = counts.filter(vendor=vendor_id)
    if since is not None:
        of_batch = BatchShare.objects.filter(batch=OuterRef("batch"), vendor=OuterRef("vendor"))
        counts = counts.filter(Exists(between(of_batch, "delivery__delivered_at", since, until)))
    for row in counts.values(*(KEYS[end] for end in by)).sums().order_by():
        ends = (row.get(KEYS["program"], 0), row.get(KEYS["vendor"], 0))
        yield Fact(*ends, Metric.GOLD_ACCURACY, row["correct_sum"], row["judged_sum"])
