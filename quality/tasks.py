from __future__ import annotations

from django.utils import timezone

from dataops.jobs.tasks import periodic, task
from quality.operations import history, project, sweep, tally


@task("quality.measure_batch")
def measure_batch(*, batch_id: int) -> None:
    tally.measure_batch(batch_id, at=timezone.now())


@task("quality.measure_batches")
def measure_batches(*, batch_ids: list[int]) -> None:
    tally.measure_batches(batch_ids, at=timezone.now())


@task("quality.measure_project")
def measure_project(*, project_id: int) -> None:
    history.measure_and_keep(project_id, at=timezone.now())


@task("quality.check_project")
def check_project(*, project_id: int) -> None:
    project.check_project(project_id, at=timezone.now())


@task("quality.aggregate_project", resumable=True)
def aggregate_project(*, project_id: int) -> None:
    project.aggregate_project(project_id, at=timezone.now())


@periodic("quality.sweep_batches", key=lambda now: f"{now:%Y-%m-%dT%H:%M}")
def sweep_batches(*, at) -> None:
    sweep.sweep_batches(at=at)
