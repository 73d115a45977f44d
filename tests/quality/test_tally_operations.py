import datetime as dt

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from dataops.audit.models import Event
from dataops.base.database import Scope, acting
from dataops.jobs.models import Outbox
from quality import tasks
from quality.models import AcceptanceDecision, AgreementSnapshot, BatchTally, GoldCount, GoldItem
from quality.operations.gold import retire
from quality.operations.project import aggregate_project, measure_project
from quality.operations.sweep import sweep_batches
from quality.operations.tally import measure_batch
from tests.conftest import NOON
from tests.factories import labeling, quality, vendors
from vendors.models import Evidence

pytestmark = pytest.mark.django_db

LATER = NOON + dt.timedelta(minutes=5)


def labeled(codes, batch=None):
    """One task, and one worker of its own for each code."""
    task = labeling.task(batch)
    for code in codes:
        labeling.annotation(task, vendors.worker(), code=code)
    return task


def test_of_repeated_answers_the_last_given_counts_whatever_came_first_in():
    task, person = labeling.task(), vendors.worker()
    quality.gold_item(task, code=1)
    labeling.annotation(task, person, code=1, labeled_at=LATER)
    labeling.annotation(task, person, code=0, labeled_at=NOON)

    tally = measure_batch(task.batch_id, at=NOON)

    assert (tally.results["judgements"], tally.results["repeats"]) == (1, 1)
    assert (tally.results["repeated_pairs"], tally.results["consistent_pairs"]) == (1, 0)
    assert [(row.correct, row.judged) for row in GoldCount.objects.all()] == [(1, 1)]


def test_a_batch_without_labels_has_no_figures_and_no_fault():
    tally = measure_batch(labeling.batch().pk, at=NOON)

    assert tally.results["alpha"]["estimate"] is None
    assert tally.results["alpha"]["reason"] == "empty"
    assert (tally.annotations_seen, tally.results["categories"]) == (0, 2)
    assert not Evidence.objects.exists()


def test_one_category_is_no_agreement_but_a_reason():
    task = labeled([1, 1, 1])

    results = measure_batch(task.batch_id, at=NOON).results

    assert (results["alpha"]["estimate"], results["alpha"]["reason"]) == (None, "one_category")
    assert results["percent_agreement"]["estimate"] == 1.0


def test_declared_categories_count_though_nobody_used_them():
    choices = [{"code": code, "name": name, "hint": ""} for code, name in ((5, "a"), (-3, "b"), (9, "c"))]
    project = labeling.project()
    batch = labeling.batch(project, schema=labeling.schema(project, choices=choices))
    labeled([5, 5], batch)
    labeled([-3, 5], batch)

    tally = measure_batch(batch.pk, at=NOON)

    assert tally.results["categories"] == 3
    assert tally.results["brennan_prediger"]["estimate"] == pytest.approx((0.5 - 1 / 3) / (2 / 3))


def test_a_later_schema_joins_the_counts_of_the_earlier():
    project = labeling.project()
    first = labeling.batch(project)
    second = labeling.schema(
        project, number=2, choices=[{"code": code, "name": str(code), "hint": ""} for code in (0, 2)]
    )
    labeled([0, 1], first)
    labeled([2, 2], labeling.batch(project, schema=second))
    for batch in project.batches.all():
        measure_batch(batch.pk, at=NOON)

    results = measure_project(project.pk, at=NOON).results

    assert (results["items"], results["categories"]) == (2, 3)
    assert results["percent_agreement"]["estimate"] == 0.5


def test_counting_promises_the_projects_sum_once():
    task = labeled([0, 1])

    for _ in range(2):
        measure_batch(task.batch_id, at=NOON)

    assert [row.name for row in Outbox.objects.all()] == ["quality.measure_project"]
    assert Event.objects.filter(verb="batch.measured").count() == 1


def test_a_task_that_runs_twice_counts_once():
    task = labeled([0, 1])
    promise = Outbox.objects.create(name="quality.measure_batch", kwargs={"batch_id": task.batch_id})

    for _ in range(2):
        tasks.measure_batch(batch_id=task.batch_id, vendor_id=None, outbox_id=promise.pk)

    assert BatchTally.objects.count() == 1
    assert Outbox.objects.filter(name="quality.measure_project").count() == 1


def test_retired_gold_no_longer_counts_and_its_evidence_is_taken_back():
    task = labeled([1])
    gold = quality.gold_item(task, code=1)
    measure_batch(task.batch_id, at=NOON)
    before = list(Evidence.objects.values_list("numerator", "denominator"))

    retire(gold, actor=None, at=NOON)
    measure_batch(task.batch_id, at=LATER)

    assert before == [(1, 1)]
    assert not GoldCount.objects.exists()
    assert list(Evidence.objects.values_list("numerator", "denominator")) == [(0, 0)]


def test_an_unchanged_project_gets_no_second_snapshot():
    task = labeled([0, 1])
    measure_batch(task.batch_id, at=NOON)

    first, second = (measure_project(task.project_id, at=at) for at in (NOON, LATER))

    assert first == second
    assert AgreementSnapshot.objects.count() == 1


def test_the_sweep_finds_what_changed_and_asks_once():
    fresh, counted, stale = labeled([0, 1]), labeled([0, 1]), labeled([0, 1])
    labeling.batch()
    for task in (counted, stale):
        measure_batch(task.batch_id, at=NOON)
    labeling.annotation(stale, vendors.worker(), code=1)

    first, second = (sweep_batches(at=NOON) for _ in range(2))

    assert first == [fresh.batch_id, stale.batch_id]
    assert second == []


def test_the_sweep_sees_a_label_that_was_taken_back():
    task = labeled([0, 1, 1])
    measure_batch(task.batch_id, at=NOON)

    task.annotations.order_by("pk").first().delete()

    assert sweep_batches(at=NOON) == [task.batch_id]


def test_the_sweep_asks_for_an_aggregation_where_gold_was_judged():
    task = labeled([1, 1])
    quality.gold_item(task)
    measure_batch(task.batch_id, at=NOON)

    for _ in range(2):
        sweep_batches(at=NOON)

    assert Outbox.objects.filter(name="quality.aggregate_project").count() == 1
    assert aggregate_project(task.project_id, at=NOON).majority["estimate"] == 1.0


def test_aggregation_without_gold_says_nothing():
    assert aggregate_project(labeled([1, 1]).project_id, at=NOON) is None


@pytest.mark.parametrize("model", [GoldItem, GoldCount, BatchTally, AgreementSnapshot, AcceptanceDecision])
def test_z02_a_vendor_has_no_way_to_the_tables_of_quality(model):
    vendor = vendors.vendor()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        acting(Scope(vendor_id=vendor.pk)),
    ):
        model.objects.count()
