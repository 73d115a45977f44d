"""A project's figures straight from Postgres, against the bare transfer of its rows in COPY BINARY."""

from __future__ import annotations

import io
import os

from django.db import connection

from bench.database import fresh_database
from bench.frame import Line, afresh, interleaved
from labeling.models import Batch, Project
from quality.models import BatchTally, GoldCount, ProjectTally
from quality.operations.project import AT_ONCE, aggregate_project, measure_project
from quality.operations.running import check_sum
from quality.operations.tally import measure_batch, measure_batches
from quality.reports.running import moved
from tests.conftest import NOON
from tests.factories import labeling, vendors
from vendors.models import Evidence

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


SIZES = (100_000, 1_000_000, 10_000_000)  # rows in a project whose batches are stored


def run() -> list[Line]:
    with fresh_database():
        project = _project()
        batches = list(project.batches.order_by("pk").values_list("pk", flat=True))
        return [*_recomputed(project, batches), *_grown(project, batches)]


def _recomputed(project: Project, batches: list[int]) -> list[Line]:
    transfer, recompute = interleaved(
        lambda: _transfer(batches), lambda: _recompute(project, batches), rounds=5
    )
    written = afresh(lambda: _forget(batches), lambda: _recompute(project, batches), rounds=3)
    (aggregated,) = interleaved(lambda: aggregate_project(project.pk, at=NOON), rounds=3)
    size = max(len(str(state)) for state in BatchTally.objects.values_list("state", flat=True)) / 1e3
    return [
        Line(f"yardstick Y: COPY BINARY of {ROWS:,} rows, batch by batch", transfer * 1e3, "ms"),
        Line("every batch counted anew, the project's figures too", recompute / transfer, "x Y", 2.0, 1.25),
        Line("the same where nothing was stored, all written", written / transfer, "x Y"),
        Line("vote and Dawid-Skene against gold", aggregated, "s", 10, 2),
        Line("largest state of a batch", size, "kB", 64, 32),
    ]


def _grown(project: Project, batches: list[int]) -> list[Line]:
    """What one more batch costs, from its labels to the project's new figures, by how much is there already."""
    lines, new = [], batches[:1]
    for rows in SIZES:
        _fill(project, rows // BATCH)
        alone = afresh(lambda: _forget(new), lambda: measure_batch(new[0], at=NOON))
        figures = afresh(lambda: None, lambda: measure_project(project.pk, at=NOON))
        whole = afresh(lambda: _forget(new), lambda: _measured(project, new[0]), rounds=15)
        again = afresh(lambda: None, lambda: measure_batch(new[0], at=NOON))
        copied = afresh(lambda: None, lambda: _transfer(new))
        check = afresh(lambda: None, lambda: check_sum(project, at=NOON), rounds=1)
        size = f"{rows:,} rows stored: "
        lines += [
            Line(f"{size}a new batch of 10,000 and the project's figures", whole * 1e3, "ms", 20, 15),
            Line("    in transfers of its rows, which travels between machines", whole / copied, "x Y"),
            Line("    of it the batch: read, counted, written, added", alone * 1e3, "ms"),
            Line("    of it the project's figures", figures * 1e3, "ms"),
            Line("    the batch again, nothing has moved", again * 1e3, "ms"),
            Line("    the sum checked against all batches", check * 1e3, "ms"),
        ]
    return lines


def _measured(project: Project, batch: int) -> None:
    measure_batch(batch, at=NOON)
    measure_project(project.pk, at=NOON)


def _fill(project: Project, wanted: int) -> None:
    """As many stored batches as wanted: the counted ones again and again, without their rows."""
    tallies = list(BatchTally.objects.filter(project=project).order_by("batch").values())
    BatchTally.objects.filter(pk__in=[tally["id"] for tally in tallies[wanted:]]).delete()
    batch = Batch.objects.filter(project=project).order_by("pk").values().first()
    missing = range(len(tallies), wanted)
    made = Batch.objects.bulk_create(
        Batch(**batch | {"id": None, "number": f"F-{number}"}) for number in missing
    )
    BatchTally.objects.bulk_create(
        BatchTally(**tallies[place % len(tallies)] | {"id": None, "batch_id": each.pk})
        for place, each in enumerate(made)
    )
    ProjectTally.objects.filter(project=project).update(state=None)
    check_sum(project, at=NOON)
    _settle()


def _settle() -> None:
    """What a server does in the background after a load, done before the clock runs and not during it."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
        cursor.execute("checkpoint")


def _forget(batches: list[int]) -> None:
    """As if these batches had never been counted."""
    for tally in BatchTally.objects.filter(batch__in=batches):
        kept = ProjectTally.objects.get(project=tally.project_id)
        ProjectTally.objects.filter(pk=kept.pk).update(state=moved(kept.state, [tally.state], []))
    BatchTally.objects.filter(batch__in=batches).delete()
    GoldCount.objects.filter(batch__in=batches).delete()
    numbers = Batch.objects.filter(pk__in=batches).values("number")
    Evidence.objects.filter(batch_ref__in=numbers).delete()


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
    _settle()
    return project
