"""The numbers of one week of one program, as plain data to be frozen with the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from programs.choices import MilestoneState
from programs.models import Milestone, Program
from programs.reports.line import ProgramLine, lines_of
from programs.reports.money import Money
from programs.rules import Status

Numbers = dict[str, Any]


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def collect(program: Program, *, on: date, before: Numbers | None) -> tuple[Numbers, Status]:
    """Everything the report shows, as it is on that day; `before` are last week's frozen numbers."""
    line = lines_of(Program.objects.filter(pk=program.pk), on=on)[0]
    numbers = {
        "program": {"code": program.code, "name": program.name, "manager": line.program.manager.name},
        "figures_on": on.isoformat(),
        "starts_on": program.starts_on.isoformat(),
        "due_on": program.due_on.isoformat(),
        "progress": _progress(line),
        "forecast": _forecast(line, before),
        "measures": _measures(line, before),
        "milestones": [_milestone(milestone, on) for milestone in _milestones(program)],
        "money": _money(line.money),
        "causes": [asdict(cause) for cause in line.status.causes],
    }
    return numbers, line.status


def _progress(line: ProgramLine) -> Numbers:
    return {
        "accepted": line.progress.accepted,
        "planned": line.progress.planned,
        "done_share": line.done_share,
        "planned_share": line.planned_share,
        "this_week": line.weeks[-1],
        "last_week": line.weeks[-2],
        "weeks": list(line.weeks),
        "needed_per_week": line.progress.needed_per_week,
    }


def _forecast(line: ProgramLine, before: Numbers | None) -> Numbers:
    forecast = line.forecast
    if forecast is None:
        reason = "All units are accepted." if line.is_complete else "No forecast has run yet."
        return {"reason": reason, "p50_on": None, "p85_on": None, "p95_on": None}
    return {
        "computed_on": forecast.computed_on.isoformat(),
        "remaining": forecast.remaining,
        "history_days": forecast.history_days,
        "p50_on": _iso(forecast.p50_on),
        "p85_on": _iso(forecast.p85_on),
        "p95_on": _iso(forecast.p95_on),
        "p85_was": (before or {}).get("forecast", {}).get("p85_on"),
        "slip_days": line.slip_days,
        "reason": forecast.why,
    }


def _measures(line: ProgramLine, before: Numbers | None) -> list[Numbers]:
    was = {row["metric"]: row["value"] for row in (before or {}).get("measures", [])}
    promises = {promise.target.metric: promise for promise in line.promises}
    rows = []
    for measure in line.measures.values():
        row = asdict(measure) | {"was": was.get(measure.metric), "target": None, "kept": None}
        row["measured_on"] = _iso(measure.measured_on)
        if promise := promises.get(measure.metric):
            row["target"] = float(promise.target.value)
            row["kept"] = asdict(promise.kept)
        rows.append(row)
    return rows


def _milestones(program: Program) -> list[Milestone]:
    return list(program.milestones.standing().order_by("due_on", "pk"))


def _milestone(milestone: Milestone, on: date) -> Numbers:
    """As it stood that day: what was finished later was still planned."""
    is_done = milestone.done_on is not None and milestone.done_on <= on
    return {
        "name": milestone.name,
        "baseline_on": milestone.baseline_on.isoformat(),
        "due_on": milestone.due_on.isoformat(),
        "done_on": _iso(milestone.done_on) if is_done else None,
        "slip_days": milestone.slip_days,
        "state": MilestoneState.DONE if is_done else MilestoneState.PLANNED,
    }


def _money(money: Money | None) -> Numbers | None:
    if money is None:
        return None
    return asdict(money) | {"spent_share": money.spent_share, "over_share": money.over_share}


def without_money(numbers: Mapping[str, Any]) -> Numbers:
    """The same numbers for people who may not see what things cost."""
    measures = [row for row in numbers.get("measures", []) if row["unit"] != "money"]
    causes = [cause for cause in numbers.get("causes", []) if not cause["is_money"]]
    return {**numbers, "money": None, "measures": measures, "causes": causes}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
