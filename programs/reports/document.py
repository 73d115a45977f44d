"""A weekly report as it is read: made from what was frozen with it, never from today's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from programs.choices import ReportState
from programs.models import StatusReport
from programs.reports.weekly import without_money
from programs.rules import LOOKS, written


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


@dataclass(frozen=True)
class Deadline:
    name: str
    due_on: date
    baseline_on: date
    done_on: date | None
    slip_days: int


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
    p85_was: date | None
    due_on: date
    figures_on: date
    is_published: bool

    @property
    def is_overridden(self) -> bool:
        return bool(self.override_reason)


def document_of(report: StatusReport, *, with_money: bool) -> Document:
    numbers = report.numbers if with_money else without_money(report.numbers)
    kind, word = LOOKS[report.status]
    forecast, program = numbers["forecast"], numbers["program"]
    week = report.week_on.isocalendar().week
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
        figures=tuple(_figure(row, currency) for row in numbers["measures"]),
        milestones=tuple(_deadline(row) for row in numbers["milestones"]),
        p50_on=_day(forecast.get("p50_on")),
        p85_on=_day(forecast.get("p85_on")),
        p85_was=_day(forecast.get("p85_was")),
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


def _figure(row: Mapping[str, Any], currency: str) -> Figure:
    unit, kept = row["unit"], row["kept"] or {}
    has_interval = row["low"] is not None and row["high"] is not None
    between = f"{written(row['low'], unit, currency)} to {written(row['high'], unit, currency)}"
    return Figure(
        label=row["label"],
        value=written(row["value"], unit, currency),
        interval=between if has_interval else row["reason"],
        was="" if row["was"] is None else written(row["was"], unit, currency),
        target="" if row["target"] is None else written(row["target"], unit, currency),
        kind=kept.get("kind", ""),
        word=kept.get("word", ""),
        url=row["url"],
        measured_on=_day(row.get("measured_on")),
    )


def _deadline(row: Mapping[str, Any]) -> Deadline:
    return Deadline(
        name=row["name"],
        due_on=date.fromisoformat(row["due_on"]),
        baseline_on=date.fromisoformat(row["baseline_on"]),
        done_on=_day(row["done_on"]),
        slip_days=row["slip_days"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
