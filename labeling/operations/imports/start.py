from __future__ import annotations

import hashlib
from typing import IO, Any, cast

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.urls import reverse

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.models import Job, JobState
from dataops.jobs.outbox import enqueue
from dataops.jobs.progress import start_job
from labeling.choices import ImportKind, ImportState
from labeling.extensions import gold_keeper
from labeling.models import Dataset, ImportRun, Project
from labeling.operations.imports.files import Unreadable, columns_of, some_of
from labeling.operations.imports.kinds import LOADERS
from vendors.choices import OrderState
from vendors.models import Vendor, WorkOrder
from vendors.rules import is_per_judgement

BLOCK = 1024 * 1024
DEFAULTS: dict[str, Any] = {"all_or_nothing": True}
OF_LABELS: dict[str, Any] = {
    "workers": {},
    "default_vendor": "",
    "orders": {},
    "enrols_workers": False,
    "takes_unissued": False,
}


class CannotImport(Refused):
    pass


@transaction.atomic
def start_import(
    project: Project,
    *,
    kind: str,
    file: File,
    file_name: str,
    options: dict[str, Any] | None = None,
    dataset: Dataset | None = None,
    actor: User | None,
    is_queued: bool = True,
) -> ImportRun:
    """Take in a file and have its rows imported. The same file that has not ended yet goes on where it was.

    It goes on under the options it was begun with. With others it is refused while it is under way; one that was
    stopped or given up stays where it is, and the file begins anew.

    Options: `all_or_nothing` (True unless said otherwise); for labels `workers` {annotator: vendor
    slug}, `default_vendor` (a slug), `orders` {vendor slug: work order number}, `enrols_workers`
    and `takes_unissued` (batches their order was not given; both False unless said otherwise).
    """
    options = _terms(kind, options or {})
    dataset = _dataset(project, kind, dataset)
    _refuse_options(project, kind, options)
    if file.size > settings.IMPORT_UPLOAD_LIMIT:
        raise Unreadable(f"The file is larger than {settings.IMPORT_UPLOAD_LIMIT // BLOCK} MB.")
    content = cast(IO[bytes], file.file)
    LOADERS[kind].refuse_columns(columns_of(content, size=file.size))
    digest = _digest(content)
    Project.objects.select_for_update().get(pk=project.pk)
    if run := _begun(project, options, kind=kind, sha256=digest, dataset=dataset):
        _send_again(run, actor=actor)
    else:
        run = _new_run(project, kind, file, file_name, options, dataset, digest, actor)
    if is_queued:
        enqueue("labeling.run_import", job=run.job, run_id=run.pk)
    return run


def _begun(project: Project, options: dict[str, Any], **file: Any) -> ImportRun | None:
    """The import of the same file that goes on. Two under way at once would each bring half of it."""
    begun = project.imports.unfinished().filter(**file).order_by("pk")
    for run in begun.under_way():
        if _terms(run.kind, run.options) != options:
            raise CannotImport(_on_its_way(run))
        return run
    return next((run for run in begun if _terms(run.kind, run.options) == options), None)


def _new_run(
    project: Project,
    kind: str,
    file: File,
    file_name: str,
    options: dict[str, Any],
    dataset: Dataset,
    digest: str,
    actor: User | None,
) -> ImportRun:
    shown = file_name.replace("\x00", "")[-200:]
    run = ImportRun(
        project=project,
        dataset=dataset,
        kind=kind,
        file_name=shown,
        sha256=digest,
        size=file.size,
        options=options,
        started_by=actor,
    )
    run.file.save(shown, file, save=False)
    run.save()
    url = reverse("labeling:import-detail", args=[project.slug, run.pk])
    run.job = start_job("labeling.import", f"Import {shown}"[:200], actor=actor, url=url)
    run.save(update_fields=["job"])
    _remember_sender(run, actor)
    record("import.started", run, actor=actor, kind=kind, sha256=digest, size=file.size, orders=_orders(run))
    return run


def _send_again(run: ImportRun, *, actor: User | None) -> None:
    """A run that was stopped goes on as it was begun; one that is at it is let be. Whoever sends it is on record."""
    is_at_it = Job.objects.filter(pk=run.job_id, stop_requested=False).unfinished().exists()
    if not _remember_sender(run, actor) and is_at_it:
        return
    if not is_at_it:
        state = ImportState.RUNNING if run.checked_at else ImportState.WAITING
        ImportRun.objects.filter(pk=run.pk).update(state=state)
        Job.objects.filter(pk=run.job_id).update(stop_requested=False, state=JobState.WAITING, ended_at=None)
        run.refresh_from_db()
    record("import.resumed", run, actor=actor, orders=_orders(run))


def _remember_sender(run: ImportRun, actor: User | None) -> bool:
    """True when somebody sends the file for the first time."""
    if actor is None or run.senders.filter(pk=actor.pk).exists():
        return False
    run.senders.add(actor)
    return True


def _on_its_way(run: ImportRun) -> str:
    orders = ", ".join(_orders(run))
    under = f" under {orders}" if orders else " under no order" if run.kind == ImportKind.LABELS else ""
    return (
        f"This file is on its way in already{under}, and not with these settings. Send it with the settings it was"
        " begun with, or stop it first and then send it with others."
    )


def _orders(run: ImportRun) -> list[str]:
    return sorted(run.options.get("orders", {}).values())


def _terms(kind: str, options: dict[str, Any]) -> dict[str, Any]:
    """All that a sender can say, said or not: two senders mean the same when these are the same."""
    defaults = DEFAULTS | (OF_LABELS if kind == ImportKind.LABELS else {})
    return {name: options.get(name, usual) for name, usual in defaults.items()}


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _dataset(project: Project, kind: str, dataset: Dataset | None) -> Dataset:
    """The dataset named, or the only one it can be."""
    if dataset is None:
        of_batches = Dataset.objects.filter(batches__project=project)
        candidates = list((of_batches or Dataset.objects.filter(program=project.program_id)).distinct()[:2])
        if len(candidates) != 1:
            raise CannotImport("Say which dataset the rows belong to.")
        dataset = candidates[0]
    if dataset.program_id != project.program_id:
        raise CannotImport(f"{dataset.name} belongs to another program.")
    if kind == ImportKind.GOLD and not list(gold_keeper):
        raise CannotImport("Nothing here keeps gold answers.")
    return dataset


def _refuse_options(project: Project, kind: str, options: dict[str, Any]) -> None:
    if kind != ImportKind.LABELS:
        return
    orders, default = options.get("orders", {}), options.get("default_vendor", "")
    named = {*options.get("workers", {}).values(), *orders, *([default] if default else [])}
    vendors = {vendor.slug: vendor for vendor in Vendor.objects.filter(slug__in=named)}
    if unknown := sorted(named - set(vendors)):
        raise CannotImport(f"There is no vendor {some_of([name or '“”' for name in unknown])}.")
    for slug, number in orders.items():
        mine = WorkOrder.objects.filter(vendor=vendors[slug], number=number, program=project.program_id)
        order = mine.select_related("rate_line").first()
        if order is None:
            raise CannotImport(f"{slug} has no order {number} in this program.")
        if order.state != OrderState.ACCEPTED:
            raise CannotImport(
                f"Order {number} is {order.get_state_display().lower()}; it takes no deliveries."
            )
        if not (verdict := is_per_judgement(order)):
            raise CannotImport(verdict.reason)
