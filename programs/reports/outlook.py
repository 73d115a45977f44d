"""When and how much: the forecast of a program, its milestones and each house, all drawn from the same past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from dataops.audit.models import Event
from dataops.stats.forecast import done_within, milestones
from dataops.stats.outlook import chances, fan
from dataops.web.marks import DayBar
from dataops.web.templatetags.formats import day
from programs import sockets
from programs.choices import Metric
from programs.models import CrewChange, DayOff, Milestone, Program
from programs.reports.ahead import Pace, pace_of
from programs.reports.futures import Future, futures_at, why_no_date
from programs.reports.line import ProgramLine, line_of
from programs.rules import LOOKS
from programs.rules.dates import held
from programs.sockets import Queue

FANS = 14  # points of the cone
OVER = "Delivered: nothing is left to forecast."
NO_UNITS = "It names no units, so nothing is counted towards it."


@dataclass(frozen=True)
class Row:
    """One thing with its dates beside the one that was promised, or why it has none."""

    sort: str
    name: str
    units: int | None
    remaining: int | None
    p50_on: date | None
    p85_on: date | None
    p95_on: date | None
    due_on: date
    why: str
    url: str = ""
    tolerance_days: int = 0

    @property
    def kind(self) -> str:
        if self.remaining == 0:
            return "done"
        latest = self.due_on + timedelta(days=self.tolerance_days)
        return LOOKS[held(latest, self.p50_on, self.p85_on)][0]

    @property
    def word(self) -> str:
        words = {"done": "All accepted", "idle": "No date", "bad": "Off track", "warn": "At risk"}
        return words.get(self.kind, "On track")


@dataclass(frozen=True)
class HowMany:
    """Units accepted in all by a day: so many or more in 50, 85 and 95 of 100 futures."""

    by: date
    p50: int | None
    p85: int | None
    p95: int | None
    why: str


@dataclass(frozen=True)
class Sum:
    """Accepted in all by one day: at least `low` in 85 of 100 futures, `high` or more in 15."""

    on: date
    low: int
    mid: int
    high: int


@dataclass(frozen=True)
class Rework:
    """The share of decided units that was rejected and is done again."""

    share: float
    low: float | None
    high: float | None
    n: int
    url: str


@dataclass(frozen=True)
class Outlook:
    line: ProgramLine
    whole: Row
    milestones: Sequence[Row]
    queues: Sequence[Row]
    history: int
    bars: Sequence[DayBar]
    sums: Sequence[float]
    cone: Sequence[Sum]
    steps: Sequence[tuple[date, int]]
    how_many: HowMany
    rework: Rework | None
    days_off: Sequence[DayOff]
    crew: Sequence[CrewChange]

    @property
    def rows(self) -> list[Row]:
        return [self.whole, *self.milestones, *self.queues]

    @property
    def marks(self) -> list[tuple[str, date]]:
        named = (("P50", self.whole.p50_on), ("P85", self.whole.p85_on), ("P95", self.whole.p95_on))
        return [(name, on) for name, on in named if on]

    @property
    def chances(self) -> list[tuple[DayBar, float]]:
        return list(zip(self.bars, self.sums, strict=True))


def outlook_of(program: Program, *, on: date, by: date | None = None, with_money: bool = True) -> Outlook:
    line = line_of(program.pk, on=on, with_money=with_money)
    pace = pace_of(program, line.by_day, on=on, assumed=line.assumed)
    whole, parts = _futures(line, pace)
    bars = chances(whole.remaining or 0, pace.daily, rng=pace.dice(), ahead=pace.ahead)
    found = Outlook(
        line=line,
        whole=whole,
        milestones=parts,
        queues=[_queue(line, queue) for queue in sockets.queues_of(program)],
        history=len(pace.daily),
        bars=[
            DayBar(on + timedelta(days=bar.first), on + timedelta(days=bar.last), bar.share) for bar in bars
        ],
        sums=[bar.by_then for bar in bars],
        cone=_cone(pace, whole),
        steps=_scope(program, on),
        how_many=how_many_by(pace, by or default_day(program, on)),
        rework=rework_of(line),
        days_off=list(program.days_off.select_related("house").order_by("on", "pk")),
        crew=line.assumed.crew,
    )
    return _ended(found) if line.is_over else found


def _ended(outlook: Outlook) -> Outlook:
    """Of what was delivered no day lies ahead, though units may be missing."""
    rows = [
        replace(row, p50_on=None, p85_on=None, p95_on=None, why=OVER)
        for row in (outlook.whole, *outlook.milestones)
    ]
    none = HowMany(outlook.how_many.by, None, None, None, OVER)
    parts: dict[str, Any] = {"queues": [], "bars": [], "sums": [], "cone": [], "how_many": none}
    return replace(outlook, whole=rows[0], milestones=rows[1:], **parts)


def default_day(program: Program, on: date) -> date:
    """The promised day while it lies ahead, else four weeks from now."""
    return program.due_on if program.due_on > on else on + timedelta(days=28)


def how_many_by(pace: Pace, by: date) -> HowMany:
    """What is accepted already counts too."""
    answer = done_within((by - pace.on).days, pace.daily, rng=pace.dice(), ahead=pace.ahead)
    sums = [None if more is None else pace.done + more for more in (answer.p50, answer.p85, answer.p95)]
    return HowMany(by, *sums, why_no_date(answer))


def _futures(line: ProgramLine, pace: Pace) -> tuple[Row, list[Row]]:
    """The program and its open milestones in the order of their dates, from one simulation."""
    program = line.program
    open_ones = list(program.milestones.open().order_by("due_on", "pk"))
    units = [program.units_planned, *(one.units or 0 for one in open_ones)]
    whole, *parts = futures_at(pace, units=units)
    rows = [
        _row("Milestone", one.name, one.units or None, part, one.due_on, _page_of(one))
        for one, part in zip(open_ones, parts, strict=True)
    ]
    page = reverse("programs:program-detail", args=[program.code])
    row = _row("Program", program.name, program.units_planned, whole, program.due_on, page)
    return replace(row, tolerance_days=program.tolerance_days), rows


def _page_of(milestone: Milestone) -> str:
    return reverse("programs:milestone-detail", args=[milestone.program.code, milestone.pk])


def _row(sort: str, name: str, units: int | None, future: Future, due_on: date, url: str) -> Row:
    if units is None:
        return Row(sort, name, None, None, None, None, None, due_on, NO_UNITS, url)
    answer = future.answer
    dates = (future.day(answer.p50), future.day(answer.p85), future.day(answer.p95))
    if not future.remaining:
        dates = (None, None, None)
    return Row(sort, name, units, future.remaining, *dates, due_on, why_no_date(answer), url)


def _queue(line: ProgramLine, queue: Queue) -> Row:
    """At the pace of this house in this program, with its own days off."""
    pace = pace_of(line.program, queue.by_day, on=line.on, assumed=line.assumed, house=queue.house)
    (answer,) = milestones([queue.remaining], pace.daily, rng=pace.dice(), ahead=pace.ahead)
    done = sum(queue.by_day.values())
    found = Future(queue.remaining, answer, line.on)
    return _row("Vendor queue", queue.name, done + queue.remaining, found, queue.due_on, queue.url)


def _cone(pace: Pace, whole: Row) -> list[Sum]:
    """Until the last day that is named; the work ends where its scope does."""
    if not whole.remaining or whole.p50_on is None:
        return []
    last = ((whole.p95_on or whole.p85_on or whole.p50_on) - pace.on).days
    step = max(1, -(-last // FANS))
    scope = pace.done + whole.remaining
    spread = fan([*range(step, last, step), last], pace.daily, rng=pace.dice(), ahead=pace.ahead)
    return [
        Sum(
            pace.on + timedelta(days=one.day),
            *(min(scope, pace.done + more) for more in (one.low, one.mid, one.high)),
        )
        for one in spread
    ]


def rework_of(line: ProgramLine) -> Rework | None:
    """What acceptance leaves; None while nothing is decided."""
    found = line.measures.get(Metric.ACCEPTANCE)
    if found is None or found.value is None:
        return None
    low = None if found.high is None else 1 - found.high
    high = None if found.low is None else 1 - found.low
    return Rework(1 - found.value, low, high, found.n, found.url)


def _scope(program: Program, on: date) -> list[tuple[date, int]]:
    """How many units were planned from which day on, from the trail of changes."""
    changes = Event.objects.about(program).filter(verb="program.changed", details__has_key="units_planned")
    steps: list[tuple[date, int]] = []
    for event in changes.order_by("pk"):
        was, now = event.details["units_planned"]
        steps = steps or [(program.starts_on, int(was))]
        steps.append((max(event.happened_at.date(), program.starts_on), int(now)))
    return [
        *(steps or [(program.starts_on, program.units_planned)]),
        (max(on, program.starts_on), program.units_planned),
    ]


def exported_rows(outlook: Outlook) -> Iterator[tuple[object, ...]]:
    for row in outlook.rows:
        yield (
            row.sort, row.name, row.units, row.remaining, row.p50_on, row.p85_on, row.p95_on, row.due_on,
            row.word, row.why,
        )  # fmt: skip
    asked = outlook.how_many
    yield (
        "Accepted units by a day", day(asked.by), None, None, asked.p50, asked.p85, asked.p95, asked.by, "", asked.why
    )  # fmt: skip


EXPORTED = (
    "Forecast of", "Name", "Units", "Remaining", "P50", "P85", "P95", "Due", "State", "Why there is no date"
)  # fmt: skip
