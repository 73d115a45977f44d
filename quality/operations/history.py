"""What a project's figures were on a day that is past: kept whenever they move."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from quality.models import GoldCount, GoldSnapshot
from quality.operations.project import measure_project


@transaction.atomic
def measure_and_keep(project_id: int, *, at: datetime) -> None:
    """The project's agreement as it is now, and its answers to gold. Unmoved they leave no second snapshot."""
    measure_project(project_id, at=at)
    keep_gold_sum(project_id, at=at)


def keep_gold_sum(project_id: int, *, at: datetime) -> None:
    counts = GoldCount.objects.filter(project=project_id)
    now = counts.aggregate(judged=Sum("judged", default=0), correct=Sum("correct", default=0))
    last = GoldSnapshot.objects.filter(project=project_id).order_by("computed_at", "pk").last()
    if now != ({"judged": last.judged, "correct": last.correct} if last else {"judged": 0, "correct": 0}):
        GoldSnapshot.objects.create(project_id=project_id, computed_at=at, **now)
