"""Whether a forecast holds a promised day; the same for a program, a milestone and a queue."""

from __future__ import annotations

from datetime import date

from programs.choices import Rag


def held(due_on: date, p50_on: date | None, p85_on: date | None) -> Rag:
    """Off track: P50 is after it. At risk: P85 is, or is out of sight. Without a P50 nothing is known."""
    if p50_on is None:
        return Rag.NO_DATA
    if p50_on > due_on:
        return Rag.OFF_TRACK
    return Rag.AT_RISK if p85_on is None or p85_on > due_on else Rag.ON_TRACK
