"""A project with many items, made in the database itself: what matters here is how much there is."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from labeling.models import Dataset, Project
from labeling.operations.batch import prepare_batches
from labeling.operations.dataset import add_dataset
from labeling.operations.project import open_project
from tests.factories import number, programs, vendors
from vendors.models import Worker, WorkOrder

CHOICES = [{"code": code, "name": f"answer {code}"} for code in range(3)]
_ITEMS = """
insert into labeling_item (dataset_id, external_id, content)
select %s, 'i' || n, jsonb_build_object('text', 'Text ' || n) from generate_series(1, %s) n
"""


@dataclass
class World:
    project: Project
    dataset: Dataset
    order: WorkOrder
    workers: list[Worker]
    items: int

    @property
    def labels(self) -> int:
        return self.items * len(self.workers)


def build(*, batches: int, items_each: int, judges: int) -> World:
    """Batches that are prepared and hold no label yet."""
    items = batches * items_each
    order = vendors.work_order(program_=programs.program(), units=items * judges)
    project = open_project(
        order.program,
        name=f"Load {number()}",
        question="Which?",
        choices=CHOICES,
        judgements_per_item=judges,
        actor=None,
        at=timezone.now(),
    )
    dataset = add_dataset(order.program, name="Load", actor=None)
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [dataset.pk, items])
    prepare_batches(project, dataset, size=items_each, actor=None)
    workers = [vendors.worker(order.vendor, external_id=f"a{n}") for n in range(judges)]
    return World(project, dataset, order, workers, items)


def answer(item: int, judge: int) -> int:
    """Alike more often than not, and never the same for two batches."""
    return 0 if item % 7 == judge else (item * 31 + judge * item % 5) % 3
