"""What a change request would do to date, cost and milestones; what it did, once it is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from dataops.accounts.models import User
from dataops.stats.results import Reason
from dataops.web.templatetags.formats import day, number
from dataops.work.needs import Need, Urgency
from programs.models import ChangeRequest, Milestone, Program
from programs.reports.futures import Future, future_of
from programs.reports.line import ProgramLine, line_of
from programs.reports.money import money_of
from programs.rules import Progress

SHOWN = 6
RELATED = ("requested_by", "decided_by", "program", "budget_line")
MOVES = "moves__milestone"


@dataclass(frozen=True)
class Outlook:
    """How the program would end; a date that is missing has a reason."""

    due_on: date
    units: int
    p50_on: date | None
    p85_on: date | None
    why: str
    ends: float | None
    budget: float | None

    @property
    def late_days(self) -> int | None:
        return (self.p85_on - self.due_on).days if self.p85_on else None

    @property
    def late_words(self) -> str:
        late = self.late_days
        if late is None:
            return self.why
        return f"{_days(late)} late" if late > 0 else "in time" if late else "on the due date"


@dataclass(frozen=True)
class Touched:
    """A promised milestone beside the change."""

    name: str
    due_on: date
    kind: str
    word: str
    text: str


@dataclass(frozen=True)
class Effect:
    before: Outlook
    after: Outlook
    milestones: tuple[Touched, ...]
    on: date

    @property
    def p85_days(self) -> int | None:
        """By how many days P85 would move; None when either day is not known."""
        if self.before.p85_on is None or self.after.p85_on is None:
            return None
        return (self.after.p85_on - self.before.p85_on).days

    @property
    def why(self) -> str:
        return self.after.why or self.before.why

    @property
    def cost(self) -> float | None:
        if self.before.ends is None or self.after.ends is None:
            return None
        return self.after.ends - self.before.ends


@dataclass(frozen=True)
class ShownChange:
    change: ChangeRequest
    effect: Effect | None


def changes_of(line: ProgramLine) -> list[ShownChange]:
    """All that wait, each with what it would do, and the newest that were decided, with what they did."""
    found = list(line.program.changes.select_related(*RELATED).prefetch_related(MOVES).newest_first())
    waiting = sum(change.is_waiting for change in found)
    return shown_in(line, found[: max(SHOWN, waiting)])


def shown_in(line: ProgramLine, changes: Sequence[ChangeRequest]) -> list[ShownChange]:
    return [
        ShownChange(change, effect_in(line, change) if change.is_waiting else recalled(change))
        for change in changes
    ]


def effect_of(change: ChangeRequest, *, on: date, with_money: bool = True) -> Effect:
    """What it would do if it were approved today."""
    line = line_of(change.program_id, on=on, with_money=with_money)
    return effect_in(line, change, list(line.program.milestones.open().order_by("due_on", "pk")))


def effect_in(line: ProgramLine, change: ChangeRequest, milestones: Sequence[Milestone] = ()) -> Effect:
    program = line.program
    due_on, units = change.due_on or program.due_on, change.units_planned or program.units_planned
    before = future_of(program, line.by_day, units=program.units_planned, on=line.on, assumed=line.assumed)
    after = before
    if units != program.units_planned:
        after = future_of(program, line.by_day, units=units, on=line.on, assumed=line.assumed)
    budget = line.money.budget if line.money else None
    now = _outlook(line, before, program.due_on, program.units_planned, budget)
    then = _outlook(line, after, due_on, units, _budget_after(budget, change))
    touched = [_touched(_as_wanted(row, change), line, now, then, _words(row, change)) for row in milestones]
    return Effect(now, then, tuple(touched), line.on)


def kept(effect: Effect) -> dict[str, Any]:
    """As plain values, to be kept beside the decision."""
    said = asdict(effect)
    return {
        "on": effect.on.isoformat(),
        "before": _plain(said["before"]),
        "after": _plain(said["after"]),
        "milestones": [_plain(row) for row in said["milestones"]],
    }


def recalled(change: ChangeRequest) -> Effect | None:
    """The effect as it was shown to who decided."""
    if change.effect is None:
        return None
    said = change.effect
    rows = tuple(Touched(**_dated(row)) for row in said["milestones"])
    before, after = (Outlook(**_dated(said[side])) for side in ("before", "after"))
    return Effect(before, after, rows, date.fromisoformat(said["on"]))


def change_needs(user: User, *, at: datetime) -> Iterator[Need]:
    """What a manager has to decide; what they asked for themselves is for somebody else."""
    if user.vendor_id is not None:
        return
    mine = ChangeRequest.objects.waiting().filter(program__in=Program.objects.running().managed_by(user))
    for change in (
        mine.exclude(requested_by=user).select_related("program", "requested_by").order_by("number")
    ):
        yield Need(
            urgency=Urgency.BLOCKS_OTHERS,
            title=f"Decide {change}",
            why=f"{change.requested_by.name} asked {day(change.requested_on, at.date())}: {change.reason}",
            url=reverse("programs:change-decide", args=[change.program.code, change.pk]),
            action="Review",
            meta=(change.program.code, change.program.name),
            since=change.created_at,
            tone="warn",
        )


def _outlook(line: ProgramLine, future: Future, due_on: date, units: int, budget: float | None) -> Outlook:
    answer = future.answer
    ends = None
    if line.money is not None:
        progress = Progress(line.progress.accepted, units, line.progress.per_week, None)
        ends = money_of(line.program, line.measures, Decimal(0), progress, line.costs).ends
    return Outlook(
        due_on=due_on,
        units=units,
        p50_on=future.day(answer.p50),
        p85_on=future.day(answer.p85),
        why=Reason(answer.reason).sentence if answer.reason and answer.p85 is None else "",
        ends=ends,
        budget=budget,
    )


def _as_wanted(row: Milestone, change: ChangeRequest) -> Milestone:
    """The milestone on the day that the change asks for; nothing is saved."""
    row.due_on = change.new_days.get(row.pk, row.due_on)
    return row


def _words(row: Milestone, change: ChangeRequest) -> str:
    return "Moved by the change: P85" if row.pk in change.new_days else "Not touched: P85"


def _budget_after(budget: float | None, change: ChangeRequest) -> float | None:
    line = change.budget_line
    if budget is None or line is None or change.quantity is None or change.unit_cost is None:
        return budget
    return budget + float(change.quantity * change.unit_cost - line.amount)


def _touched(row: Milestone, line: ProgramLine, now: Outlook, then: Outlook, words: str) -> Touched:
    """A milestone that asks for everything moves with it; one beyond the new promise cannot stand."""
    if row.due_on > then.due_on:
        text = f"It falls after the new due date, {day(then.due_on, line.on)}."
        return Touched(row.name, row.due_on, "bad", "Cannot stand", text)
    if row.units is None:
        return Touched(row.name, row.due_on, "idle", "Not forecast", "It names no units.")
    if row.units == now.units != then.units:
        return _forecast(row, then.p85_on, f"With all {number(then.units)} units: P85", line.on)
    if row.units > then.units:
        text = f"It asks for {number(row.units)} units, {number(then.units)} would be planned."
        return Touched(row.name, row.due_on, "bad", "Cannot stand", text)
    future = future_of(line.program, line.by_day, units=row.units, on=line.on, assumed=line.assumed)
    return _forecast(row, future.day(future.answer.p85), words, line.on)


def _forecast(row: Milestone, p85_on: date | None, words: str, on: date) -> Touched:
    if p85_on is None:
        return Touched(row.name, row.due_on, "idle", "No data", "There is no date at P85.")
    late = (p85_on - row.due_on).days
    kind, word = ("warn", f"{_days(late)} late") if late > 0 else ("ok", "In time")
    return Touched(row.name, row.due_on, kind, word, f"{words} {day(p85_on, on)}.")


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name.endswith("_on") and value else value
        for name, value in row.items()
    }
