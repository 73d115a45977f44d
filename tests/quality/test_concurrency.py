"""Two workers at the same batch, and one that dies in the middle."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from quality.models import BatchTally, GoldCount, GoldItem, ProjectTally
from quality.operations.tally import measure_batch
from quality.reports.running import is_same
from quality.reports.sums import sum_of_batches
from tests.conftest import NOON
from tests.factories import labeling, quality, vendors
from vendors.models import Evidence

pytestmark = pytest.mark.django_db(transaction=True)


def labeled_batch(project=None):
    batch = labeling.batch(project)
    people = [vendors.worker() for _ in range(3)]
    for position in range(20):
        task = labeling.task(batch)
        quality.gold_item(task, code=position % 2)
        for person in people:
            labeling.annotation(task, person, code=(position + person.pk % 2) % 2)
    return batch


def in_a_thread(batch_id: int) -> int:
    try:
        return measure_batch(batch_id, at=NOON).pk
    finally:
        connection.close()


def stored():
    return [
        sorted(model.objects.values_list(*fields))
        for model, fields in (
            (BatchTally, ("batch", "annotations_seen")),
            (GoldCount, ("worker", "judged", "correct")),
            (Evidence, ("vendor", "metric", "numerator", "denominator")),
        )
    ]


def test_two_workers_at_once_count_once():
    batch = labeled_batch()

    with ThreadPoolExecutor(2) as threads:
        keys = list(threads.map(in_a_thread, [batch.pk] * 4))

    assert len(set(keys)) == 1
    assert stored()[0] == [(batch.pk, 60)]
    assert len(stored()[1]) == 3


def test_two_workers_at_batches_of_one_project_lose_nothing_of_its_sum():
    project = labeling.project()
    batches = [labeled_batch(project).pk for _ in range(4)]

    for _ in range(2):
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(in_a_thread, batches * 2))
        GoldItem.objects.filter(task__batch__in=batches[:2]).update(code=1)

    kept = ProjectTally.objects.get().state
    assert kept["batches"] == 4
    assert is_same(kept, sum_of_batches(project.pk))


def test_a_worker_that_dies_leaves_nothing_half_done():
    batch = labeled_batch()

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        measure_batch(batch.pk, at=NOON)
        raise KeyboardInterrupt
    nothing = stored()
    measure_batch(batch.pk, at=NOON)

    assert nothing == [[], [], []]
    assert ProjectTally.objects.get().state["batches"] == 1
    assert stored()[0] == [(batch.pk, 60)]
