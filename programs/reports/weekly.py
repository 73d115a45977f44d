"""The numbers of one week of one program, as plain data to be frozen with the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from programs.choices import MilestoneState, Rag
from programs.models import Milestone, MilestoneForecast, Program
from programs.reports.line import ProgramLine, line_of, weekly
from programs.reports.money import Money
from programs.reports.promise import Promise
from programs.rules import Status
from programs.rules.dates import held
from programs.rules.status import Standing
from programs.rules.week import WEEK, ends_at, local_day
from programs.sockets import Measure

Numbers = dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """The numbers of a week as plain data, the rule's answer to them, and the scope they are measured by."""

    numbers: Numbers
    status: Status
    baseline: int


def collect(program: Program, monday: date, *, at: datetime, before: Numbers | None) -> Taken:
    """Everything the report shows, to the end of the week or to now, by the clocks of the program's own zone.

    `before` are the numbers of the week before, published or not.
    """
    on = min(local_day(program, at), monday + timedelta(days=6))
    with timezone.override(ZoneInfo(program.time_zone)):
        line = line_of(program.pk, on=on)
    status, baseline = line.status.by_rule(), line.baseline or program.units_planned
    numbers = {
        "program": {
            "code": program.code,
            "name": program.name,
            "manager": line.program.manager.name,
            "currency": program.currency,
        },
        "week": _week(program, monday, before),
        "figures_on": on.isoformat(),
        "starts_on": program.starts_on.isoformat(),
        "due_on": program.due_on.isoformat(),
        "progress": _progress(line, monday, before),
        "forecast": _forecast(line),
        "measures": _measures(line),
        "milestones": [_milestone(milestone, program, on) for milestone in _milestones(program, on)],
        "money": _money(line.money),
        "causes": [asdict(cause) for cause in status.causes],
        "dimensions": [_dimension(standing) for standing in status.standings],
    }
    return Taken(numbers, status, baseline)


def _week(program: Program, monday: date, before: Numbers | None) -> Numbers:
    """The span that was counted: where the zone changed it begins when the report before ended."""
    begins = datetime.combine(monday, time(), ZoneInfo(program.time_zone))
    moved = _changed_zone(program, before)
    return {
        "time_zone": program.time_zone,
        "from": moved["week"]["until"] if moved else begins.isoformat(),
        "until": ends_at(program, monday).isoformat(),
    }


def _changed_zone(program: Program, before: Numbers | None) -> Numbers | None:
    """The whole week before, if it was counted by the clocks of another zone."""
    if not before or before.get("week", {}).get("time_zone", program.time_zone) == program.time_zone:
        return None
    is_whole = date.fromisoformat(before["figures_on"]).weekday() == 6
    return before if is_whole else None


def _dimension(standing: Standing) -> Numbers:
    return {
        "key": standing.dimension.value,
        "rule": standing.rule,
        "figure": standing.figure,
        "causes": [asdict(cause) for cause in standing.causes],
    }


def _progress(line: ProgramLine, monday: date, before: Numbers | None) -> Numbers:
    """Whole weeks from Monday to Sunday; no unit falls between two zones, and none is counted in both."""
    weeks = list(weekly(line.by_day, starts_on=line.program.starts_on, on=monday + WEEK - timedelta(days=1)))
    if (moved := _changed_zone(line.program, before)) is not None:
        weeks[-1] = line.progress.accepted - moved["progress"]["accepted"]
    return {
        "accepted": line.progress.accepted,
        "planned": line.progress.planned,
        "done_share": line.done_share,
        "planned_share": line.planned_share,
        "this_week": weeks[-1],
        "last_week": weeks[-2],
        "weeks": weeks,
        "needed_per_week": line.progress.needed_per_week,
    }


def _forecast(line: ProgramLine) -> Numbers:
    forecast = line.forecast
    if forecast is None:
        reason = f"{line.forecast_words}." if line.is_complete or line.is_over else "No forecast has run yet."
        return {"reason": reason, "p50_on": None, "p85_on": None, "p95_on": None}
    return {
        "computed_on": forecast.computed_on.isoformat(),
        "remaining": forecast.remaining,
        "history_days": forecast.history_days,
        "p50_on": _iso(forecast.p50_on),
        "p85_on": _iso(forecast.p85_on),
        "p95_on": _iso(forecast.p95_on),
        "slip_days": line.slip_days,
        "reason": forecast.why,
    }


def _measures(line: ProgramLine) -> list[Numbers]:
    """What is measured, and what was promised and nothing measures."""
    promises = {promise.target.metric: promise for promise in line.promises}
    silent = [_unmeasured(one) for metric, one in promises.items() if metric not in line.measures]
    rows = []
    for measure in [*line.measures.values(), *silent]:
        row = asdict(measure) | {"target": None, "kept": None}
        row["measured_on"] = _iso(measure.measured_on)
        if promise := promises.get(measure.metric):
            row["target"] = float(promise.target.value)
            row["kept"] = asdict(promise.kept)
        rows.append(row)
    return rows


def _unmeasured(promise: Promise) -> Measure:
    label = promise.target.get_metric_display()
    return Measure(promise.target.metric, label, None, reason=promise.kept.reason, unit=promise.unit)


def _milestones(program: Program, on: date) -> list[Milestone]:
    """With what was forecast for each by that day."""
    newest = MilestoneForecast.objects.filter(milestone=OuterRef("pk"), computed_on__lte=on).order_by(
        "-computed_on"
    )
    dates = {name: Subquery(newest.values(name)[:1]) for name in ("p50_on", "p85_on")}
    return list(program.milestones.standing().annotate(**dates).order_by("due_on", "pk"))


def _milestone(milestone: Milestone, program: Program, on: date) -> Numbers:
    """As it stood that day: what was finished later was still planned, and what is done is not forecast."""
    latest = milestone.due_on + timedelta(days=program.tolerance_days)
    p50_on, p85_on = milestone.p50_on, milestone.p85_on  # type: ignore[attr-defined]
    is_done = milestone.done_on is not None and milestone.done_on <= on
    return {
        "name": milestone.name,
        "baseline_on": milestone.baseline_on.isoformat(),
        "due_on": milestone.due_on.isoformat(),
        "done_on": _iso(milestone.done_on) if is_done else None,
        "slip_days": milestone.slip_days,
        "p50_on": None if is_done else _iso(p50_on),
        "p85_on": None if is_done else _iso(p85_on),
        "held": Rag.ON_TRACK if is_done else held(latest, p50_on, p85_on),
        "has_units": bool(milestone.units),
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
    dimensions = [
        row | {"causes": [cause for cause in row["causes"] if not cause["is_money"]]}
        for row in numbers.get("dimensions", [])
    ]
    kept = {**numbers, "money": None, "measures": measures, "causes": causes, "dimensions": dimensions}
    if compared := numbers.get("compared"):
        deltas = [delta for delta in compared["deltas"] if not delta["is_money"]]
        kept["compared"] = {**compared, "deltas": deltas}
    return kept


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
