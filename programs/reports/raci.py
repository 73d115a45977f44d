"""Who does what in a program, as a table of activities by stakeholders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from programs.choices import Part
from programs.models import Activity, Program, Stakeholder


@dataclass(frozen=True)
class Row:
    activity: Activity
    cells: tuple[Part | None, ...]


@dataclass(frozen=True)
class Raci:
    stakeholders: Sequence[Stakeholder]
    rows: tuple[Row, ...]


def raci_of(program: Program) -> Raci:
    stakeholders = list(program.stakeholders.select_related("person").order_by("name", "pk"))
    activities = program.activities.prefetch_related("parts__stakeholder").order_by("created_at", "pk")
    rows = []
    for activity in activities:
        parts = activity.part_of
        rows.append(Row(activity, tuple(parts.get(one.pk) for one in stakeholders)))
    return Raci(stakeholders, tuple(rows))
