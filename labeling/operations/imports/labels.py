from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from labeling.models import ImportRun
from labeling.operations.imports.files import Row
from labeling.operations.imports.judged import TASKS, Judged, label_of
from labeling.operations.imports.loader import BadCell, Fault, answers, changed, item_of
from labeling.operations.imports.shares import SharesOfFile, share_out
from vendors.models import Vendor
from vendors.operations.worker import enrol

LONGEST_ANNOTATOR = 80
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_NEW_WORKERS = """
select distinct s.annotator from staged_label s
where not exists (select 1 from staged_worker w where w.annotator = s.annotator) order by 1
"""
_LOAD = f"""
insert into labeling_annotation (vendor_id, project_id, batch_id, task_id, worker_id, schema_id, guideline_id,
                                 code, source, labeled_at, created_at, share_id)
select w.vendor_id, t.project_id, b.id, t.id, w.worker_id, b.schema_id, b.guideline_id,
       c.code, 'import', s.labeled_at, %(at)s, h.share_id
from staged_label s join staged_worker w on w.annotator = s.annotator {TASKS}
left join staged_share h on h.batch_id = b.id and h.vendor_id = w.vendor_id
where c.code is not null order by s.row
on conflict (task_id, worker_id, labeled_at) do nothing
"""  # noqa: S608 -- made of constants
# The sum keeps the planner from walking through all that a worker ever did: an item has few judgements.
_CONFLICTS = f"""
select s.row from staged_label s join staged_worker w on w.annotator = s.annotator {TASKS}
join labeling_annotation a on a.task_id = t.id and a.worker_id + 0 = w.worker_id
     and a.labeled_at is not distinct from s.labeled_at
where a.code <> c.code order by s.row
"""  # noqa: S608 -- made of constants


class Labels(Judged):
    """Judgements made elsewhere: `item_id`, `annotator_id`, `label`, and `created_at` where it is known."""

    needed = ("item_id", "annotator_id", "label")
    table = "staged_label"
    definition = "item text, annotator text, label text, labeled_at timestamptz"

    def __init__(self, run: ImportRun, *, at: datetime) -> None:
        super().__init__(run, at=at)
        self.slugs: dict[str, str] = run.options.get("workers", {})
        self.default: str = run.options.get("default_vendor", "")
        self.vendors = {vendor.slug: vendor for vendor in Vendor.objects.all()}
        self.latest = at + timedelta(days=1)
        self.shares = SharesOfFile(run)

    def open(self) -> None:
        super().open()
        with connection.cursor() as cursor:
            cursor.execute(
                "create temp table if not exists staged_worker"
                " (annotator text primary key, worker_id bigint, vendor_id bigint)"
            )
            cursor.execute("truncate staged_worker")
        self.shares.open()

    def parse(self, row: Row) -> tuple[Any, ...]:
        return item_of(row), self._annotator(row), label_of(row), self._moment(row)

    def _annotator(self, row: Row) -> str:
        annotator = row.cells.get("annotator_id", "").strip()
        if not annotator:
            raise BadCell("annotator_id", "Nobody is named as the labeler.")
        if len(annotator) > LONGEST_ANNOTATOR:
            raise BadCell(
                "annotator_id", f"The labeler's number is longer than {LONGEST_ANNOTATOR} characters."
            )
        if not (self.default or annotator in self.slugs):
            raise BadCell("annotator_id", f"Nothing says for which vendor {annotator} works.")
        return annotator

    def _moment(self, row: Row) -> datetime | None:
        text = row.cells.get("created_at", "").strip()
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

    def before_load(self) -> None:
        """Enrol the annotators that are new in these rows, and find the shares the rows belong to."""
        for (annotator,) in answers(_NEW_WORKERS, {}):
            vendor = self.vendors[self.slugs.get(annotator, self.default)]
            worker = enrol(vendor, annotator, actor=self.run.started_by)
            with connection.cursor() as cursor:
                cursor.execute(
                    "insert into staged_worker values (%s, %s, %s)", [annotator, worker.pk, worker.vendor_id]
                )
        self.shares.find(self.values())

    def load(self) -> int:
        added = changed(_LOAD, self.values())
        self.shares.claim_known(self.values())
        return added

    def find_conflicts(self) -> list[Fault]:
        sentence = "This labeler gave the item another label at the same time. What came first stays."
        return [Fault(row, "label", sentence) for (row,) in answers(_CONFLICTS, self.values())]

    def finish(self) -> None:
        share_out(self.run)
