"""How long requests wait for a decision, and how many wait now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from dataops.stats.quantiles import quantile
from dataops.stats.results import Estimate
from programs.models import DataRequest

NOTHING_DECIDED = "No request was decided in this time."


@dataclass(frozen=True)
class Waits:
    """Seconds from submission to decision of some requests: the usual one and the slow one."""

    usual: Estimate | None
    slow: Estimate | None
    total: float
    count: int


def decided_between(
    requests: QuerySet[DataRequest], since: datetime, until: datetime
) -> QuerySet[DataRequest]:
    return requests.filter(decided_at__gte=since, decided_at__lt=until, submitted_at__isnull=False)


def waits_of(decided: QuerySet[DataRequest]) -> Waits:
    seconds = [
        (end - start).total_seconds() for start, end in decided.values_list("submitted_at", "decided_at")
    ]
    if not seconds:
        return Waits(None, None, 0.0, 0)
    return Waits(quantile(seconds, 0.50), quantile(seconds, 0.85), sum(seconds), len(seconds))
