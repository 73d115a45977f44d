from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from labeling.models import ImportRun
from labeling.operations.imports.annotators import AnnotatorsOfFile
from labeling.operations.imports.files import Row
from labeling.operations.imports.judged import KNOWN, LONGEST_LABEL, TASKS, Judged, label_of
from labeling.operations.imports.loader import (
    LONGEST_ITEM,
    BadCell,
    Fault,
    Parsed,
    answers,
    changed,
    item_of,
    stripped,
)
from labeling.operations.imports.shares import SharesOfFile, share_out

LONGEST_ANNOTATOR = 80
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

# Who brought labels of a batch, new or known, does not accept them: so the batches are noted on the import.
_LOAD = f"""
with found as materialized (
    select s.row, w.vendor_id, t.project_id, b.id batch_id, t.id task_id, w.worker_id, b.schema_id, b.guideline_id,
           c.code, s.labeled_at, h.share_id
    from staged_label s join staged_worker w on w.annotator = s.annotator {TASKS}
    left join staged_share h on h.batch_id = b.id and h.vendor_id = w.vendor_id
    where c.code is not null
), noted as (
    insert into labeling_importrun_batches (importrun_id, batch_id)
    select distinct %(run)s, batch_id from found on conflict do nothing
)
insert into labeling_annotation (vendor_id, project_id, batch_id, task_id, worker_id, schema_id, guideline_id,
                                 code, source, labeled_at, created_at, share_id)
select vendor_id, project_id, batch_id, task_id, worker_id, schema_id, guideline_id,
       code, 'import', labeled_at, %(at)s, share_id
from found order by row
on conflict (task_id, worker_id, labeled_at) do nothing
"""  # noqa: S608 -- made of constants
_CONFLICTS = f"""
select s.row from staged_label s join staged_worker w on w.annotator = s.annotator {TASKS} {KNOWN}
where c.code <> a.code order by s.row
"""  # noqa: S608 -- made of constants
_TWICE = "select 1 from staged_label group by item, annotator, labeled_at having count(*) > 1 limit 1"
_CONFLICTS_WITHIN = f"""
select row from (
    select s.row, c.code, coalesce(a.code, first_value(c.code) over (
        partition by t.id, s.annotator, s.labeled_at order by s.row)) first
    from staged_label s join staged_worker w on w.annotator = s.annotator {TASKS} {KNOWN}
    where c.code is not null
) said where code <> first order by row
"""  # noqa: S608 -- made of constants


class Labels(Judged):
    """Judgements made elsewhere: `item_id`, `annotator_id`, `label`, and `created_at` where it is known."""

    needed = ("item_id", "annotator_id", "label")
    table = "staged_label"
    definition = "item text, annotator text, label text, labeled_at timestamptz"

    def __init__(self, run: ImportRun, *, at: datetime) -> None:
        super().__init__(run, at=at)
        self.latest = at + timedelta(days=1)
        self.annotators = AnnotatorsOfFile(run)
        self.shares = SharesOfFile(run)
        self.set_aside: list[Fault] = []

    def open(self) -> None:
        super().open()
        self.annotators.open()
        self.shares.open()

    def parse(self, row: Row) -> tuple[Any, ...]:
        return (
            item_of(row),
            self._annotator(row),
            label_of(row),
            self._moment(row.cells.get("created_at", "")),
        )

    def parse_columns(self, columns: dict[str, list[str]]) -> tuple[Iterable[Any], ...] | None:
        items = stripped(columns["item_id"], longest=LONGEST_ITEM)
        annotators = stripped(columns["annotator_id"], longest=LONGEST_ANNOTATOR)
        labels = stripped(columns["label"], longest=LONGEST_LABEL)
        if not (items and annotators and labels and all(map(self.annotators.has_vendor, set(annotators)))):
            return None
        try:
            moments = [self._moment(text) for text in columns.get("created_at") or [""] * len(items)]
        except BadCell:
            return None
        return items, annotators, labels, moments

    def _annotator(self, row: Row) -> str:
        annotator = row.cells.get("annotator_id", "").strip()
        if not annotator:
            raise BadCell("annotator_id", "Nobody is named as the labeler.")
        if len(annotator) > LONGEST_ANNOTATOR:
            raise BadCell(
                "annotator_id", f"The labeler's number is longer than {LONGEST_ANNOTATOR} characters."
            )
        if not self.annotators.has_vendor(annotator):
            raise BadCell("annotator_id", f"Nothing says for which vendor {annotator} works.")
        return annotator

    def _moment(self, text: str) -> datetime | None:
        text = text.strip()
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise BadCell(
                "created_at", f"{text[:40]} is not a moment such as 2026-03-04T12:00:00Z."
            ) from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not EARLIEST <= moment <= self.latest:
            raise BadCell("created_at", f"{text[:40]} lies before 1990 or in the future.")
        return moment

    def stage(self, chunk: Parsed) -> None:
        """The staged rows, without those that come from strangers or for batches their order was not given."""
        super().stage(chunk)
        self.annotators.find()
        self.set_aside = [] if self.annotators.may_enrol else self.annotators.strangers()
        self.set_aside += self.shares.not_issued(self.values())
        self._leave_out(self.set_aside)

    def _leave_out(self, faults: list[Fault]) -> None:
        if faults:
            rows = [fault.row for fault in faults]
            changed("delete from staged_label where row = any(%(rows)s)", {"rows": rows})

    def check(self, chunk: Parsed) -> list[Fault]:
        return [*super().check(chunk), *self.shares.late(self.values())]

    def find_faults(self) -> list[Fault]:
        return [*self.set_aside, *super().find_faults()]

    def before_load(self) -> None:
        """Enrol whom nobody knew, and find the shares the rows belong to."""
        if self.annotators.may_enrol:
            self.annotators.enrol()
        self.shares.find(self.values())
        late = self.shares.late(self.values())  # looked at under the locks: nobody delivers from here on
        self.set_aside += late
        self._leave_out(late)

    def load(self) -> int:
        added = changed(_LOAD, self.values() | {"run": self.run.pk})
        self.shares.claim_known(self.values())
        return added

    def find_conflicts(self) -> list[Fault]:
        sentence = "This labeler gave the item another label at the same time. What came first stays."
        sql = _CONFLICTS_WITHIN if answers(_TWICE, {}) else _CONFLICTS
        return [Fault(row, "label", sentence) for (row,) in answers(sql, self.values())]

    def finish(self) -> None:
        share_out(self.run)
