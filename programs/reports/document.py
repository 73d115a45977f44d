"""A weekly report as it is read: made from what was frozen with it, never from today's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dataops.web.templatetags.formats import plural_of
from programs.choices import Dimension, Mark, Rag, ReportState
from programs.models import StatusReport
from programs.reports.deltas import Delta
from programs.reports.frozen import comparison_of, status_in, unanswered
from programs.reports.weekly import without_money
from programs.rules import LOOKS, written
from programs.rules.status import RULE, Cause, Standing
from programs.rules.week import week_number

ARROWS = {"better": "↗", "worse": "↘", "same": "→"}
TRENDS = {"better": "better than a week ago", "worse": "worse than a week ago", "same": "as a week ago"}
KINDS = {
    "ask": "Asks",
    "decision": "Decisions",
    "change": "Change requests",
    "milestone": "Milestones",
    "issue": "Issues",
    "risk": "Risks",
    "other": "Assumptions and dependencies",
}


@dataclass(frozen=True)
class Figure:
    """One row of the numbers: now with its interval, a week before, and what was promised."""

    label: str
    value: str
    interval: str
    was: str
    target: str
    kind: str
    word: str
    url: str
    measured_on: date | None
    delta: Delta | None


@dataclass(frozen=True)
class Judged:
    """One dimension: its colour, why, the rule's answer where the report departs from it, and where it goes."""

    key: str
    label: str
    kind: str
    word: str
    rule_word: str
    causes: tuple[Cause, ...]
    said: str
    trend: str
    comment: str

    @property
    def arrow(self) -> str:
        return ARROWS.get(self.trend, "")

    @property
    def trend_word(self) -> str:
        return TRENDS.get(self.trend, "")


@dataclass(frozen=True)
class Item:
    """One thing the report follows, and what became of it."""

    key: str
    title: str
    owner: str
    due_on: date | None
    note: str
    url: str
    is_open: bool
    mark: str
    is_late: bool

    @property
    def mark_word(self) -> str:
        return Mark(self.mark).label if self.mark else ""


@dataclass(frozen=True)
class Group:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Deadline:
    name: str
    due_on: date
    baseline_on: date
    done_on: date | None
    slip_days: int
    p50_on: date | None
    p85_on: date | None
    kind: str
    undated: str

    @property
    def forecast_word(self) -> str:
        """How long after its due date P50 lies, else P85."""
        for name, on in (("P50", self.p50_on), ("P85", self.p85_on)):
            if on and on > self.due_on:
                return f"{name} {plural_of((on - self.due_on).days, 'day,days')} late"
        return "before due" if self.p85_on else "P85 out of sight"


@dataclass(frozen=True)
class Document:
    title: str
    week: int
    numbers: Mapping[str, Any]
    status_kind: str
    status_word: str
    rule_word: str
    reason: str
    override_reason: str
    figures: tuple[Figure, ...]
    milestones: tuple[Deadline, ...]
    p50_on: date | None
    p85_on: date | None
    dimensions: tuple[Judged, ...]
    deltas: tuple[Delta, ...]
    groups: tuple[Group, ...]
    unanswered: tuple[str, ...]
    apart: str
    since_week: int | None
    zone: str
    due_on: date
    figures_on: date
    is_published: bool

    @property
    def is_overridden(self) -> bool:
        return bool(self.override_reason)

    @property
    def moved(self) -> tuple[Delta, ...]:
        """The deltas that no other table of the report shows."""
        return tuple(delta for delta in self.deltas if delta.key not in self.measured)

    @property
    def measured(self) -> set[str]:
        return {row["metric"] for row in self.numbers["measures"]}

    @property
    def unanswered_words(self) -> str:
        named = " and ".join(one.lower() for one in self.unanswered)
        return f"Nobody is asked about the {named}, no decision waits and no step is planned: readers will ask why."

    @property
    def rule(self) -> str:
        return RULE

    @property
    def changed(self) -> int:
        """How many items are marked."""
        return sum(bool(item.mark) for group in self.groups for item in group.items)


def document_of(report: StatusReport, *, with_money: bool, on: date | None = None) -> Document:
    """As it was published; of a draft, with what it follows as that stands on the day."""
    against = comparison_of(report, on=on or date.fromisoformat(report.numbers["figures_on"]))
    everything = {**report.numbers, "compared": against}
    numbers = everything if with_money else without_money(everything)
    status = status_in(report)
    status = status if with_money else status.without_money()
    kind, word = LOOKS[report.status]
    comments = comments_of(report, with_money=with_money)
    deltas = {row["key"]: Delta(**row) for row in numbers["compared"]["deltas"]}
    forecast, program = numbers["forecast"], numbers["program"]
    week = week_number(report.week_on)
    currency = (report.numbers.get("money") or {}).get("currency", "USD")
    return Document(
        title=f"Week {week}, {program['name']}",
        week=week,
        numbers=numbers,
        status_kind=kind,
        status_word=word,
        rule_word=LOOKS[report.rag][1],
        reason=reason_of(report, with_money=with_money),
        override_reason=report.override_reason,
        figures=tuple(_figure(row, currency, deltas.get(row["metric"])) for row in numbers["measures"]),
        milestones=tuple(_deadline(row) for row in numbers["milestones"]),
        p50_on=_day(forecast.get("p50_on")),
        p85_on=_day(forecast.get("p85_on")),
        dimensions=tuple(
            _judged(one, against["trends"], comments.get(one.dimension, "")) for one in status.standings
        ),
        deltas=tuple(deltas.values()),
        groups=tuple(_groups(against["items"], date.fromisoformat(numbers["figures_on"]))),
        unanswered=tuple(unanswered(report, against)),
        apart=against["reason"],
        since_week=against["since_week"],
        zone=numbers.get("week", {}).get("time_zone", "UTC"),
        due_on=date.fromisoformat(numbers["due_on"]),
        figures_on=date.fromisoformat(numbers["figures_on"]),
        is_published=report.state == ReportState.PUBLISHED,
    )


def reason_of(report: StatusReport, *, with_money: bool) -> str:
    """Why the rule answered as it did; what things cost is only for those who may see it."""
    if with_money:
        return report.rag_reason
    numbers = without_money(report.numbers)
    if numbers["causes"] or not report.numbers["causes"]:
        return " ".join(cause["text"] for cause in numbers["causes"]) or report.rag_reason
    return "For reasons of cost."


def comments_of(report: StatusReport, *, with_money: bool) -> dict[str, str]:
    """By dimension; what is said of cost is only for those who may see what things cost."""
    return {key: said for key, said in report.comments.items() if with_money or key != Dimension.COST}


def _judged(standing: Standing, trends: Mapping[str, str], comment: str) -> Judged:
    said, key = standing.said, standing.dimension
    return Judged(
        key=key.value,
        label=key.label,
        kind=standing.kind,
        word=standing.word,
        rule_word=LOOKS[standing.rule][1] if said else "",
        causes=standing.causes,
        said=said.reason if said else "",
        trend=trends.get(key.value, ""),
        comment=comment,
    )


def _groups(rows: Sequence[Mapping[str, Any]], on: date) -> Iterator[Group]:
    """By kind; what is marked first, then by the day it is due."""
    for kind, title in KINDS.items():
        found = [_item(row, on) for row in rows if row["kind"] == kind]
        if found:
            found.sort(key=lambda item: (not item.mark, item.due_on or date.max))
            yield Group(title, tuple(found))


def _item(row: Mapping[str, Any], on: date) -> Item:
    due_on = _day(row["due_on"])
    return Item(
        key=row["key"],
        title=row["title"],
        owner=row["owner"],
        due_on=due_on,
        note=row["note"],
        url=row["url"],
        is_open=row["is_open"],
        mark=row["mark"],
        is_late=bool(row["is_open"] and due_on and due_on < on),
    )


def _figure(row: Mapping[str, Any], currency: str, delta: Delta | None) -> Figure:
    unit, kept = row["unit"], row["kept"] or {}
    has_interval = row["low"] is not None and row["high"] is not None
    between = f"{written(row['low'], unit, currency)} to {written(row['high'], unit, currency)}"
    return Figure(
        label=row["label"],
        value=written(row["value"], unit, currency),
        interval=between if has_interval else row["reason"],
        was=_was(row, unit, currency, delta),
        target="" if row["target"] is None else written(row["target"], unit, currency),
        kind=kept.get("kind", ""),
        word=kept.get("word", ""),
        url=row["url"],
        measured_on=_day(row.get("measured_on")),
        delta=delta,
    )


def _was(row: Mapping[str, Any], unit: str, currency: str, delta: Delta | None) -> str:
    """A week before; older reports carried it in their own numbers."""
    if delta is not None:
        return delta.was
    return "" if row.get("was") is None else written(row["was"], unit, currency)


def _deadline(row: Mapping[str, Any]) -> Deadline:
    return Deadline(
        name=row["name"],
        due_on=date.fromisoformat(row["due_on"]),
        baseline_on=date.fromisoformat(row["baseline_on"]),
        done_on=_day(row["done_on"]),
        slip_days=row["slip_days"],
        p50_on=_day(row.get("p50_on")),
        p85_on=_day(row.get("p85_on")),
        kind=LOOKS[row.get("held", Rag.NO_DATA)][0],
        undated="No forecast" if row.get("has_units", True) else "No units",
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
