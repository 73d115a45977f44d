"""The run of an import: check the whole file, then load it chunk by chunk.

A chunk's rows and the place in the file are one transaction, so a run that is killed
anywhere goes on exactly there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import cast

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dataops.audit.recording import record
from dataops.jobs.models import Job, JobState
from dataops.jobs.progress import end_job, report_progress
from labeling.choices import ImportState
from labeling.models import ImportFault, ImportRun
from labeling.operations.imports.files import Row, Unreadable, rows_of
from labeling.operations.imports.kinds import LOADERS
from labeling.operations.imports.loader import Fault, Loader

CHUNK = 20_000
MOST_FAULTS = 1_000  # kept with their rows; beyond it they are only counted


class ElsewhereAtWork(Exception):
    """Another process is at this import; whoever is later gives way."""


def run_import(run_id: int, *, seconds: float | None = None) -> bool:
    """Work on the import for some seconds, or until it ends. True when it has ended."""
    run = ImportRun.objects.select_related("project", "job", "started_by").get(pk=run_id)
    if run.state in (ImportState.DONE, ImportState.REFUSED):
        return True
    deadline = None if seconds is None else time.monotonic() + seconds
    try:
        return _check(run, deadline) and _load(run, deadline)
    except Unreadable as reason:
        _end(run, ImportState.REFUSED, reason.message)
        return True


def _check(run: ImportRun, deadline: float | None) -> bool:
    """Read the file to its end before anything is stored, and with all-or-nothing look at every row."""
    if run.checked_at is not None:
        return True
    loader = _loader(run)
    with _rows(run) as rows:
        for chunk in _chunks(rows, run.rows_checked):
            with transaction.atomic():
                _take_turn(run, "rows_checked")
                faults = loader.check(chunk) if run.options["all_or_nothing"] else []
                _note(run, faults, rows_checked=len(chunk))
            if not _go_on(run, deadline, done=run.rows_checked, total=None):
                return False
    if run.rows_checked == 0:
        raise Unreadable("The file has a header and no rows.")
    if run.rows_faulty:
        raise Unreadable(f"{_rows_are(run.rows_faulty)} faulty, so nothing of the file was stored.")
    run.checked_at, run.state = timezone.now(), ImportState.RUNNING
    run.save(update_fields=["checked_at", "state", "updated_at"])
    return True


def _load(run: ImportRun, deadline: float | None) -> bool:
    loader = _loader(run)
    with _rows(run) as rows:
        for chunk in _chunks(rows, run.rows_read):
            with transaction.atomic():
                _take_turn(run, "rows_read")
                _load_chunk(run, loader, chunk)
            if not _go_on(run, deadline, done=run.rows_read, total=run.rows_checked):
                return False
    with transaction.atomic():
        loader.finish()
        _end(run, ImportState.DONE, _summary(run))
    return True


def _load_chunk(run: ImportRun, loader: Loader, chunk: list[Row]) -> None:
    staged, faults = loader.stage(chunk)
    loader.before_load()
    added = loader.load()
    unknown = loader.find_faults() if added < staged else []
    known = staged - len(unknown) - added
    conflicts = loader.find_conflicts() if known else []
    _note(
        run,
        [*faults, *unknown, *conflicts],
        rows_read=len(chunk),
        rows_added=added,
        rows_known=known - len(conflicts),
    )


def _loader(run: ImportRun) -> Loader:
    loader = LOADERS[run.kind](run, at=timezone.now())
    loader.open()
    return loader


@contextmanager
def _rows(run: ImportRun) -> Iterator[Iterator[Row]]:
    with run.file.open("rb") as file:
        yield rows_of(file.file, size=run.size)


def _chunks(rows: Iterator[Row], start: int) -> Iterator[list[Row]]:
    rest = islice(rows, start, None)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _take_turn(run: ImportRun, place: str) -> None:
    """Only who stands where the row says may go on from there."""
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    if getattr(row, place) != getattr(run, place):
        raise ElsewhereAtWork(f"import {run.pk} is at {place} {getattr(row, place)}")


def _note(run: ImportRun, faults: list[Fault], **counts: int) -> None:
    """The chunk's counts and faults, in the chunk's own transaction."""
    if faults:
        room = max(0, MOST_FAULTS - run.faults.count())
        kept = [ImportFault(run=run, row=f.row, column=f.column, message=f.message) for f in faults[:room]]
        ImportFault.objects.bulk_create(kept, ignore_conflicts=True)
        counts["rows_faulty"] = len({fault.row for fault in faults})
    ImportRun.objects.filter(pk=run.pk).update(**{name: F(name) + n for name, n in counts.items()})
    for name, n in counts.items():
        setattr(run, name, getattr(run, name) + n)


def _go_on(run: ImportRun, deadline: float | None, *, done: int, total: int | None) -> bool:
    job = cast(Job, run.job)
    if not report_progress(job, done=done, total=total, at=timezone.now()):
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.STOPPED)
        end_job(job, JobState.STOPPED, at=timezone.now(), message="Send the same file again to go on.")
        return False
    return deadline is None or time.monotonic() < deadline


@transaction.atomic
def _end(run: ImportRun, state: ImportState, message: str) -> None:
    run.state, run.message = state, message
    run.save(update_fields=["state", "message", "updated_at"])
    job_state = JobState.DONE if state == ImportState.DONE else JobState.FAILED
    Job.objects.filter(pk=run.job_id).update(total=F("done"))
    end_job(cast(Job, run.job), job_state, at=timezone.now(), message=message)
    record(
        f"import.{'finished' if state == ImportState.DONE else 'refused'}",
        run,
        actor=run.started_by,
        message=message,
        added=run.rows_added,
        faulty=run.rows_faulty,
    )


def _summary(run: ImportRun) -> str:
    parts = [f"{run.rows_added:,} added", f"{run.rows_known:,} known already"]
    if run.rows_faulty:
        parts.append(f"{run.rows_faulty:,} not taken")
    return f"{run.rows_read:,} rows read: {', '.join(parts)}."


def _rows_are(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"
