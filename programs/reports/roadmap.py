"""Milestones of many programs over quarters: what is promised when, and whether the forecast holds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dataops.web.templatetags.formats import day
from programs.choices import MilestoneState, Rag
from programs.models import Milestone, MilestoneForecast, Program
from programs.rules import LOOKS
from programs.rules.dates import held

QUARTERS = 4


@dataclass(frozen=True)
class Stop:
    """One milestone on the road: its shape, and in words why."""

    milestone: Milestone
    kind: str
    word: str
    p50_on: date | None
    p85_on: date | None


@dataclass(frozen=True)
class Road:
    """One program's milestones by quarter."""

    program: Program
    cells: tuple[tuple[Stop, ...], ...]


@dataclass(frozen=True)
class Quarter:
    starts_on: date

    @property
    def label(self) -> str:
        return f"Q{(self.starts_on.month + 2) // 3} {self.starts_on.year}"

    @property
    def months(self) -> str:
        ends = date(self.starts_on.year, self.starts_on.month + 2, 1)
        return f"{self.starts_on:%b} to {ends:%b}"


def quarter_of(on: date, *, later: int = 0) -> Quarter:
    place = on.year * 4 + (on.month - 1) // 3 + later
    return Quarter(date(place // 4, place % 4 * 3 + 1, 1))


def quarters_from(on: date) -> list[Quarter]:
    return [quarter_of(on, later=place) for place in range(QUARTERS)]


def roads_of(programs: Sequence[Program], quarters: Sequence[Quarter], *, on: date) -> list[Road]:
    """In three questions, however many programs; a program without a milestone in these quarters is left out."""
    ends = quarter_of(quarters[-1].starts_on, later=1).starts_on
    found = Milestone.objects.filter(program__in=programs).standing()
    milestones = list(
        found.filter(due_on__gte=quarters[0].starts_on, due_on__lt=ends).order_by("due_on", "pk")
    )
    known = MilestoneForecast.objects.filter(milestone__in=milestones, computed_on__lte=on)
    newest = known.order_by("milestone_id", "-computed_on").distinct("milestone_id")
    forecasts = {row.milestone_id: row for row in newest}
    stops: dict[int, list[Stop]] = defaultdict(list)
    for row in milestones:
        stops[row.program_id].append(stop_of(row, forecasts.get(row.pk), on=on))
    return [
        Road(program, tuple(_within(stops[program.pk], quarter) for quarter in quarters))
        for program in programs
        if program.pk in stops
    ]


def stop_of(milestone: Milestone, forecast: MilestoneForecast | None, *, on: date) -> Stop:
    """Overdue when the day has passed, else as the forecast holds it."""
    p50, p85 = (forecast.p50_on, forecast.p85_on) if forecast else (None, None)
    due = milestone.due_on
    if milestone.state == MilestoneState.DONE:
        return Stop(milestone, "done", f"Done {day(milestone.done_on, on)}", None, None)
    if due < on:
        return Stop(milestone, "bad", "Overdue", p50, p85)
    rag = held(due, p50, p85)
    latest = day(p85, on) if p85 else "out of sight"
    words = {
        Rag.NO_DATA: "No forecast",
        Rag.OFF_TRACK: f"P50 {day(p50, on)}, after due" if p50 else "",
        Rag.AT_RISK: f"P85 {latest}, after due",
        Rag.ON_TRACK: "P85 before due",
    }
    return Stop(milestone, LOOKS[rag][0], words[rag], p50, p85)


def _within(stops: Sequence[Stop], quarter: Quarter) -> tuple[Stop, ...]:
    return tuple(stop for stop in stops if quarter_of(stop.milestone.due_on) == quarter)
