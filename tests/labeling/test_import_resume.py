"""A file sent again: a run that was stopped goes on, one that is at it is let be."""

import pytest

from dataops.audit.models import Event
from dataops.jobs.progress import request_stop
from labeling.choices import ImportState
from labeling.models import ImportRun, Item
from labeling.operations.imports import run, run_import
from tests.factories import labeling
from tests.factories.labeling import import_run

pytestmark = pytest.mark.django_db
ITEMS = "item_id,text\ni1,Hello\ni2,World\n"


@pytest.fixture
def project():
    project = labeling.project()
    labeling.schema(project)
    return project


@pytest.fixture
def dataset(project):
    return labeling.dataset(project.program)


def test_a_stopped_run_goes_on_with_the_same_file(project, dataset, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 1)
    found = import_run(project, ITEMS, dataset=dataset)
    request_stop(found.job, actor=None)

    assert not run_import(found.pk)
    assert ImportRun.objects.get().state == ImportState.STOPPED

    again = import_run(project, ITEMS, dataset=dataset)
    assert again == found
    assert run_import(again.pk)
    assert Item.objects.count() == 2
    assert list(
        Event.objects.filter(verb__startswith="import.").order_by("pk").values_list("verb", flat=True)
    ) == [
        "import.started",
        "import.resumed",
        "import.finished",
    ]


def test_a_run_that_is_at_it_is_not_resumed(project, dataset):
    found = import_run(project, ITEMS, dataset=dataset)

    assert import_run(project, ITEMS, dataset=dataset) == found
    assert not Event.objects.filter(verb="import.resumed").exists()
