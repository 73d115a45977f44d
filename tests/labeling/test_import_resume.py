"""A file sent again: a run that was stopped goes on, one that is at it is let be."""

import pytest
from django.urls import reverse

from dataops.audit.models import Event
from dataops.jobs.models import Job, JobState
from dataops.jobs.progress import request_stop
from labeling.choices import ImportState
from labeling.models import ImportRun, Item
from labeling.operations.imports import run, run_import
from labeling.operations.imports.start import CannotImport
from tests.factories import accounts, labeling, vendors
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


LABELS = "item_id,annotator_id,label\ni1,a1,yes\n"


@pytest.fixture
def orders(project):
    vendor = vendors.vendor(slug="acme")
    return [vendors.work_order(vendor, project.program).number for _ in range(2)]


def sent(project, dataset, order, *, actor=None, **more):
    options = {"default_vendor": "acme", "orders": {"acme": order}} | more
    return import_run(project, LABELS, kind="labels", dataset=dataset, options=options, actor=actor)


def events(verb):
    found = Event.objects.filter(verb=verb).order_by("pk").values_list("actor", "details__orders")
    return list(found)


def test_other_settings_wait_until_the_file_is_stopped(project, dataset, orders):
    first, second = orders
    found = sent(project, dataset, first)
    request_stop(found.job, actor=None)  # at its next safe point
    before = ImportRun.objects.values("options", "state").get()

    for other in ({}, {"takes_unissued": True}, {"all_or_nothing": False}):
        order = first if other else second
        with pytest.raises(CannotImport, match=f"on its way in already under {first}"):
            sent(project, dataset, order, actor=accounts.user("program_manager"), **other)

    assert ImportRun.objects.values("options", "state").get() == before
    assert not Event.objects.filter(verb="import.resumed").exists()
    assert not ImportRun.objects.get().senders.exists()


@pytest.mark.parametrize("how", ["stopped", "given up"])
def test_a_file_that_ended_early_begins_anew_with_other_settings(project, dataset, orders, how):
    first, second = orders
    found = sent(project, dataset, first)
    if how == "stopped":
        request_stop(found.job, actor=None)
        assert not run_import(found.pk)
    else:
        Job.objects.update(state=JobState.FAILED)

    anew = sent(project, dataset, second)

    assert anew != found
    assert sent(project, dataset, second) == anew
    with pytest.raises(CannotImport, match=f"under {second}"):
        sent(project, dataset, first)
    assert run_import(anew.pk)
    assert sent(project, dataset, first) == found


def test_settings_left_out_are_the_usual_ones(project, dataset, orders):
    found = sent(project, dataset, orders[0])

    assert sent(project, dataset, orders[0], enrols_workers=False, workers={}, all_or_nothing=True) == found


def test_a_file_that_has_ended_is_sent_under_another_order(project, dataset, orders):
    first = sent(project, dataset, orders[0])
    assert run_import(first.pk)

    again = sent(project, dataset, orders[1])

    assert again != first
    assert again.options["orders"] == {"acme": orders[1]}


def test_everybody_who_sends_a_file_is_on_record_once(project, dataset, orders):
    first, second = accounts.user("program_manager"), accounts.user("program_manager")

    for actor in (first, second, first, second):
        sent(project, dataset, orders[0], actor=actor)

    assert events("import.started") == [(first.pk, [orders[0]])]
    assert events("import.resumed") == [(second.pk, [orders[0]])]
    assert set(ImportRun.objects.get().senders.all()) == {first, second}
    assert ImportRun.objects.get().started_by == first


def test_the_page_names_who_sent_the_file_again(client, project, dataset, orders):
    second = accounts.user("administrator")
    found = sent(project, dataset, orders[0], actor=accounts.user("program_manager"))
    client.force_login(second, backend="dataops.accounts.backends.SignIn")
    address = reverse("labeling:import-detail", args=[project.slug, found.pk])
    assert "Sent again by" not in client.get(address).content.decode()

    sent(project, dataset, orders[0], actor=second)

    assert f"Sent again by {second.name}" in client.get(address).content.decode()


@pytest.mark.parametrize("before", range(1, 9))
@pytest.mark.parametrize("all_or_nothing", [True, False])
def test_a_run_goes_on_at_its_row_however_the_file_is_cut(
    project, dataset, monkeypatch, before, all_or_nothing
):
    rows = "".join(f"{n},Text\n" + "\n" * (n % 3) for n in range(7))
    options = {"all_or_nothing": all_or_nothing}
    found = import_run(project, "item_id,text\n" + rows, dataset=dataset, options=options)
    monkeypatch.setattr(run, "CHUNK", 2)
    for _ in range(before):
        run_import(found.pk, seconds=0)

    monkeypatch.setattr(run, "CHUNK", 3)
    assert run_import(found.pk)

    found.refresh_from_db()
    assert (found.rows_read, found.rows_added, found.rows_known, found.rows_faulty) == (7, 7, 0, 0)
    assert list(Item.objects.order_by("pk").values_list("external_id", flat=True)) == [
        str(n) for n in range(7)
    ]
