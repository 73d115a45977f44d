"""One key holds a label to its task, and to the batch and the project of that task."""

import pytest
from django.db import IntegrityError, connection, transaction

from labeling.models import Annotation, Task
from tests.conftest import NOON
from tests.factories import labeling, vendors

pytestmark = pytest.mark.django_db


def check_now():
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize("part", ["batch", "project"])
def test_a_label_is_of_the_batch_and_the_project_of_its_task(part):
    label = labeling.annotation()
    elsewhere = {"batch": labeling.batch(label.project), "project": labeling.project()}[part]

    with pytest.raises(IntegrityError, match="annotation_of_its_task"), transaction.atomic():
        parts = {"batch": label.batch, "project": label.project} | {part: elsewhere}
        made_of = {"vendor": label.vendor, "task": label.task, "worker": vendors.worker(label.vendor)}
        Annotation.objects.create(
            **made_of, **parts, schema=label.schema, code=1, source="import", created_at=NOON
        )
        check_now()

    assert list(Annotation.objects.all()) == [label]


def test_a_label_has_a_task():
    label = labeling.annotation()

    with pytest.raises(IntegrityError, match="annotation_of_its_task"), transaction.atomic():
        Annotation.objects.update(task=label.task_id + 1)
        check_now()


def test_a_task_that_has_labels_stays_in_its_batch():
    label = labeling.annotation()
    elsewhere = labeling.batch(label.project)

    with pytest.raises(IntegrityError, match="annotation_of_its_task"), transaction.atomic():
        Task.objects.update(batch=elsewhere)
        check_now()


def test_what_the_key_refers_to_is_unique():
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = 'task_in_its_batch'"
        )
        assert cursor.fetchall() == [("UNIQUE (batch_id, project_id, id)",)]
