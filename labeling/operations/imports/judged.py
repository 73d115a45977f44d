"""What files of labels and of gold answers share: an item of the project and one of its answers."""

from __future__ import annotations

from typing import Any

from django.db import connection

from labeling.models import LabelSchema
from labeling.operations.imports.files import Row
from labeling.operations.imports.loader import BadCell, Fault, Loader, answers

LONGEST_LABEL = 100

# Joined to `s`, the staged rows: the item's task in this project and the code of its label there.
# By a look into the index for each row: of tables that grew a moment ago the planner knows nothing yet.
TASKS = """
left join lateral (select id from labeling_item
                   where dataset_id = %(dataset)s and external_id = s.item limit 1) i on true
left join lateral (select id, project_id, batch_id from labeling_task
                   where project_id = %(project)s and item_id = i.id limit 1) t on true
left join labeling_batch b on b.id = t.batch_id
left join staged_choice c on c.schema_id = b.schema_id and c.label = s.label
"""
# Beside each row of a worker `w` their judgement at that moment, if it is stored: one look into one index.
KNOWN = """
left join lateral (
    select o.id, o.code, o.slot_id, o.share_id from labeling_annotation o
    where o.task_id = t.id and o.worker_id = w.worker_id and o.labeled_at = s.labeled_at
    union all
    select o.id, o.code, o.slot_id, o.share_id from labeling_annotation o
    where s.labeled_at is null and o.task_id = t.id and o.worker_id = w.worker_id and o.labeled_at is null
) a on true
"""
_FAULTS = """
select s.row, s.item, s.label, i.id is not null, t.id is not null
from {table} s {tasks}
where c.code is null order by s.row
"""


class Judged(Loader):
    """An answer given to an item, whoever gave it."""

    def open(self) -> None:
        super().open()
        with connection.cursor() as cursor:
            cursor.execute(
                "create temp table if not exists staged_choice (schema_id bigint, label text, code smallint)"
            )
            cursor.execute("truncate staged_choice")
            cursor.executemany("insert into staged_choice values (%s, %s, %s)", self._choices())
            cursor.execute("analyze staged_choice")

    def _choices(self) -> list[tuple[int, str, int]]:
        schemas = LabelSchema.objects.filter(project_id=self.run.project_id)
        return [
            (schema.pk, text, code) for schema in schemas for text, code in schema.codes_by_text().items()
        ]

    def find_faults(self) -> list[Fault]:
        sql = _FAULTS.format(table=self.table, tasks=TASKS)
        return [_fault(*found) for found in answers(sql, self.values())]

    def values(self) -> dict[str, Any]:
        return {"project": self.run.project_id, "dataset": self.run.dataset_id, "at": self.at}


def label_of(row: Row) -> str:
    label = row.cells.get("label", "").strip()
    if not label:
        raise BadCell("label", "The label is empty.")
    if len(label) > LONGEST_LABEL:
        raise BadCell("label", f"The label is longer than {LONGEST_LABEL} characters.")
    return label


def _fault(row: int, item: str, label: str, is_item: bool, is_task: bool) -> Fault:
    if not is_item:
        return Fault(row, "item_id", f"There is no item {item[:80]} in the dataset.")
    if not is_task:
        return Fault(row, "item_id", f"Item {item[:80]} is in no batch yet. Prepare batches first.")
    return Fault(row, "label", f"{label[:80]} is not an answer of this batch's schema.")
