"""What a program that is to be delivered still owes: units, criteria nobody verified, gates nobody closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dataops.web.templatetags.formats import day, number
from programs import sockets
from programs.choices import Metric
from programs.models import Program
from programs.reports.evidence import Evidence, evidence_of


def missing_of(program: Program, *, on: date) -> list[str]:
    """In sentences; none when everything promised is there."""
    accepted_by_requester = program.requests.filter(verdict__is_accepted=True).values("pk")
    requests = program.requests.exclude(pk__in=accepted_by_requester).prefetch_related("criteria")
    asked = [(request.number, evidence_of(request, on=on)) for request in requests.order_by("pk")]
    return [*_units(program, on), *(one for pair in asked for one in _criteria(*pair)), *_gates(program)]


def _units(program: Program, on: date) -> Iterator[str]:
    by_day = sockets.accepted_of([program.pk])[program.pk]
    accepted = sum(units for one, units in by_day.items() if one <= on)
    if accepted < program.units_planned:
        yield f"{number(accepted)} of {number(program.units_planned)} planned units are accepted."


def _criteria(request: str, evidence: Evidence) -> Iterator[str]:
    for one in evidence.judged:
        if one.met in ("met", "unsure"):
            continue
        if (
            one.label == Metric.UNIT_COST.label
        ):  # amounts are for those who may see money, this is for everybody
            yield f"{request} asks a limit of {one.label.lower()}: {one.word.lower()}."
        else:
            found = f"{one.measured}, {one.word.lower()}" if one.measured else one.word.lower()
            yield f"{request} asks {one.label}, {one.asked}: {found}."


def _gates(program: Program) -> Iterator[str]:
    for milestone in program.milestones.open().exclude(gate="").order_by("due_on", "pk"):
        yield f"The gate of {milestone.name} is open, due {day(milestone.due_on)}: {milestone.gate.removesuffix('.')}."
