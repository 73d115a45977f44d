"""Which answers are taken for which: against gold where there is some, else within items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dataops.stats.coincidence import coincidences
from labeling.models import Project
from quality.reports.sums import project_state

SHADES = 5


@dataclass(frozen=True)
class Cell:
    count: int
    share: float | None
    shade: int
    is_same: bool


@dataclass(frozen=True)
class Confusion:
    """A square of classes: rows are the truth (or one annotator), columns what was said (or the other)."""

    is_gold: bool
    names: tuple[str, ...]
    rows: tuple[tuple[str, int, tuple[Cell, ...]], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count, _ in self.rows)

    @property
    def worst(self) -> tuple[str, str, float] | None:
        """The pair most often confused, as a share of its row."""
        wrong = [
            (cell.share, name, self.names[column])
            for name, _, cells in self.rows
            for column, cell in enumerate(cells)
            if not cell.is_same and cell.count
        ]
        if not wrong:
            return None
        share, name, other = max(wrong)
        return name, other, share


def confusion(project: Project) -> Confusion:
    """Against gold when any was judged; else how pairs of judgements of one item meet."""
    state = project_state(project)
    is_gold = bool(state.gold.sum())
    table = state.gold if is_gold else coincidences(state.tally)
    names = _names(project)
    called = tuple(names.get(code, str(code)) for code in state.codes)
    rows = tuple(
        (name, _whole(counts.sum()), tuple(_cell(counts, row, column) for column in range(len(called))))
        for row, (name, counts) in enumerate(zip(called, table, strict=False))
    )
    return Confusion(is_gold, called, rows)


def _cell(counts: np.ndarray, row: int, column: int) -> Cell:
    total = float(counts.sum())
    share = float(counts[column]) / total if total else None
    return Cell(_whole(counts[column]), share, _whole((share or 0.0) * (SHADES - 1)), row == column)


def _whole(count: float) -> int:
    """Three judgements of an item meet in halves; halves go up, as a reader expects."""
    return int(count + 0.5)


def _names(project: Project) -> dict[int, str]:
    """What each code is called, by the newest schema that knows it."""
    schemas = project.schemas.exclude(published_at=None).order_by("number")
    return {choice["code"]: choice["name"] for schema in schemas for choice in schema.choices}
