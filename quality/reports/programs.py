"""A program's agreement and gold accuracy, for whoever shows programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import sqrt
from typing import Any

from dataops.stats.distributions import normal_quantile
from dataops.stats.intervals import wilson
from dataops.stats.results import Estimate
from quality.models import AgreementSnapshot, GoldCount
from quality.reports.state import NOTHING, stored_estimate


def agreement_of(program_ids: Sequence[int]) -> dict[int, Estimate]:
    """Alpha over all projects of each program that has any."""
    by_program: dict[int, list[dict[str, Any]]] = defaultdict(list)
    newest = AgreementSnapshot.objects.filter(project__program__in=program_ids).newest_per_project()
    for program_id, results in newest.values_list("project__program", "results"):
        by_program[program_id].append(results)
    return {program_id: pooled_alpha(found) for program_id, found in by_program.items()}


def pooled_alpha(results: Sequence[dict[str, Any]]) -> Estimate:
    """1 less all observed over all expected disagreement.

    Projects ask different questions, so chance is reckoned within each. The sum is the average of their
    alphas weighted by expected disagreement; its interval takes the weights as given.
    """
    known = [found for found in results if found["alpha"]["estimate"] is not None]
    if len(known) < 2:
        return (
            stored_estimate(known[0] if known else next(iter(results), None), "alpha") if results else NOTHING
        )
    observed, expected = (sum(found["disagreement"][side] for found in known) for side in (0, 1))
    value, n = 1.0 - observed / expected, sum(found["alpha"]["n"] for found in known)
    errors = [
        (found["disagreement"][1] / expected * found["alpha"]["se"])
        if found["alpha"]["se"] is not None
        else None
        for found in known
    ]
    if None in errors:
        return Estimate(value, None, None, None, "too_few", n)
    se = sqrt(sum(error**2 for error in errors if error is not None))
    half = normal_quantile(0.975) * se
    return Estimate(value, se, max(-1.0, value - half), min(1.0, value + half), None, n)


def gold_of(program_ids: Sequence[int]) -> dict[int, tuple[int, Estimate]]:
    """Right answers and accuracy on gold, of each program that has any."""
    rows = (
        GoldCount.objects.filter(project__program__in=program_ids)
        .values("project__program")
        .sums()
        .order_by()
    )
    return {
        row["project__program"]: (row["correct_sum"], wilson(row["correct_sum"], row["judged_sum"]))
        for row in rows
    }
