from __future__ import annotations

import json
from typing import Any

from labeling.operations.imports.files import Row
from labeling.operations.imports.loader import BadCell, Fault, Loader, answers, changed, item_of

_LOAD = """
insert into labeling_item (dataset_id, external_id, content)
select %(dataset)s, external_id, content from staged_item order by row
on conflict (dataset_id, external_id) do nothing
"""
_CONFLICTS = """
select s.row from staged_item s
join labeling_item i on i.dataset_id = %(dataset)s and i.external_id = s.external_id
where i.content <> s.content order by s.row
"""


class Items(Loader):
    """The things to be labeled: `item_id`, and every other column as content."""

    needed = ("item_id",)
    table = "staged_item"
    definition = "external_id text, content jsonb"

    def parse(self, row: Row) -> tuple[Any, ...]:
        item = item_of(row)
        content = {name: cell for name, cell in row.cells.items() if name != "item_id"}
        if not any(content.values()):
            raise BadCell("", "The item has no content: every column beside item_id is empty.")
        return item, json.dumps(content, ensure_ascii=False)

    def load(self) -> int:
        return changed(_LOAD, {"dataset": self.run.dataset_id})

    def find_conflicts(self) -> list[Fault]:
        sentence = "This item is known with another content. What came first stays."
        rows = answers(_CONFLICTS, {"dataset": self.run.dataset_id})
        return [Fault(row, "item_id", sentence) for (row,) in rows]
