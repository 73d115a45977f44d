"""Sockets this app offers, plugs it inserts below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.base import reading
from dataops.stats.results import Estimate
from dataops.web.templatetags.estimates import reason_sentence
from dataops.web.templatetags.formats import day
from dataops.work import home, needs
from programs import permissions
from programs.extensions import Measure, Panel, facts, measures, panels
from programs.models import Program
from quality.reports import by_hand
from quality.reports.facts import gold_facts
from quality.reports.home import reviewer_tiles
from quality.reports.needs import quality_needs
from quality.reports.programs import measured_of


def quality_measures(program_ids: Sequence[int], *, on: date) -> dict[int, list[Measure]]:
    """Agreement and gold accuracy of each program that was measured, as they were last known on that day."""
    known = measured_of(program_ids, on=on)
    codes = dict(Program.objects.filter(pk__in=known).values_list("pk", "code"))
    found: dict[int, list[Measure]] = {program_id: [] for program_id in program_ids}
    for program_id, measured in known.items():
        url = f"{reverse('quality:overview')}?program={codes[program_id]}"
        agreement = Measure("agreement", "Agreement (α)", None, unit="coefficient", url=url)
        gold = Measure("gold_accuracy", "Gold accuracy", None, url=url)
        none_yet = f"Nothing was measured by {day(on)}."
        if measured.alpha is None:
            agreement = replace(agreement, reason=none_yet)
        else:
            agreement = _with(agreement, measured.alpha, measured.on)
        found[program_id].append(agreement)
        if measured.gold is not None:
            correct, accuracy = measured.gold
            gold = _with(gold, accuracy, measured.on)
            found[program_id].append(replace(gold, numerator=correct, denominator=accuracy.n))
        elif measured.on is None:
            found[program_id].append(replace(gold, reason=none_yet))
    return found


def _with(measure: Measure, found: Estimate, measured_on: date | None) -> Measure:
    return replace(
        measure,
        value=found.estimate,
        low=found.ci_low,
        high=found.ci_high,
        n=found.n,
        reason=reason_sentence(found.reason) if found.reason else "",
        measured_on=measured_on,
    )


measures.register("quality", quality_measures)
facts.register("quality", gold_facts)
panels.register("quality", Panel("Quality", "quality:program-panel", permissions.SEE_QUALITY))
needs.providers.register("quality", quality_needs)
home.figures.register(Role.REVIEWER, reviewer_tiles)
for name, sql in by_hand.VIEWS.items():
    reading.views.register(name, sql)
