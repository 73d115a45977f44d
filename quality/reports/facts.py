"""How often each vendor met the gold answer for each program, by when the work was delivered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef

from labeling.models import BatchShare
from programs.choices import Metric
from programs.extensions import Fact
from quality.models import GoldCount
from vendors.reports.facts import between


def gold_facts(program_ids: Sequence[int], *, since: date | None, until: date) -> Iterator[Fact]:
    """Every gold answer there is; of a stretch of days those in work that was delivered then."""
    counts = GoldCount.objects.filter(project__program__in=program_ids, judged__gt=0)
    if since is not None:
        of_batch = BatchShare.objects.filter(batch=OuterRef("batch"), vendor=OuterRef("vendor"))
        counts = counts.filter(Exists(between(of_batch, "delivery__delivered_at", since, until)))
    rows = counts.values("project__program", "vendor").sums().order_by()
    for row in rows:
        yield Fact(
            row["project__program"],
            row["vendor"],
            Metric.GOLD_ACCURACY,
            row["correct_sum"],
            row["judged_sum"],
        )
