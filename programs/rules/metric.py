from __future__ import annotations

from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import Better, MetricUnit
from programs.models import MetricDefinition


def can_aim(metric: MetricDefinition) -> Verdict:
    """Target, amber and red stand in the order in which the figure gets worse, on its own scale."""
    aims = [value for value in (metric.target, metric.amber, metric.red) if value is not None]
    if aims and not metric.has_thresholds:
        return denied(f"{metric.name} is a {metric.unit}, so it has no target in numbers.")
    if metric.unit == MetricUnit.SHARE and any(not 0 <= value <= 1 for value in aims):
        return denied("A share lies between 0 and 1: write .95 for 95 per cent.")
    if metric.unit == MetricUnit.COEFFICIENT and any(not -1 <= value <= 1 for value in aims):
        return denied("A coefficient lies between −1 and 1.")
    if aims != sorted(aims, reverse=metric.better == Better.HIGHER):
        order = (
            "target, amber, red: from high to low" if metric.better == Better.HIGHER else "from low to high"
        )
        return denied(f"Put the thresholds in the order in which it gets worse, {order}.")
    return ALLOWED
