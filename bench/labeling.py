"""Leases with answers, against a bare Django view of the same statements; imports, against COPY of the same rows."""

from __future__ import annotations

import gc
import os
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from bench.database import fresh_database
from bench.frame import Line, interleaved
from bench.labeling_floor import Door, copy_newest, floor_door
from dataops.accounts.operations import token
from dataops.base.database import STAFF, standing
from labeling.models import ImportRun
from labeling.operations.imports import run_import, start_import
from tests.chaos.label_import import LabelImport
from tests.factories import accounts, labeling, vendors

CYCLES = int(os.environ.get("BENCH_CYCLES", "150"))
ROWS = int(os.environ.get("BENCH_IMPORT_ROWS", "50000"))
TASKS = int(os.environ.get("BENCH_TASKS", "100000"))
ITEMS = 5_000
ROUNDS = 5

FILL = """
with items as (insert into labeling_item (dataset_id, external_id, content)
               select %s, 'i' || n, '{"text": "Does it follow?"}' from generate_series(1, %s) n returning id),
     tasks as (insert into labeling_task (project_id, batch_id, item_id) select %s, %s, id from items returning id)
insert into labeling_slot (vendor_id, share_id, project_id, task_id, state, skipped_by)
select %s, %s, %s, id, 'open', '{}' from tasks"""


def run() -> list[Line]:
    with TemporaryDirectory() as folder, override_settings(**_storage(folder)), fresh_database():
        return [*_cycles(), *_imports(), _following()]


def _storage(folder: str) -> dict[str, object]:
    backend = "django.core.files.storage.FileSystemStorage"
    static = "django.contrib.staticfiles.storage.StaticFilesStorage"
    return {
        "STORAGES": {
            "default": {"BACKEND": backend, "OPTIONS": {"location": folder}},
            "staticfiles": {"BACKEND": static},
        },
        "ALLOWED_HOSTS": ["testserver"],
    }


def _cycles() -> list[Line]:
    share = _filled(TASKS)
    ours = Door(secret=_labeler(share))
    floor = floor_door(share.batch.project_id, share.vendor_id, vendors.worker(share.vendor).pk)
    body = {"project": share.batch.project.slug}

    def product() -> None:
        for n in range(CYCLES):
            held = ours.post("/api/v1/labeling/lease/", body)
            ours.post(
                f"/api/v1/labeling/slots/{held['id']}/submit/",
                {"token": held["token"], "code": 1},
                key=f"{held['token']}-{n}",
            )

    def bare() -> None:
        for _ in range(CYCLES):
            held = floor.post("/lease/", {})
            floor.post(f"/submit/{held['id']}/", {"token": held["token"], "code": 1})

    _keep_connections()
    gc.collect()
    slow, fast = interleaved(product, bare, rounds=ROUNDS)
    return [
        Line("lease and submit by the API, one labeler", 1e3 * slow / CYCLES, "ms"),
        Line("the same statements in a bare Django view", 1e3 * fast / CYCLES, "ms"),
        Line(
            f"lease and submit, {TASKS:,} tasks", 100 * fast / slow, "% of floor", 25, 50, more_is_better=True
        ),
    ]


def _keep_connections() -> None:
    """A server keeps its connections between requests; so do both contestants."""
    connection.settings_dict["CONN_MAX_AGE"] = None
    connection.close_at = None


def _filled(tasks: int):
    """A share of very many open slots, written by SQL."""
    share = labeling.share()
    batch = share.batch
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            [
                batch.dataset_id,
                tasks,
                batch.project_id,
                batch.pk,
                share.vendor_id,
                share.pk,
                batch.project_id,
            ],
        )
        cursor.execute("analyze labeling_slot, labeling_task, labeling_item")
    return share


def _labeler(share) -> str:
    user = accounts.user(role="vendor_labeler", organisation=share.vendor.organisation)
    vendors.worker(share.vendor, user=user)
    return token.issue("bench", "write", actor=user, at=timezone.now())[1]


def _imports() -> list[Line]:
    """Each round imports new rows and then copies the very rows that came of it into an indexed twin of the table."""
    project, dataset = _import_target()
    labels, items, speed = [], [], []
    for round_ in range(ROUNDS):
        ours = _timed(
            project,
            _labels(round_),
            kind="labels",
            options={"default_vendor": "bench", "enrols_workers": True},
        )
        copied = copy_newest("labeling_annotation", ROWS)
        labels.append(100 * copied / ours)
        speed.append(ROWS / ours)
        ours = _timed(project, _items(round_), dataset=dataset)
        items.append(100 * copy_newest("labeling_item", ROWS) / ours)
    return [
        Line(f"import of {ROWS:,} labels, checked and audited", median(speed), "rows/s"),
        Line("import of labels", median(labels), "% of COPY", 10, 25, more_is_better=True),
        Line("import of items", median(items), "% of COPY", 10, 25, more_is_better=True),
    ]


def _following() -> Line:
    """Labels right behind their items, when the database has not yet counted what it was given: linear, or minutes."""
    taken = []
    for batches in (5, 25):
        story = LabelImport(batches=batches, items_each=1000, judges=1)
        begin = time.perf_counter()
        with standing(STAFF):
            run_import(story.begin(is_queued=False).pk)
        taken.append(time.perf_counter() - begin)
    few, many = taken
    return Line(
        "labels right behind 25,000 items, against 5,000", many / few, "x", 10, 6, note=f"{many:.1f} s"
    )


def _timed(project, raw: bytes, **fields: object) -> float:
    values = {"kind": "items", "file": ContentFile(raw), "file_name": "b.csv", "actor": None} | fields
    begin = time.perf_counter()
    with standing(STAFF):
        found = start_import(project, is_queued=False, **values)
        run_import(found.pk)
    taken = time.perf_counter() - begin
    assert ImportRun.objects.get(pk=found.pk).rows_added == ROWS
    return taken


def _import_target():
    share = _filled(ITEMS)
    vendors.vendor(slug="bench")
    return share.batch.project, share.batch.dataset


def _labels(round_: int) -> bytes:
    """Every item by every worker, at a moment of this round, so that all rows are new."""
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=round_)
    workers = ROWS // ITEMS
    rows = (
        f"i{n % ITEMS + 1},w{n // ITEMS % workers},{'yes' if n % 3 else 'no'},{(start + timedelta(seconds=n % 86_000)).isoformat()}"
        for n in range(ROWS)
    )
    return ("item_id,annotator_id,label,created_at\n" + "\n".join(rows) + "\n").encode()


def _items(round_: int) -> bytes:
    rows = (f"r{round_}-{n},Does the second sentence follow from the first one?" for n in range(ROWS))
    return ("item_id,body\n" + "\n".join(rows) + "\n").encode()
