"""The run of an import: check the whole file, then load it chunk by chunk.

A chunk's rows and the place in the file are one transaction, so a run that is killed
anywhere goes on exactly there. What was read for the check waits for the load; a run that
goes on in another process reads the file again from its place.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import cast

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dataops.audit.recording import record
from dataops.jobs.models import Job, JobState
from dataops.jobs.progress import end_job, report_progress
from labeling.choices import ImportState
from labeling.models import ImportFault, ImportRun
from labeling.operations.imports.files import Unreadable, chunks_of
from labeling.operations.imports.kinds import LOADERS
from labeling.operations.imports.loader import Fault, Loader, Parsed
from labeling.operations.imports.waiting import Waiting

CHUNK = 20_000
MOST_FAULTS = 1_000  # kept with their rows; beyond it they are only counted

Tell = Callable[[ImportRun], None] | None


class ElsewhereAtWork(Exception):
    """Another process is at this import; whoever is later gives way."""


def run_import(run_id: int, *, seconds: float | None = None, tell: Tell = None) -> bool:
    """Work on the import for some seconds, or until it ends, and tell of every chunk. True when it has ended."""
    run = ImportRun.objects.select_related("project", "job", "started_by").get(pk=run_id)
    if run.state in (ImportState.DONE, ImportState.REFUSED):
        return True
    deadline = None if seconds is None else time.monotonic() + seconds
    loader = LOADERS[run.kind](run, at=timezone.now())
    try:
        with Waiting() as waiting:
            return _check(run, loader, waiting, deadline, tell) and _load(
                run, loader, waiting, deadline, tell
            )
    except Unreadable as reason:
        _end(run, loader, ImportState.REFUSED, reason.message)
        return True


def _check(run: ImportRun, loader: Loader, waiting: Waiting, deadline: float | None, tell: Tell) -> bool:
    """Read the file to its end before anything is stored, and with all-or-nothing look at every row."""
    if run.checked_at is not None:
        return True
    loader.open()
    waiting.begin(run.rows_checked)
    for chunk in _parsed(run, loader, run.rows_checked):
        if waiting.start == run.rows_read:  # or it could not be used
            waiting.add(chunk)
        with transaction.atomic():
            _take_turn(run, "rows_checked")
            faults = loader.check(chunk) if run.options["all_or_nothing"] else []
            _note(run, faults, rows_checked=chunk.rows)
        if not _go_on(run, loader, deadline, tell, done=run.rows_checked, total=None):
            return False
    if run.rows_checked == 0:
        raise Unreadable("The file has a header and no rows.")
    if run.rows_faulty:
        raise Unreadable(f"{_rows_are(run.rows_faulty)} faulty, so nothing of the file was stored.")
    run.checked_at, run.state = timezone.now(), ImportState.RUNNING
    run.save(update_fields=["checked_at", "state", "updated_at"])
    return True


def _load(run: ImportRun, loader: Loader, waiting: Waiting, deadline: float | None, tell: Tell) -> bool:
    """Store what the check left, or after an interruption what the file has from there on."""
    loader.open()
    is_waiting = waiting.start == run.rows_read
    for chunk in waiting.chunks() if is_waiting else _parsed(run, loader, run.rows_read):
        with transaction.atomic():
            _take_turn(run, "rows_read")
            _load_chunk(run, loader, chunk)
        if not _go_on(run, loader, deadline, tell, done=run.rows_read, total=run.rows_checked):
            return False
    _end(run, loader, ImportState.DONE, _summary(run))
    return True


def _load_chunk(run: ImportRun, loader: Loader, chunk: Parsed) -> None:
    loader.stage(chunk)
    loader.before_load()
    added = loader.load()
    unknown = loader.find_faults() if added < chunk.staged else []
    known = chunk.staged - len({fault.row for fault in unknown}) - added  # a row may have two faults
    conflicts = loader.find_conflicts() if known else []
    _note(
        run,
        [*chunk.faults, *unknown, *conflicts],
        rows_read=chunk.rows,
        rows_added=added,
        rows_known=known - len(conflicts),
    )


def _parsed(run: ImportRun, loader: Loader, start: int) -> Iterator[Parsed]:
    """What comes after the first `start` rows."""
    with run.file.open("rb") as file:
        most = settings.IMPORT_ROWS if run.checked_at is None else math.inf
        for chunk in chunks_of(file.file, size=run.size, length=CHUNK, most=most):
            if start >= len(chunk):
                start -= len(chunk)
            else:
                yield loader.parsed(chunk.after(start) if start else chunk)
                start = 0


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


def _go_on(
    run: ImportRun, loader: Loader, deadline: float | None, tell: Tell, *, done: int, total: int | None
) -> bool:
    job = cast(Job, run.job)
    if tell:
        tell(run)
    if not report_progress(job, done=done, total=total, at=timezone.now()):
        _stop(run, loader)
        return False
    return deadline is None or time.monotonic() < deadline


@transaction.atomic
def _stop(run: ImportRun, loader: Loader) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.STOPPED)
    end_job(
        cast(Job, run.job),
        JobState.STOPPED,
        at=timezone.now(),
        message="Send the same file again to go on.",
    )
    if run.rows_read:
        loader.finish()


@transaction.atomic
def stop_abandoned() -> list[int]:
    """Imports whose job was given up have stopped: what they stored waits for them no longer. Twice is once."""
    given_up = (
        ImportRun.objects.unfinished().exclude(state=ImportState.STOPPED).filter(job__state=JobState.FAILED)
    )
    runs = list(given_up.select_related("project", "job").select_for_update(of=("self",)).order_by("pk"))
    for run in runs:
        _stop(run, LOADERS[run.kind](run, at=timezone.now()))
        record("import.given_up", run, actor=None)
    return [run.pk for run in runs]


@transaction.atomic
def _end(run: ImportRun, loader: Loader, state: ImportState, message: str) -> None:
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
    if run.rows_read:
        loader.finish()


def _summary(run: ImportRun) -> str:
    parts = [f"{run.rows_added:,} added", f"{run.rows_known:,} known already"]
    if run.rows_faulty:
        parts.append(f"{run.rows_faulty:,} not taken")
    return f"{run.rows_read:,} rows read: {', '.join(parts)}."


def _rows_are(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"
