from __future__ import annotations

import signal
import sys
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from dataops.base.database import STAFF, standing
from dataops.base.errors import Refused
from dataops.jobs.progress import request_stop
from labeling.choices import ImportKind, ImportState
from labeling.forms import worker_map
from labeling.models import Dataset, ImportRun, Project
from labeling.operations.imports import run_import, start_import
from labeling.operations.imports.run import ElsewhereAtWork


class Command(BaseCommand):
    """Import a file of items, labels or gold answers, streaming. Interrupted, it goes on when run again."""

    help = "Import items, labels or gold answers from a CSV or JSON lines file, plain or gzipped."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", required=True, help="the project's short name")
        parser.add_argument("--kind", choices=ImportKind.values, default=ImportKind.LABELS)
        parser.add_argument("--dataset", help="its name; needed when the program has several")
        parser.add_argument("--workers", type=Path, help="CSV: annotator_id,vendor")
        parser.add_argument("--vendor", default="", help="whose people all other annotators are")
        parser.add_argument("--order", action="append", default=[], metavar="VENDOR=NUMBER")
        parser.add_argument("--enrol-workers", action="store_true", help="take up annotators nobody knows")
        parser.add_argument(
            "--take-unissued", action="store_true", help="take batches their order was not given"
        )
        parser.add_argument("--skip-faulty", action="store_true", help="pass over faulty rows")

    def handle(self, *, file, project, kind, dataset, **options):
        with standing(STAFF):
            try:
                run = self._start(file, project, kind, dataset, options)
            except Refused as refusal:
                raise CommandError(refusal.message) from None
            try:
                self._work(run)
            except ElsewhereAtWork:
                raise CommandError("Another process is at this import. Look again in a moment.") from None
            run.refresh_from_db()
            self._tell(run)

    def _start(self, path, slug, kind, dataset, options):
        project = Project.objects.filter(slug=slug).first()
        if project is None:
            raise CommandError(f"There is no project {slug}.")
        found = Dataset.objects.filter(program=project.program_id, name=dataset).first() if dataset else None
        if dataset and found is None:
            raise CommandError(f"The program has no dataset {dataset}.")
        try:
            with path.open("rb") as file:
                return start_import(
                    project,
                    kind=kind,
                    file=File(file, name=path.name),
                    file_name=path.name,
                    options=self._options(options),
                    dataset=found,
                    actor=None,
                    is_queued=False,
                )
        except OSError as fault:
            raise CommandError(f"{path} cannot be read: {fault.strerror}.") from None

    def _options(self, options):
        pairs = [pair.partition("=") for pair in options["order"]]
        if any(not (slug and number) for slug, _, number in pairs):
            raise CommandError("An order is given as VENDOR=NUMBER.")
        try:
            workers = worker_map(options["workers"].read_bytes()) if options["workers"] else {}
        except ValueError as fault:
            raise CommandError(str(fault)) from None
        return {
            "all_or_nothing": not options["skip_faulty"],
            "enrols_workers": options["enrol_workers"],
            "takes_unissued": options["take_unissued"],
            "workers": workers,
            "default_vendor": options["vendor"],
            "orders": {slug: number for slug, _, number in pairs},
        }

    def _work(self, run: ImportRun) -> None:
        """Ctrl-C asks the run to stop after its chunk; a second one ends at once. Both can be resumed."""
        before = signal.signal(signal.SIGINT, lambda *_: self._stop(run, before))
        try:
            run_import(run.pk, tell=self._show)
        finally:
            signal.signal(signal.SIGINT, before)

    def _stop(self, run: ImportRun, before) -> None:
        signal.signal(signal.SIGINT, before)
        request_stop(run.job, actor=None)

    def _show(self, run: ImportRun) -> None:
        checked = f"{run.rows_checked:,} rows checked"
        line = f"{run.rows_read:,} of {run.rows_checked:,} rows stored" if run.checked_at else checked
        self.stderr.write(f"\r{line}", ending="" if sys.stderr.isatty() else "\n")

    def _tell(self, run: ImportRun) -> None:
        if run.state == ImportState.STOPPED:
            raise CommandError("Stopped. Run the same command to go on.", returncode=130)
        for fault in run.faults.order_by("row", "pk")[:20]:
            self.stderr.write(f"row {fault.row}, {fault.column or 'whole row'}: {fault.message}")
        if run.state == ImportState.REFUSED:
            raise CommandError(run.message)
        self.stdout.write(run.message)
