"""What a weekly report needs before it is published."""

from __future__ import annotations

from collections.abc import Iterator

from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import Dimension, Rag
from programs.models import StatusReport
from programs.rules.program import can_edit


def can_publish(report: StatusReport) -> Verdict:
    """A summary, a comment on each dimension that is off track, and asks that somebody can answer."""
    if not (verdict := can_edit(report)):
        return verdict
    missing = list(_missing(report))
    return denied(f"Before it goes out: {'; '.join(missing)}.") if missing else ALLOWED


def silent_of(report: StatusReport) -> list[Dimension]:
    """Off track by the rule, and nobody has said a word of it. What was set by hand came with its reason."""
    rows = report.numbers.get("dimensions", [])
    return [
        Dimension(row["key"])
        for row in rows
        if row["rule"] == Rag.OFF_TRACK
        and report.overrides.get(row["key"], {}).get("rule") != row["rule"]
        and not report.comments.get(row["key"], "").strip()
    ]


def _missing(report: StatusReport) -> Iterator[str]:
    if not report.summary.strip():
        yield "write the summary, which is what people read first"
    if silent := silent_of(report):
        yield f"say what is done about {' and '.join(one.label.lower() for one in silent)}, which is off track"
    for ask in report.program.asks.open().filter(owner__is_active=False).order_by("pk"):
        yield f"ask somebody else for “{ask.what}”: {ask.owner.public_name} has left"
