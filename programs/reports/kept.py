"""Whether past forecasts kept their word: the first date that was given for each thing, beside what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from dataops.stats.calibration import Kept, calibration
from dataops.stats.results import Reason
from programs import sockets
from programs.choices import MilestoneState
from programs.models import MilestoneForecast, Program, ProgramForecast
from programs.models.forecast import Dated

NAMES = ("P50", "P85", "P95")


@dataclass(frozen=True)
class Scored:
    """One thing: what was first said of it, and when it was done."""

    code: str
    name: str
    sort: str
    url: str
    said_on: date
    p50_on: date
    p85_on: date | None
    p95_on: date | None
    done_on: date | None

    def fate(self, promised: date | None, on: date) -> str:
        if promised is None:
            return "Too far"
        if self.done_on is not None and self.done_on <= promised:
            return "Kept"
        return "Missed" if promised <= on else "To come"

    @property
    def dates(self) -> tuple[date, date | None, date | None]:
        return self.p50_on, self.p85_on, self.p95_on


@dataclass(frozen=True)
class Share:
    """How one percentile did, or why that cannot be said."""

    name: str
    kept: Kept

    @property
    def promised(self) -> float:
        return self.kept.promised

    @property
    def why(self) -> str:
        """Why there is no share."""
        reason, n = self.kept.share.reason, self.kept.share.n
        if self.kept.share.estimate is not None or not reason:
            return ""
        if reason == Reason.TOO_FEW:
            return f"Too few to say: {n} of the 10 that are needed."
        return "The day that was named has come for none yet."

    @property
    def verdict(self) -> tuple[str, str]:
        """A shape and words: is what was promised within the interval?"""
        if self.kept.is_kept is None:
            return "idle", "No data"
        if self.kept.is_kept:
            return "ok", "Keeps its word"
        estimate = self.kept.share.estimate or 0.0
        return ("bad", "Too hopeful") if estimate < self.promised else ("warn", "Too careful")


@dataclass(frozen=True)
class Calibration:
    rows: Sequence[Scored]
    shares: Sequence[Share]
    on: date

    @property
    def cells(self) -> list[tuple[Scored, list[tuple[date | None, str]]]]:
        return [(row, [(one, row.fate(one, self.on)) for one in row.dates]) for row in self.rows]


def calibration_of(programs: QuerySet[Program], *, on: date) -> Calibration:
    """Over these programs and their milestones, in a fixed number of queries. One forecast of each thing counts:
    the first that gave a date; two of following nights are nearly the same one."""
    rows = sorted(
        [*_programs(programs, on), *_milestones(programs, on)], key=lambda row: (row.code, row.p50_on)
    )
    days = [[_days(row.said_on, one) for one in row.dates] for row in rows]
    came = [_days(row.said_on, row.done_on) for row in rows]
    elapsed = [(on - row.said_on).days for row in rows]
    shares = calibration(
        np.array(days, float).reshape(-1, 3), np.array(came, float), np.array(elapsed, float)
    )
    return Calibration(rows, [Share(name, kept) for name, kept in zip(NAMES, shares, strict=True)], on)


def exported_rows(found: Calibration) -> Iterable[tuple[object, ...]]:
    for row, cells in found.cells:
        yield (
            row.code,
            row.sort,
            row.name,
            row.said_on,
            *row.dates,
            row.done_on,
            *(fate for _, fate in cells),
        )


EXPORTED = (
    "Program", "Forecast of", "Name", "Said on", "P50", "P85", "P95", "Done on", "P50 kept", "P85 kept", "P95 kept"
)  # fmt: skip


def _programs(programs: QuerySet[Program], on: date) -> list[Scored]:
    """A program is done on the day its last planned unit was accepted."""
    first = ProgramForecast.objects.filter(program__in=programs, p50_on__isnull=False, computed_on__lte=on)
    found = list(first.order_by("program_id", "computed_on").distinct("program_id").select_related("program"))
    accepted = sockets.accepted_of([row.program_id for row in found])
    return [
        _scored(
            row,
            row.program,
            "Program",
            row.program.name,
            reverse("programs:program-detail", args=[row.program.code]),
            done_on(row.program, accepted[row.program_id], on),
        )
        for row in found
    ]


def _milestones(programs: QuerySet[Program], on: date) -> list[Scored]:
    """Those that were dropped say nothing; one that asks for everything is the program again."""
    first = MilestoneForecast.objects.filter(
        milestone__program__in=programs, p50_on__isnull=False, remaining__gt=0, computed_on__lte=on
    ).exclude(
        Q(milestone__state=MilestoneState.DROPPED)
        | Q(milestone__units__gte=F("milestone__program__units_planned"))
    )
    found = first.order_by("milestone_id", "computed_on").distinct("milestone_id")
    return [
        _scored(
            row,
            row.milestone.program,
            "Milestone",
            row.milestone.name,
            reverse("programs:milestone-detail", args=[row.milestone.program.code, row.milestone_id]),
            row.milestone.done_on,
        )
        for row in found.select_related("milestone__program")
    ]


def _scored(row: Dated, program: Program, sort: str, name: str, url: str, done_on: date | None) -> Scored:
    assert row.p50_on is not None
    done_on = None if done_on is None else max(done_on, row.computed_on)
    return Scored(program.code, name, sort, url, row.computed_on, row.p50_on, row.p85_on, row.p95_on, done_on)


def done_on(program: Program, by_day: Mapping[date, int], on: date) -> date | None:
    """The day on which its last planned unit was accepted."""
    total = 0
    for day in sorted(by_day):
        total += by_day[day]
        if total >= program.units_planned and day <= on:
            return day
    return None


def _days(said_on: date, day: date | None) -> float:
    return float("nan") if day is None else float((day - said_on).days)
