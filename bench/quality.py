"""A project's figures straight from Postgres, against the bare transfer of its rows in COPY BINARY."""

from __future__ import annotations

import io
import os

from django.db import connection

from bench.database import fresh_database
from bench.frame import Line, interleaved
from labeling.models import Project
from quality.models import BatchTally
from quality.operations.project import AT_ONCE, aggregate_project, measure_project
from quality.operations.tally import measure_batch, measure_batches
from tests.conftest import NOON
from tests.factories import labeling, vendors

ROWS = int(os.environ.get("BENCH_ROWS", "300000"))
BATCH, PER_ITEM, WORKERS = 10_000, 5, 200
YARDSTICK = "copy (select task_id, worker_id, code from labeling_annotation where batch_id = {}) to stdout (format binary)"

ITEMS = "insert into labeling_item (dataset_id, external_id, content) select %s, b || '-' || i, '{}' from generate_series(1, %s) b, generate_series(1, %s) i"
TASKS = """insert into labeling_task (project_id, batch_id, item_id)
select %s, (%s::bigint[])[split_part(external_id, '-', 1)::int], id from labeling_item where dataset_id = %s"""
LABELS = """insert into labeling_annotation
(vendor_id, project_id, batch_id, task_id, worker_id, schema_id, code, source, created_at)
select w.vendor_id, t.project_id, t.batch_id, t.id, w.id, %s,
       case when random() < 0.8 then t.id %% 2 else 1 - t.id %% 2 end, 'import', now()
from labeling_task t, generate_series(0, %s) n,
     lateral (select (%s::bigint[])[1 + (t.id * 7 + n * 37) %% %s] as id) chosen
     join vendors_worker w on w.id = chosen.id
where t.project_id = %s"""
GOLD = """insert into quality_golditem (project_id, task_id, code, created_at, updated_at)
select project_id, id, id %% 2, now(), now() from labeling_task where project_id = %s and id %% 20 = 0"""


def run() -> list[Line]:
    with fresh_database():
        project = _project()
        batches = list(project.batches.order_by("pk").values_list("pk", flat=True))
        return _lines(project, batches)


def _lines(project: Project, batches: list[int]) -> list[Line]:
    transfer, recompute, alone, merged = interleaved(
        lambda: _transfer(batches),
        lambda: _recompute(project, batches),
        lambda: measure_batch(batches[0], at=NOON),
        lambda: measure_project(project.pk, at=NOON),
        rounds=5,
    )
    (aggregated,) = interleaved(lambda: aggregate_project(project.pk, at=NOON), rounds=3)
    size = max(len(str(state)) for state in BatchTally.objects.values_list("state", flat=True)) / 1e3
    return [
        Line(f"yardstick Y: COPY BINARY of {ROWS:,} rows, batch by batch", transfer * 1e3, "ms"),
        Line("every batch counted, written, added up", recompute / transfer, "x Y", 2.0, 1.25),
        Line("one batch of 10,000, read, counted, written", alone * 1e3, "ms", 20, 8),
        Line("the project added up from its batches", merged * 1e3, "ms", 100, 30),
        Line("vote and Dawid-Skene against gold", aggregated, "s", 10, 2),
        Line("largest state of a batch", size, "kB", 64, 32),
    ]


def _transfer(batches: list[int]) -> None:
    for batch in batches:
        with connection.cursor() as cursor:
            cursor.copy_expert(YARDSTICK.format(batch), io.BytesIO())


def _recompute(project: Project, batches: list[int]) -> None:
    for first in range(0, len(batches), AT_ONCE):
        measure_batches(batches[first : first + AT_ONCE], at=NOON)
    measure_project(project.pk, at=NOON)


def _project() -> Project:
    """A project of equal batches, written by SQL because it is large; every tenth item of two is gold."""
    project = labeling.project(judgements_per_item=PER_ITEM)
    first = labeling.batch(project)
    batches = [first, *(labeling.batch(project, dataset=first.dataset) for _ in range(ROWS // BATCH - 1))]
    homes = [vendors.vendor() for _ in range(4)]
    workers = [vendors.worker(homes[position % 4]).pk for position in range(WORKERS)]
    with connection.cursor() as cursor:
        cursor.execute(ITEMS, [first.dataset_id, len(batches), BATCH // PER_ITEM])
        cursor.execute(TASKS, [project.pk, [batch.pk for batch in batches], first.dataset_id])
        cursor.execute(LABELS, [first.schema_id, PER_ITEM - 1, workers, WORKERS, project.pk])
        cursor.execute(GOLD, [project.pk])
        cursor.execute("vacuum analyze labeling_annotation")
    return project
