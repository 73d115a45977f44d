"""How a report says the program stands: from what was frozen with it, and what was said against the rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from programs.choices import Dimension, Rag, ReportState
from programs.models import StatusReport
from programs.reports.around import said_in
from programs.reports.deltas import compared
from programs.reports.items import items_of, seen_in
from programs.rules.status import OVERALL, Cause, Standing, Status, with_said


def standings_in(numbers: Mapping[str, Any]) -> list[Standing]:
    """The dimensions as the rule found them; none of a program that was outside the rule, or before there were any."""
    return [
        Standing(
            Dimension(row["key"]),
            row["rule"],
            tuple(Cause(**cause) for cause in row["causes"]),
            row["figure"],
        )
        for row in numbers.get("dimensions", [])
    ]


def status_in(report: StatusReport, *, is_overall_said: bool = True) -> Status:
    """With what the report says against the rule; before there were dimensions the rule had one answer only."""
    causes = tuple(Cause(**cause) for cause in report.numbers.get("causes", []))
    standings, said = standings_in(report.numbers), said_in(report)
    if not is_overall_said:
        said.pop(OVERALL, None)
    return with_said(standings, said) if standings else Status(report.rag, report.rag_reason, causes)


def base_of(report: StatusReport) -> StatusReport | None:
    """The newest published report of an earlier week."""
    earlier = StatusReport.objects.filter(program=report.program_id, week_on__lt=report.week_on)
    return earlier.published().order_by("-week_on").first()


def comparison_of(report: StatusReport, *, on: date) -> dict[str, Any]:
    """As it was published; of a draft, what stands on that day against what is published now."""
    if report.state == ReportState.PUBLISHED:
        return report.numbers.get("compared") or compared(report.numbers, [], None, week_on=report.week_on)
    return at_publication(report, on=on)["compared"]


def at_publication(report: StatusReport, *, on: date) -> dict[str, Any]:
    """What is added to the numbers when they are published: the items as they stand, and what is new in them."""
    items = items_of([report.program_id], on=on)[report.program_id]
    against = compared(report.numbers, items, base_of(report), week_on=report.week_on)
    return {"seen": seen_in(items), "compared": against}


def unanswered(report: StatusReport, against: dict[str, Any]) -> list[str]:
    """Dimensions that are off track while nobody is asked, nothing is to be decided and no step is planned."""
    open_ = [row for row in against["items"] if row["is_open"]]
    return [
        one.dimension.label
        for one in status_in(report).standings
        if one.key == Rag.OFF_TRACK and not any(_is_in_flight(row, one.dimension) for row in open_)
    ]


def _is_in_flight(row: dict[str, Any], dimension: Dimension) -> bool:
    """An ask or a plan about it, or about the whole; any decision and any change of the plan."""
    if row["kind"] in ("decision", "change"):
        return True
    about = row.get("dimension", "")
    if row["kind"] == "ask":
        return about in ("", dimension)
    return bool(row["kind"] in ("risk", "issue") and row["note"] and about in (dimension, Dimension.RISK))
