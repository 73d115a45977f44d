"""How a report says the program stands: from what was frozen with it, and what was said against the rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from programs.choices import Dimension
from programs.models import StatusReport
from programs.reports.around import said_in
from programs.reports.deltas import compared
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


def comparison_of(report: StatusReport) -> dict[str, Any]:
    """As it was published; of a draft, against what is published now."""
    if (kept := report.numbers.get("compared")) is not None:
        return kept
    return compared(report.numbers, base_of(report), week_on=report.week_on)
