"""Snow et al. 2008, textual entailment: 8,000 judgements by 164 workers, as two batches and three vendors."""

import csv
import gzip
from collections import defaultdict

from labeling.models import Annotation, Batch, Item, Task
from quality.models import GoldItem
from tests.conftest import NOON
from tests.factories import labeling, number, vendors
from tests.stats.shared_data import data_set
from vendors.models import Worker


def rows(name):
    with gzip.open(data_set("rte") / f"{name}.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))


def load():
    """The project with its items, gold and labels, written in bulk."""
    labels, gold = rows("labels"), {row["item_id"]: int(row["label"]) for row in rows("gold")}
    project = labeling.project(judgements_per_item=10)
    batches = [labeling.batch(project, number=f"B-{number():04}") for _ in range(2)]
    tasks = _tasks(batches, gold)
    workers = _workers(sorted({row["annotator_id"] for row in labels}))
    Annotation.objects.bulk_create(
        Annotation(
            vendor_id=workers[row["annotator_id"]].vendor_id,
            project=project,
            batch_id=tasks[row["item_id"]].batch_id,
            task=tasks[row["item_id"]],
            worker=workers[row["annotator_id"]],
            schema=batches[0].schema,
            code=int(row["label"]),
            source="import",
            created_at=NOON,
        )
        for row in labels
    )
    GoldItem.objects.bulk_create(
        GoldItem(project=project, task=tasks[item], code=code) for item, code in gold.items()
    )
    return project


def _tasks(batches: list[Batch], items) -> dict[str, Task]:
    made = Item.objects.bulk_create(
        Item(dataset=batches[0].dataset, external_id=external_id) for external_id in items
    )
    tasks = Task.objects.bulk_create(
        Task(project=batches[0].project, batch=batches[position % 2], item=item)
        for position, item in enumerate(made)
    )
    return {item.external_id: task for item, task in zip(made, tasks, strict=True)}


def _workers(names: list[str]) -> dict[str, Worker]:
    homes = [vendors.vendor() for _ in range(3)]
    made = Worker.objects.bulk_create(
        Worker(vendor=homes[position % 3], external_id=name) for position, name in enumerate(names)
    )
    return {worker.external_id: worker for worker in made}


def pairs_by_vendor():
    """Agreeing and compared pairs of each vendor, counted one by one: slow and plainly right."""
    found = defaultdict(lambda: [0, 0])
    by_task = defaultdict(list)
    for task, vendor, code in Annotation.objects.values_list("task_id", "vendor_id", "code"):
        by_task[task].append((vendor, code))
    for given in by_task.values():
        for position, (vendor, code) in enumerate(given):
            for other, its_code in given[:position]:
                for each in {vendor, other}:
                    found[each][0] += code == its_code
                    found[each][1] += 1
    return {vendor: tuple(counts) for vendor, counts in found.items()}
