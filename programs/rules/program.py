"""How a program stands and whether it keeps what it promised; every answer says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.urls import reverse

from dataops.base.verdicts import ALLOWED, Verdict, denied
from dataops.web.templatetags.formats import average_price, coefficient, day, number, plural_of, share
from programs import sockets
from programs.choices import ProgramState, Rag, ReportState
from programs.models import Program, ProgramForecast, StatusReport, Target
from programs.sockets import Measure

# key → (shape, word)
LOOKS: dict[str, tuple[str, str]] = {
    Rag.OFF_TRACK: ("bad", "Off track"),
    Rag.AT_RISK: ("warn", "At risk"),
    Rag.ON_TRACK: ("ok", "On track"),
    Rag.NO_DATA: ("idle", "No data"),
    ProgramState.PLANNED: ("idle", "Planned"),
    ProgramState.PAUSED: ("hold", "On hold"),
    ProgramState.DELIVERED: ("done", "Delivered"),
}
WORST_FIRST = list(LOOKS)


@dataclass(frozen=True)
class Cause:
    """One fact behind a status, and the page of its rows."""

    text: str
    url: str
    is_money: bool = False


@dataclass(frozen=True)
class Status:
    """Where a program stands: a colour that the rule set, or the program's own state."""

    key: str
    reason: str
    causes: tuple[Cause, ...] = ()

    @property
    def kind(self) -> str:
        return LOOKS[self.key][0]

    @property
    def word(self) -> str:
        return LOOKS[self.key][1]

    @property
    def rank(self) -> int:
        return WORST_FIRST.index(self.key)

    @property
    def needs_attention(self) -> bool:
        return self.key in (Rag.OFF_TRACK, Rag.AT_RISK)

    @property
    def rag(self) -> Rag:
        """In the four words of a weekly report."""
        return Rag(self.key) if self.key in Rag.values else Rag.NO_DATA


@dataclass(frozen=True)
class Progress:
    """What is accepted, how fast it came lately, and how fast it would have to come."""

    accepted: int
    planned: int
    per_week: float
    needed_per_week: float | None

    @property
    def remaining(self) -> int:
        return max(0, self.planned - self.accepted)


@dataclass(frozen=True)
class Kept:
    """Whether a target is kept: only a whole interval on the wrong side counts as missed."""

    kind: str
    word: str
    reason: str

    @property
    def is_missed(self) -> bool:
        return self.kind in ("warn", "bad")


def status_of(
    program: Program,
    *,
    forecast: ProgramForecast | None,
    progress: Progress,
    targets: Sequence[Target],
    measures: Mapping[str, Measure],
    on: date,
) -> Status:
    """Off track: P50 is after the due date. At risk: P85 is, or a target is missed beyond doubt."""
    if (outside := _outside_the_rule(program, on)) is not None:
        return outside
    missed = tuple(_missed(program, targets, measures))
    if progress.remaining == 0:
        done = Cause(f"All {number(progress.planned)} units are accepted.", _page(program))
        return _status(Rag.AT_RISK, missed) if missed else _status(Rag.ON_TRACK, (done,))
    if program.due_on < on:
        late = (
            f"The due date {day(program.due_on, on)} has passed with {number(progress.remaining)} units open."
        )
        return _status(Rag.OFF_TRACK, (Cause(late, _page(program)), *missed))
    if forecast is None or forecast.p50_on is None:
        if forecast and forecast.is_out_of_sight:
            never = Cause(
                f"At {number(round(progress.per_week))} a week the end is out of sight.",
                _page(program) + "#forecast",
            )
            return _status(Rag.OFF_TRACK, (never, *missed))
        why = forecast.why if forecast else "No forecast has run yet."
        return _status(Rag.AT_RISK, missed) if missed else _status(Rag.NO_DATA, (Cause(why, _page(program)),))
    return _by_forecast(program, forecast, forecast.p50_on, progress, missed, on)


def judge(target: Target, measure: Measure | None, currency: str) -> Kept:
    """Compare what was measured with what was promised."""
    if measure is None or measure.value is None:
        return Kept("idle", "No data", (measure.reason if measure else "") or "Nothing measures this yet.")
    low, high = _bounds(measure)
    promised, tolerance = float(target.value), float(target.tolerance)
    sign = 1 if target.is_higher_better else -1
    best = high if target.is_higher_better else low
    worst = low if target.is_higher_better else high
    measured, wanted = (written(value, measure.unit, currency) for value in (measure.value, promised))
    what = f"{measured} against {wanted}"
    whole = ", and so is the whole interval" if low < high else ""
    if sign * (best - promised) < 0:
        kind = "bad" if sign * (best - promised) < -tolerance else "warn"
        return Kept(kind, "Missed", f"{what}{whole}.")
    if sign * (worst - promised) >= 0:
        return Kept("ok", "Kept", f"{what}{whole}.")
    is_kept = sign * (measure.value - promised) >= 0
    word = "Kept so far" if is_kept else "Short so far"
    return Kept("ok" if is_kept else "idle", word, f"{what}: the interval holds both.")


def can_promise(program: Program, *, due_on: date, units: int | None = None) -> Verdict:
    """Whether a milestone of that day and so many units lies within the program's own promise."""
    if due_on > program.due_on:
        late, due = day(due_on), day(program.due_on)
        return denied(
            f"{late} is after the program’s due date, {due}: choose an earlier day, or move that date first."
        )
    if due_on < program.starts_on:
        early, start = day(due_on), day(program.starts_on)
        return denied(f"{early} is before the program’s start, {start}: choose a later day.")
    if units is not None and units > program.units_planned:
        planned = plural_of(program.units_planned, "unit,units")
        return denied(f"The program plans {planned} in all: a milestone cannot ask for {number(units)}.")
    return ALLOWED


def can_deliver(program: Program) -> Verdict:
    """Whether the program is over: every app names what of it is still open."""
    reasons = [verdict.reason for check in sockets.closing_checks if not (verdict := check(program))]
    return denied(" ".join(reasons)) if reasons else ALLOWED


def can_edit(report: StatusReport) -> Verdict:
    if report.state == ReportState.PUBLISHED:
        return denied("This report is published: what was said stays said.")
    return ALLOWED


def can_publish(report: StatusReport) -> Verdict:
    if not (verdict := can_edit(report)):
        return verdict
    if not report.summary.strip():
        return denied("Write the summary first: it is what people read.")
    return ALLOWED


def written(value: float | None, unit: str, currency: str) -> str:
    """A measure as people write it: ``.71``, ``94.9%``, ``$7.09``, ``3,420``."""
    if unit == "coefficient":
        return coefficient(value)
    if unit == "share":
        return share(value, 1)
    return average_price(value, currency) if unit == "money" else number(value)


def _outside_the_rule(program: Program, on: date) -> Status | None:
    if program.state == ProgramState.DELIVERED:
        return Status(ProgramState.DELIVERED, "Delivered.")
    if program.state == ProgramState.PAUSED:
        return Status(ProgramState.PAUSED, "On hold: nothing is forecast while nothing moves.")
    if program.state == ProgramState.PLANNED or program.starts_on > on:
        return Status(ProgramState.PLANNED, f"Starts {day(program.starts_on, on)}.")
    return None


def _by_forecast(
    program: Program,
    forecast: ProgramForecast,
    p50_on: date,
    progress: Progress,
    missed: tuple[Cause, ...],
    on: date,
) -> Status:
    pace, where = _pace(progress), _page(program) + "#forecast"
    if p50_on > program.due_on:
        late = (p50_on - program.due_on).days
        cause = Cause(f"P50 is {day(p50_on, on)}, {_days(late)} late: {pace}.", where)
        return _status(Rag.OFF_TRACK, (cause, *missed))
    if forecast.p85_on is None or forecast.p85_on > program.due_on:
        late_by = (
            f"{_days((forecast.p85_on - program.due_on).days)} late" if forecast.p85_on else "out of sight"
        )
        p85 = f"P85 is {day(forecast.p85_on, on)}, " if forecast.p85_on else "P85 is "
        return _status(Rag.AT_RISK, (Cause(f"{p85}{late_by}: {pace}.", where), *missed))
    if missed:
        return _status(Rag.AT_RISK, missed)
    spare = (program.due_on - forecast.p85_on).days
    return _status(
        Rag.ON_TRACK, (Cause(f"P85 is {day(forecast.p85_on, on)}, {_days(spare)} before due.", where),)
    )


def _pace(progress: Progress) -> str:
    """The pace of the last four weeks, against the one that the due date asks for."""
    found = f"the last four weeks brought {number(round(progress.per_week))} a week"
    needed = progress.needed_per_week
    return found if needed is None else f"{found}, {number(ceil(needed))} are needed"


def _missed(program: Program, targets: Sequence[Target], measures: Mapping[str, Measure]) -> list[Cause]:
    causes = []
    for target in targets:
        measure = measures.get(target.metric)
        kept = judge(target, measure, program.currency)
        if kept.is_missed and measure is not None:
            words = f"{target.get_metric_display()} is {kept.reason}"
            where = measure.url or _page(program) + "#targets"
            causes.append(Cause(words, where, is_money=measure.unit == "money"))
    return causes


def _status(key: str, causes: tuple[Cause, ...]) -> Status:
    return Status(key, " ".join(cause.text for cause in causes), causes)


def _bounds(measure: Measure) -> tuple[float, float]:
    """A figure without an interval (a cost) is exact."""
    assert measure.value is not None
    low = measure.value if measure.low is None else measure.low
    return low, measure.value if measure.high is None else measure.high


def _page(program: Program) -> str:
    return reverse("programs:program-detail", args=[program.code])


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
