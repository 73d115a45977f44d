"""The plan of a program over time: milestones against their first promise, their due date and the forecast."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dataops.web.marks import GanttRow
from dataops.web.templatetags.formats import day, number, plural_of
from programs.choices import MilestoneState, ProgramState, Rag
from programs.models import Milestone
from programs.reports.futures import Future, futures_of
from programs.reports.line import ProgramLine
from programs.rules import LOOKS
from programs.rules.dates import held


@dataclass(frozen=True)
class Deadline:
    """A milestone as the plan shows it."""

    milestone: Milestone
    kind: str
    word: str
    text: str
    is_open: bool
    p50_on: date | None = None
    p85_on: date | None = None

    @property
    def undated(self) -> str:
        """Why there is no forecast of it."""
        if not self.is_open:
            return self.word
        return "No date" if self.milestone.units else "No units"

    @property
    def conflict(self) -> str:
        """Why its date cannot hold beside what it hangs on."""
        return conflict_of(self.milestone) if self.is_open else ""


@dataclass(frozen=True)
class Plan:
    rows: tuple[Deadline, ...]
    marks: tuple[GanttRow, ...]
    starts_on: date
    ends_on: date

    @property
    def conflicts(self) -> int:
        return sum(bool(row.conflict) for row in self.rows)


def plan_of(line: ProgramLine, milestones: Sequence[Milestone]) -> Plan:
    """The whole program first, then each milestone, last the day on which all units would be accepted."""
    forecast, program = line.forecast, line.program
    futures = _futures(line, milestones)
    rows = [deadline_of(milestone, line.on, futures.get(milestone.pk)) for milestone in milestones]
    shown = [row for row in rows if row.milestone.state != MilestoneState.DROPPED]
    places = {row.milestone.pk: place for place, row in enumerate(shown, start=1)}
    marks = [_whole(line), *(_mark(row, places) for row in shown)]
    if forecast and forecast.p50_on:
        marks.append(
            GanttRow(
                ends=forecast.p50_on, p85=forecast.p85_on, due=program.due_on, state=line.status.of_dates.kind
            )
        )
    days = [program.starts_on, program.due_on, line.on, *_days(shown)]
    days += [one for one in (forecast and forecast.p50_on, forecast and forecast.p85_on) if one]
    return Plan(tuple(rows), tuple(marks), min(days) - timedelta(days=5), max(days) + timedelta(days=10))


def deadline_of(milestone: Milestone, on: date, future: Future | None = None) -> Deadline:
    slip = milestone.slip_days
    moved = f", {plural_of(slip, 'day,days')} after the first promise" if slip > 0 else ""
    units = f", {number(milestone.units)} units" if milestone.units else ""
    if milestone.state == MilestoneState.DONE:
        return Deadline(milestone, "done", "Done", f"Done {day(milestone.done_on, on)}{moved}", False)
    if milestone.state == MilestoneState.DROPPED:
        return Deadline(milestone, "hold", "Dropped", "Dropped", False)
    p50_on, p85_on = (
        (future.day(future.answer.p50), future.day(future.answer.p85)) if future else (None, None)
    )
    kind, word, text = _standing(milestone, on, p50_on, p85_on)
    return Deadline(milestone, kind, word, f"{text}{moved}{units}", True, p50_on, p85_on)


def conflict_of(milestone: Milestone) -> str:
    """It is due after the program itself, or before something it has to wait for."""
    if milestone.due_on > milestone.program.due_on:
        whole = day(milestone.program.due_on)
        return f"Due {day(milestone.due_on)}, after the program’s own due date, {whole}: move one of them."
    late = [f"“{other}” is due {day(other.due_on)}" for other in milestone.too_early_for]
    if not late:
        return ""
    return f"Due {day(milestone.due_on)}, before what it comes after: {', '.join(late)}."


def _standing(
    milestone: Milestone, on: date, p50_on: date | None, p85_on: date | None
) -> tuple[str, str, str]:
    """By the worst that is known: overdue, a conflict, the forecast, a promise that moved."""
    due_on = milestone.due_on
    if due_on < on:
        return "bad", "Overdue", f"Due {day(due_on, on)}, {plural_of((on - due_on).days, 'day,days')} ago"
    if conflict_of(milestone):
        return "bad", "Conflict", _in_short(milestone, on)
    due, rag = f"Due {day(due_on, on)}", held(due_on, p50_on, p85_on)
    if rag == Rag.OFF_TRACK:
        return *LOOKS[rag], f"{due}, P50 {day(p50_on, on)}"
    if rag == Rag.AT_RISK:
        return *LOOKS[rag], f"{due}, P85 {day(p85_on, on) if p85_on else 'out of sight'}"
    if milestone.slip_days > 0:
        return "warn", "Moved", due
    return (*LOOKS[rag], due) if rag == Rag.ON_TRACK else ("idle", "Planned", due)


def _in_short(milestone: Milestone, on: date) -> str:
    late = milestone.too_early_for
    other = f"before “{late[-1]}”" if late else "after the program itself"
    return f"Due {day(milestone.due_on, on)}, {other}"


def _futures(line: ProgramLine, milestones: Iterable[Milestone]) -> dict[int, Future]:
    """Of open milestones that name units, all from the same futures."""
    asked = {row.pk: row.units for row in milestones if row.is_open and row.units}
    if line.status.key == ProgramState.DELIVERED or not asked:
        return {}
    futures = futures_of(
        line.program, line.by_day, units=list(asked.values()), on=line.on, assumed=line.assumed
    )
    return dict(zip(asked, futures, strict=True))


def _whole(line: ProgramLine) -> GanttRow:
    is_delivered = line.status.key == ProgramState.DELIVERED
    return GanttRow(
        starts=line.program.starts_on,
        ends=line.program.due_on,
        share_done=line.planned_share if is_delivered else min(1.0, line.done_share),
        state=line.status.kind,
    )


def _mark(row: Deadline, places: dict[int, int]) -> GanttRow:
    """Where it is expected or was reached; a thick tick where it is due, a thin one where it was first promised."""
    one = row.milestone
    starts = one.starts_on if one.starts_on and one.starts_on < (row.p50_on or one.due_on) else None
    return GanttRow(
        starts=starts,
        ends=one.done_on or row.p50_on or one.due_on,
        p85=row.p85_on,
        due=one.due_on,
        first=one.baseline_on,
        share_done=float(one.done_on is not None),
        state=row.kind,
        needs=tuple(places[other.pk] for other in one.needed if other.pk in places),
    )


def _days(rows: Iterable[Deadline]) -> Iterable[date]:
    for row in rows:
        one = row.milestone
        found = (one.starts_on, one.baseline_on, one.due_on, one.done_on, row.p50_on, row.p85_on)
        yield from (found_on for found_on in found if found_on)
