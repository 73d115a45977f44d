"""Sockets this app offers, plugs it inserts below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.stats.results import Estimate
from dataops.work import home, needs
from programs import permissions
from programs.extensions import Measure, Panel, measures, panels
from programs.models import Program
from quality.reports.home import reviewer_tiles
from quality.reports.needs import quality_needs
from quality.reports.programs import agreement_of, gold_of


def quality_measures(program_ids: Sequence[int], *, on: date) -> dict[int, list[Measure]]:
    """Agreement and gold accuracy of each program that was measured."""
    alphas, gold = agreement_of(program_ids), gold_of(program_ids)
    codes = dict(Program.objects.filter(pk__in=[*alphas, *gold]).values_list("pk", "code"))
    found: dict[int, list[Measure]] = {program_id: [] for program_id in program_ids}
    for program_id, alpha in alphas.items():
        found[program_id].append(
            _measure("agreement", "Agreement (α)", alpha, codes[program_id], unit="coefficient")
        )
    for program_id, (correct, accuracy) in gold.items():
        found[program_id].append(
            _measure(
                "gold_accuracy",
                "Gold accuracy",
                accuracy,
                codes[program_id],
                numerator=correct,
                denominator=accuracy.n,
            )
        )
    return found


def _measure(metric: str, label: str, found: Estimate, code: str, **fields) -> Measure:
    return Measure(
        metric,
        label,
        found.estimate,
        found.ci_low,
        found.ci_high,
        found.n,
        found.reason or "",
        url=f"{reverse('quality:overview')}?program={code}",
        **fields,
    )


measures.register("quality", quality_measures)
panels.register("quality", Panel("Quality", "quality:program-panel", permissions.SEE_QUALITY))
needs.providers.register("quality", quality_needs)
home.figures.register(Role.REVIEWER, reviewer_tiles)
