"""The sum a project keeps of its batches is what adding them up gives, whatever came in between."""

import datetime as dt

import pytest

from dataops.audit.models import Event
from dataops.jobs.models import Outbox
from quality import tasks
from quality.models import AgreementSnapshot, BatchTally, ProjectTally
from quality.operations.project import check_project, measure_project
from quality.operations.running import check_sum
from quality.operations.sweep import sweep_batches
from quality.operations.tally import measure_batch, measure_batches
from quality.reports.running import is_same
from quality.reports.sums import project_state, sum_of_batches
from tests.conftest import NOON
from tests.factories import labeling, quality, vendors

pytestmark = pytest.mark.django_db

LATER = NOON + dt.timedelta(days=2)


def labeled(codes, batch=None):
    """One task, and one worker of its own for each code."""
    task = labeling.task(batch)
    for code in codes:
        labeling.annotation(task, vendors.worker(), code=code)
    return task


def two_batches():
    project = labeling.project()
    return project, [labeled(codes, labeling.batch(project)) for codes in ([0, 1, 1], [0, 0])]


def running_sum(project):
    return ProjectTally.objects.get(project=project).state


def holds(project) -> bool:
    return is_same(running_sum(project), sum_of_batches(project.pk))


def test_each_batch_moves_the_sum_when_it_is_counted_and_counted_anew():
    project, (first, second) = two_batches()

    for task in (first, second):
        measure_batch(task.batch_id, at=NOON)
        assert holds(project)
    quality.gold_item(first, code=1)
    labeling.annotation(second, vendors.worker(), code=1)
    second.annotations.order_by("pk").first().delete()
    measure_batches([first.batch_id, second.batch_id], at=LATER)

    assert holds(project)
    assert running_sum(project)["batches"] == 2
    assert running_sum(project)["gold"] == [[0, 0], [1, 2]]


def test_counting_twice_moves_the_sum_once():
    _, (first, _) = two_batches()

    measure_batch(first.batch_id, at=NOON)
    before = ProjectTally.objects.values().get()
    measure_batch(first.batch_id, at=LATER)
    promise = Outbox.objects.create(name="quality.measure_batch", kwargs={"batch_id": first.batch_id})
    for _ in range(2):
        tasks.measure_batch(batch_id=first.batch_id, vendor_id=None, outbox_id=promise.pk)

    assert ProjectTally.objects.values().get() == before


def test_a_sum_begun_late_takes_in_what_was_counted_before():
    project, (first, second) = two_batches()
    measure_batch(first.batch_id, at=NOON)
    ProjectTally.objects.all().delete()

    assert project_state(project).tally.items == 1
    measure_batch(second.batch_id, at=NOON)

    assert holds(project)
    assert running_sum(project)["batches"] == 2


def test_the_projects_figures_take_as_many_questions_for_three_batches_as_for_one(django_assert_num_queries):
    project, _ = two_batches()
    labeled([1, 1], labeling.batch(project))
    for batch in project.batches.order_by("pk"):
        measure_batch(batch.pk, at=NOON)
        with django_assert_num_queries(4):
            found = measure_project(project.pk, at=NOON)

    assert found.judgements == 7


def test_a_category_nobody_declares_any_more_leaves_the_sum():
    project, (first, _) = two_batches()
    measure_batch(first.batch_id, at=NOON)
    stray = labeling.annotation(first, vendors.worker(), code=7)
    measure_batch(first.batch_id, at=NOON)
    with_stray = running_sum(project)["codes"]

    stray.delete()
    measure_batch(first.batch_id, at=LATER)

    assert (with_stray, running_sum(project)["codes"]) == ([0, 1, 7], [0, 1])
    assert holds(project)


def test_a_wrong_sum_is_found_put_right_and_told():
    project, (first, second) = two_batches()
    measure_batches([first.batch_id, second.batch_id], at=NOON)
    wrong = ProjectTally.objects.get(project=project)
    wrong.state["tally"]["patterns"]["0:2"] += 5
    wrong.save()
    measure_project(project.pk, at=NOON)

    assert check_project(project.pk, at=LATER) is False
    assert check_sum(project, at=LATER) is True

    assert holds(project)
    assert AgreementSnapshot.objects.order_by("pk").last().judgements == 5
    assert Event.objects.filter(verb="project.sum_put_right").count() == 1


def test_the_sweep_asks_for_the_check_once_a_day_where_something_was_counted():
    project, (first, _) = two_batches()
    measure_batch(first.batch_id, at=NOON)

    for _ in range(2):
        sweep_batches(at=NOON)
    asked = Outbox.objects.filter(name="quality.check_project")
    assert [row.kwargs for row in asked] == [{"project_id": project.pk}]

    tasks.check_project(project_id=project.pk, vendor_id=None, outbox_id=asked.get().pk)
    sweep_batches(at=LATER)

    assert not asked.filter(done_at=None).exists()
    assert BatchTally.objects.count() == 1
