from __future__ import annotations

from typing import Any

from labeling.extensions import gold_keeper
from labeling.operations.imports.files import Row
from labeling.operations.imports.judged import TASKS, Judged, label_of
from labeling.operations.imports.loader import answers, item_of

_ANSWERS = f"select t.id, c.code from staged_gold s {TASKS} where c.code is not null order by s.row"  # noqa: S608 -- made of constants


class Gold(Judged):
    """Answers we know: `item_id`, `label`. Who keeps them is plugged in from above."""

    needed = ("item_id", "label")
    table = "staged_gold"
    definition = "item text, label text"

    def parse(self, row: Row) -> tuple[Any, ...]:
        return item_of(row), label_of(row)

    def load(self) -> int:
        known: dict[int, int] = dict(answers(_ANSWERS, self.values()))
        return sum(keep(self.run.project, known, actor=self.run.started_by) for keep in gold_keeper)
