"""All programs side by side: which to show, in which order, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from programs.choices import Dimension, ProgramState, Rag
from programs.reports.line import ProgramLine

SOON = timedelta(days=30)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class View:
    """A saved view of the portfolio: one tab."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Totals:
    programs: int
    off: int
    at_risk: int
    accepted: int
    planned: int
    planned_share: float | None
    per_week: int
    promised: int
    kept: int
    currency: str
    budget: float | None
    spent: float | None
    ends: float | None
    ends_of: float | None

    @property
    def done_share(self) -> float | None:
        return self.accepted / self.planned if self.planned else None

    @property
    def over_share(self) -> float | None:
        return self.ends / self.ends_of - 1 if self.ends is not None and self.ends_of else None


SORTS: dict[str, Callable[[ProgramLine], object]] = {
    "name": lambda line: line.program.name.lower(),
    "status": lambda line: -line.status.rank,
    "done": lambda line: line.done_share,
    "week": lambda line: _or_least(line.per_week),
    "slip": lambda line: _or_least(line.slip_days),
    "spent": lambda line: _or_least(line.money.spent_share if line.money else None),
    "quality": lambda line: _or_least(
        line.quality.measure.value if line.quality and line.quality.measure else None
    ),
    "due": lambda line: line.program.due_on,
}


def views(lines: Sequence[ProgramLine], *, user, on: date) -> list[View]:
    return [
        View(key, label, len(chosen(lines, key, user=user, on=on)))
        for key, label in (
            ("", "All"),
            ("running", "Under way"),
            ("attention", "Needs attention"),
            ("soon", "Due in 30 days"),
            ("mine", "Mine"),
        )
    ]


def chosen(lines: Sequence[ProgramLine], key: str, *, user, on: date) -> list[ProgramLine]:
    """The lines of one saved view."""
    if key == "attention":
        return [line for line in lines if line.status.needs_attention]
    if key == "running":
        return [line for line in lines if line.program.state != ProgramState.DELIVERED]
    if key == "soon":
        return [
            line
            for line in lines
            if line.program.due_on <= on + SOON and line.status.key != ProgramState.DELIVERED
        ]
    if key == "mine":
        return [line for line in lines if line.program.manager_id == user.pk]
    return list(lines)


def matching(lines: Sequence[ProgramLine], *, text: str, status: str) -> list[ProgramLine]:
    """Those whose code, name or manager contains the text and whose status it is."""
    text = text.strip().lower()
    return [
        line
        for line in lines
        if (
            not text or text in f"{line.program.code} {line.program.name} {line.program.manager.name}".lower()
        )
        and (not status or line.status.key == status)
    ]


def sorted_lines(lines: Sequence[ProgramLine], sort: str) -> list[ProgramLine]:
    """By a word of `SORTS`, a minus for falling; worst first when there is no such word."""
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return sorted(lines, key=lambda line: (line.status.rank, line.program.due_on, line.program.code))
    by_code = sorted(lines, key=lambda line: line.program.code)
    return sorted(by_code, key=key, reverse=sort.startswith("-"))  # type: ignore[arg-type]


def totals(lines: Sequence[ProgramLine]) -> Totals:
    """Sums of the lines shown. Money is added only when all of it is in one currency."""
    currencies = {line.money.currency for line in lines if line.money}
    monies = [line.money for line in lines if line.money] if len(currencies) == 1 else []
    planned = sum(line.progress.planned for line in lines)
    promised = [line.quality for line in lines if line.quality and line.quality.measure]
    known = [money for money in monies if money.budget and money.ends is not None]
    return Totals(
        programs=len(lines),
        off=sum(line.status.key == Rag.OFF_TRACK for line in lines),
        at_risk=sum(line.status.key == Rag.AT_RISK for line in lines),
        accepted=sum(line.progress.accepted for line in lines),
        planned=planned,
        planned_share=sum(line.planned_share * line.progress.planned for line in lines) / planned
        if planned
        else None,
        per_week=sum(line.per_week or 0 for line in lines),
        promised=len(promised),
        kept=sum(promise.kept.kind == "ok" for promise in promised),
        currency=next(iter(currencies)) if len(currencies) == 1 else "",
        budget=sum(money.budget for money in monies) if monies else None,
        spent=sum(money.spent or 0 for money in monies) if monies else None,
        ends=sum(money.ends or 0 for money in known) if known else None,
        ends_of=sum(money.budget for money in known) if known else None,
    )


def calendar(lines: Sequence[ProgramLine], *, on: date) -> tuple[date, date]:
    """The shared axis of the forecast column: from a little before today to the last date shown."""
    shown = [line for line in lines if line.status.key != ProgramState.DELIVERED]
    days = [line.program.due_on for line in shown]
    days += [line.forecast.p85_on for line in shown if line.forecast and line.forecast.p85_on]
    first = min([on, *days])
    last = max([on + SOON, *days])
    longest = timedelta(days=540)  # one far program must not squeeze all others into a corner
    start = max(first, on - timedelta(days=60)) - timedelta(days=7)
    return start, min(last, on + longest) + timedelta(days=7)


def _amount(line: ProgramLine, part: str) -> Decimal | None:
    """Money in a file is money: whole cents."""
    amount = getattr(line.money, part) if line.money else None
    return None if amount is None else Decimal(str(amount)).quantize(CENT)


def _or_least(value: float | None) -> float:
    return float("-inf") if value is None else value


# title, how a cell is read off a line, whether it says what things cost: the file equals the screen
COLUMNS: list[tuple[str, Callable[[ProgramLine], object], bool]] = [
    ("Code", lambda line: line.program.code, False),
    ("Program", lambda line: line.program.name, False),
    ("Manager", lambda line: line.program.manager.name, False),
    ("Status", lambda line: line.status.word, False),
    ("Reason", lambda line: line.status.reason, False),
    ("Weeks without a report", lambda line: len(getattr(line.program, "missing", ())), False),
    ("Accepted units", lambda line: line.progress.accepted, False),
    ("Planned units", lambda line: line.progress.planned, False),
    ("Done share", lambda line: round(line.done_share, 4), False),
    ("Share planned by today", lambda line: round(line.planned_share, 4), False),
    ("Accepted in the last 7 days", lambda line: line.per_week, False),
    ("Due on", lambda line: line.program.due_on, False),
    ("P50 on", lambda line: line.forecast.p50_on if line.forecast else None, False),
    ("P85 on", lambda line: line.forecast.p85_on if line.forecast else None, False),
    ("P85 slip in days", lambda line: line.slip_days, False),
    ("Currency", lambda line: line.program.currency, True),
    ("Budget", lambda line: _amount(line, "budget"), True),
    ("Spent", lambda line: _amount(line, "spent"), True),
    ("Ends at", lambda line: _amount(line, "ends"), True),
    ("Quality measure", lambda line: line.quality and line.quality.target.get_metric_display(), False),
    ("Quality", lambda line: _measured(line, "value"), False),
    ("Quality, low", lambda line: _measured(line, "low"), False),
    ("Quality, high", lambda line: _measured(line, "high"), False),
    ("Quality target", lambda line: line.quality and line.quality.target.value, False),
]


@dataclass(frozen=True)
class Sentence:
    """The first thing the page says: marked where it matters."""

    before: str
    marked: str
    after: str


def verdict(lines: Sequence[ProgramLine]) -> Sentence:
    """Who is off track, who may be soon, and what holds; why, each row says."""
    judged = [line for line in lines if line.status.key in Rag.values]
    off = [line for line in judged if line.status.key == Rag.OFF_TRACK]
    risky = [line for line in judged if line.status.key == Rag.AT_RISK]
    blind = sum(line.status.key == Rag.NO_DATA for line in judged)
    holding = len(judged) - len(off) - len(risky) - blind
    if not judged:
        return Sentence("No program is under way.", "", "")
    rest = [f"{_count(holding, 'holds its promises', 'hold their promises')}"] if holding else []
    if blind:
        rest.append(f"{_count(blind, 'has', 'have')} too little history to say")
    tail = f" {', '.join(rest).capitalize()}." if rest else ""
    if off:
        names = _names(off)
        more = _count(len(risky), "more is", "more are").capitalize()
        also = f" {more} at risk: {_names(risky)}." if risky else ""
        marked, dates = _trouble(off)
        return Sentence("", marked, f": {names}.{dates}{also}{tail}")
    if risky:
        marked = _count(len(risky), "program is at risk", "programs are at risk").capitalize()
        return Sentence("No program is off track. ", marked, f": {_names(risky)}.{tail}")
    return Sentence("", "", tail.strip())


def _trouble(off: Sequence[ProgramLine]) -> tuple[str, str]:
    """A date is missed only where the schedule is off track; the others are off track by what they cost or are."""
    late = sum(_is_late(line) for line in off)
    if late == len(off):
        return _count(late, "program misses its date", "programs miss their date").capitalize(), ""
    marked = _count(len(off), "program is off track", "programs are off track").capitalize()
    dates = _count(late, "of them misses its date", "of them miss their date").capitalize()
    return marked, f" {dates}." if late else ""


def _is_late(line: ProgramLine) -> bool:
    standings = line.status.standings
    return not standings or any(
        one.dimension == Dimension.SCHEDULE and one.key == Rag.OFF_TRACK for one in standings
    )


def _names(lines: Sequence[ProgramLine]) -> str:
    names = [line.program.name for line in lines[:3]]
    more = [f"{len(lines) - 3} more"] if len(lines) > 3 else []
    *head, last = names + more
    between = "; " if any("," in name for name in names) else ", "
    return f"{between.join(head)} and {last}" if head else last


WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def _count(count: int, one: str, many: str) -> str:
    return f"{WORDS[count] if count < len(WORDS) else count} {one if count == 1 else many}"


def _measured(line: ProgramLine, part: str) -> float | None:
    measure = line.quality.measure if line.quality else None
    return getattr(measure, part) if measure else None
