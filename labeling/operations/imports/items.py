from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from json.encoder import encode_basestring as quoted
from typing import Any

from labeling.models import Dataset, ImportRun
from labeling.operations.imports.files import Row
from labeling.operations.imports.loader import (
    LONGEST_ITEM,
    BadCell,
    Fault,
    Loader,
    answers,
    changed,
    item_of,
    stripped,
)

MOST_COLUMNS = 200

_LOAD = """
insert into labeling_item (dataset_id, external_id, content)
select %(dataset)s, external_id, content::jsonb from staged_item order by row
on conflict (dataset_id, external_id) do nothing
"""
# One look into the index for each row: the planner does not know how large the dataset has grown meanwhile.
_CONFLICTS = """
select s.row from staged_item s
join lateral (select content from labeling_item i
              where i.dataset_id = %(dataset)s and i.external_id = s.external_id limit 1) i on true
where i.content <> s.content::jsonb order by s.row
"""
_TWICE = "select 1 from staged_item group by external_id having count(*) > 1 limit 1"
_CONFLICTS_WITHIN = """
select row from (
    select s.row, s.content::jsonb,
           coalesce(i.content, first_value(s.content::jsonb) over (partition by s.external_id order by s.row)) first
    from staged_item s left join labeling_item i on i.dataset_id = %(dataset)s and i.external_id = s.external_id
) said where content <> first order by row
"""


def _form(names: Iterable[str]) -> str:
    """JSON of an item's content, with room for its cells."""
    return "{" + ",".join(quoted(name).replace("%", "%%") + ":%s" for name in names) + "}"


class Items(Loader):
    """The things to be labeled: `item_id`, and every other column as content."""

    needed = ("item_id",)
    table = "staged_item"
    definition = "external_id text, content text"

    def __init__(self, run: ImportRun, *, at: datetime) -> None:
        super().__init__(run, at=at)
        self.columns: dict[str, None] = {}

    def parse(self, row: Row) -> tuple[Any, ...]:
        item = item_of(row)
        content = {name: cell for name, cell in row.cells.items() if name != "item_id"}
        if not content.keys() <= self.columns.keys():
            self.columns |= dict.fromkeys(content)
        if not any(content.values()):
            raise BadCell("", "The item has no content: every column beside item_id is empty.")
        return item, _form(content) % tuple(map(quoted, content.values()))

    def parse_columns(self, columns: dict[str, list[str]]) -> tuple[Iterable[Any], ...] | None:
        items = stripped(columns.pop("item_id"), longest=LONGEST_ITEM)
        if items is None or not all(map(any, zip(*columns.values(), strict=True))) or not columns:
            return None
        self.columns |= dict.fromkeys(columns)
        cells = zip(*(map(quoted, cells) for cells in columns.values()), strict=True)
        return items, map(_form(columns).__mod__, cells)

    def load(self) -> int:
        self._remember_columns()
        return changed(_LOAD, {"dataset": self.run.dataset_id})

    def _remember_columns(self) -> None:
        """The database sorts the keys of a content; a person reads them in the file's order."""
        dataset = Dataset.objects.select_for_update().get(pk=self.run.dataset_id)
        if fresh := [name for name in self.columns if name not in dataset.columns]:
            dataset.columns += fresh[: MOST_COLUMNS - len(dataset.columns)]
            dataset.save(update_fields=["columns", "updated_at"])

    def find_conflicts(self) -> list[Fault]:
        sentence = "This item is known with another content. What came first stays."
        rows = answers(
            _CONFLICTS_WITHIN if answers(_TWICE, {}) else _CONFLICTS, {"dataset": self.run.dataset_id}
        )
        return [Fault(row, "item_id", sentence) for (row,) in rows]
