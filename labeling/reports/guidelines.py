from __future__ import annotations

import difflib
from dataclasses import dataclass

from labeling.models import Guideline


@dataclass(frozen=True)
class Line:
    """One line of a comparison: kept, added or removed."""

    kind: str
    text: str


def changes_since(guideline: Guideline, before: Guideline | None) -> list[Line]:
    """What a version says that the one before did not, line by line."""
    old = before.body.splitlines() if before else []
    kinds = {" ": "kept", "+": "added", "-": "removed"}
    compared = difflib.ndiff(old, guideline.body.splitlines())
    return [Line(kinds[line[0]], line[2:]) for line in compared if line[0] in kinds]
