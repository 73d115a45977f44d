import pytest
from django.core.files.base import ContentFile

from dataops.audit.models import Event
from dataops.jobs.models import Job, Outbox
from labeling.choices import ImportState
from labeling.extensions import gold_keeper
from labeling.models import Annotation, ImportFault, ImportRun, Item
from labeling.operations import batch as batches
from labeling.operations.imports import run, run_import, start_import
from labeling.operations.imports.files import Unreadable
from labeling.operations.imports.start import CannotImport
from labeling.tasks import import_file
from labeling.templatetags.labeling import in_order
from tests.factories import labeling, vendors
from tests.factories.labeling import import_run
from vendors.models import Worker

pytestmark = pytest.mark.django_db


def imported(project, content, **fields):
    found = import_run(project, content, **fields)
    assert run_import(found.pk)
    found.refresh_from_db()
    return found


OUTSIDE = {"enrols_workers": True, "takes_unissued": True}


def labels(project, content, vendor, *, all_or_nothing=True, **options):
    given = {"default_vendor": vendor.slug, "all_or_nothing": all_or_nothing}
    options = given | OUTSIDE | options
    return imported(project, content, kind="labels", options=options)


def counts(found):
    return found.rows_read, found.rows_added, found.rows_known, found.rows_faulty


def faults(found):
    return list(found.faults.order_by("row").values_list("row", "column"))


ITEMS = "item_id,text,hint\n1,First,a\n2,שלום,\n"


def test_items_arrive_with_every_column_as_content(project, dataset):
    found = imported(project, ITEMS, dataset=dataset)

    assert (found.state, counts(found)) == (ImportState.DONE, (2, 2, 0, 0))
    assert list(Item.objects.order_by("pk").values_list("external_id", "content")) == [
        ("1", {"text": "First", "hint": "a"}),
        ("2", {"text": "שלום", "hint": ""}),
    ]
    assert found.message == "2 rows read: 2 added, 0 known already."
    assert found.job.state == "running" or Job.objects.get().state == "done"
    assert Event.objects.filter(verb="import.finished").count() == 1


def test_content_is_shown_in_the_order_of_the_file(project, dataset):
    imported(project, "item_id,subject,text\n1,Longer name first,b\n", dataset=dataset)

    (batch,) = batches.prepare_batches(project, dataset, size=10, actor=None)

    shown = in_order(Item.objects.get().content, batch.columns)
    assert [name for name, _ in shown] == ["subject", "text"]


def test_k10_the_same_file_again_adds_nothing(project, dataset):
    imported(project, ITEMS, dataset=dataset)

    again = imported(project, ITEMS, dataset=dataset)

    assert counts(again) == (2, 0, 2, 0)
    assert Item.objects.count() == 2


def test_an_item_that_changed_its_content_keeps_the_first(project, dataset):
    imported(project, ITEMS, dataset=dataset)

    changed = ITEMS.replace("First", "Other")
    again = imported(project, changed, dataset=dataset, options={"all_or_nothing": False})

    assert counts(again) == (2, 0, 1, 1)
    assert faults(again) == [(2, "item_id")]
    assert Item.objects.get(external_id="1").content["text"] == "First"


def test_f01_the_senders_file_name_is_only_displayed(project, dataset, own_files):
    found = import_run(project, ITEMS, dataset=dataset, file_name="../../etc/x\x00.html")

    assert found.file_name == "../../etc/x.html"
    assert [path.parent for path in own_files.rglob("*") if path.is_file()] == [own_files / "imports"]
    assert found.file.name.removeprefix("imports/").isalnum()


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "text\nx\n", b"PK\x03\x04", b"\xff\xfe"])
def test_f09_a_file_of_another_kind_is_refused_at_the_door(project, dataset, content):
    with pytest.raises(Unreadable):
        import_run(project, content, dataset=dataset)

    assert not ImportRun.objects.exists()
    assert not Job.objects.exists()


def test_f11_a_file_over_the_limit_is_refused(project, dataset, settings, own_files):
    settings.IMPORT_UPLOAD_LIMIT = 10

    with pytest.raises(Unreadable, match="larger"):
        import_run(project, ITEMS, dataset=dataset)

    assert not list(own_files.rglob("*"))


@pytest.mark.parametrize("tail", [b"3,\xff\n", b"3,a\x00\n", b'3,"a\n'])
@pytest.mark.parametrize("all_or_nothing", [True, False])
def test_f09_a_file_that_breaks_off_stores_nothing(project, dataset, monkeypatch, tail, all_or_nothing):
    monkeypatch.setattr(run, "CHUNK", 1000)
    raw = b"item_id,text\n" + b"".join(b"%d,A row like any other\n" % n for n in range(4000)) + tail

    found = imported(project, raw, dataset=dataset, options={"all_or_nothing": all_or_nothing})

    assert found.state == ImportState.REFUSED
    assert found.message
    assert not Item.objects.exists()
    assert Event.objects.filter(verb="import.refused").count() == 1


def test_a_header_without_rows_is_refused(project, dataset):
    assert (
        imported(project, "item_id,text\n", dataset=dataset).message == "The file has a header and no rows."
    )


def test_one_faulty_row_stops_the_whole_file(project, dataset):
    found = imported(project, ITEMS + "3\n,x,y\n", dataset=dataset)

    assert (found.state, found.rows_faulty) == (ImportState.REFUSED, 2)
    assert faults(found) == [(4, ""), (5, "item_id")]
    assert not Item.objects.exists()


def test_faulty_rows_are_passed_over_when_asked(project, dataset):
    found = imported(project, ITEMS + "3\n,x,y\n", dataset=dataset, options={"all_or_nothing": False})

    assert (found.state, counts(found)) == (ImportState.DONE, (4, 2, 0, 2))
    assert faults(found) == [(4, ""), (5, "item_id")]


LABELS = (
    "item_id,annotator_id,label,created_at\ni1,a1,yes,\ni1,a2,0,2026-01-02T03:04:05Z\ni2,a1,no,2026-01-02\n"
)
WHOLE = LABELS + "i3,a1,yes,\n"  # of every item at least one


def test_labels_arrive_with_their_workers(project, batch, vendor):
    found = labels(project, LABELS, vendor)

    assert counts(found) == (3, 3, 0, 0)
    given = Annotation.objects.order_by("pk").values_list(
        "task__item__external_id",
        "worker__external_id",
        "code",
        "source",
        "vendor_id",
        "batch_id",
        "schema_id",
    )
    rest = ("import", vendor.pk, batch.pk, batch.schema_id)
    assert list(given) == [("i1", "a1", 1, *rest), ("i1", "a2", 0, *rest), ("i2", "a1", 0, *rest)]
    assert Worker.objects.filter(vendor=vendor).count() == 2


def test_k10_labels_twice_add_nothing(project, batch, vendor):
    labels(project, LABELS, vendor)

    assert counts(labels(project, LABELS, vendor)) == (3, 0, 3, 0)
    assert Annotation.objects.count() == 3


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("nobody,a1,yes,", "item_id"),
        ("loose,a1,yes,", "item_id"),
        (",a1,yes,", "item_id"),
        ("x" * 300 + ",a1,yes,", "item_id"),
        ("i1,,yes,", "annotator_id"),
        (f"i1,{'x' * 81},yes,", "annotator_id"),
        ("i1,a1,,", "label"),
        ("i1,a1,maybe,", "label"),
        ("i1,a1,7,", "label"),
        ("i1,a1,yes,yesterday", "created_at"),
        ("i1,a1,yes,2099-01-01", "created_at"),
        ("i1,a1,yes,0001-01-01", "created_at"),
        ("i1,a1", ""),
    ],
)
@pytest.mark.parametrize("all_or_nothing", [True, False])
def test_f09_a_bad_row_is_named_with_its_column(project, batch, dataset, vendor, row, column, all_or_nothing):
    labeling.item(dataset, external_id="loose")

    found = labels(project, LABELS + row + "\n", vendor, all_or_nothing=all_or_nothing)

    assert faults(found) == [(5, column)]
    assert ImportFault.objects.get().message.endswith(".")
    assert Annotation.objects.count() == (0 if all_or_nothing else 3)


def test_an_annotator_nobody_speaks_for_is_a_faulty_row(project, batch, vendor):
    found = labels(project, LABELS, vendor, default_vendor="", workers={"a1": "acme"}, all_or_nothing=False)

    assert faults(found) == [(3, "annotator_id")]
    assert Annotation.objects.count() == 2
    assert list(Worker.objects.values_list("external_id", flat=True)) == ["a1"]


def test_a_map_sends_annotators_to_their_vendors(project, batch, vendor):
    other = vendors.vendor(slug="other")

    labels(project, LABELS, vendor, workers={"a2": "other"})

    assert Annotation.objects.get(worker__external_id="a2").vendor == other


def test_another_label_at_the_same_moment_is_noted_and_the_first_stays(project, batch, vendor):
    labels(project, LABELS, vendor)

    again = labels(project, LABELS.replace("i1,a1,yes", "i1,a1,no"), vendor, all_or_nothing=False)

    assert counts(again) == (3, 0, 2, 1)
    assert Annotation.objects.get(task__item__external_id="i1", worker__external_id="a1").code == 1


@pytest.mark.parametrize(
    "options",
    [
        {"default_vendor": "nobody"},
        {"workers": {"a1": "nobody"}},
        {"orders": {"acme": "WO-0"}},
        {"orders": {"nobody": "WO-1"}},
    ],
)
def test_vendors_and_orders_that_do_not_exist_are_refused(project, batch, vendor, options):
    with pytest.raises(CannotImport):
        labels(project, LABELS, vendor, **options)

    assert not ImportRun.objects.exists()


def test_k10_a_run_that_dies_between_chunks_goes_on_there(project, dataset, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 2)
    found = import_run(project, "item_id,text\n" + "".join(f"{n},t\n" for n in range(7)), dataset=dataset)
    real, calls = run._load_chunk, []

    def dies_at_the_third(*args):
        calls.append(1)
        if len(calls) == 3:
            real(*args)
            raise MemoryError
        real(*args)

    monkeypatch.setattr(run, "_load_chunk", dies_at_the_third)
    with pytest.raises(MemoryError):
        run_import(found.pk)
    assert (Item.objects.count(), ImportRun.objects.get().rows_read) == (4, 4)

    assert run_import(found.pk)

    found.refresh_from_db()
    assert (found.state, counts(found)) == (ImportState.DONE, (7, 7, 0, 0))
    assert Item.objects.count() == 7


def test_a_run_that_ended_does_nothing(project, dataset):
    found = imported(project, ITEMS, dataset=dataset)

    assert run_import(found.pk)

    assert Event.objects.filter(verb="import.finished").count() == 1


def test_k13_who_comes_second_gives_way(project, dataset, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 1)
    found = import_run(project, ITEMS, dataset=dataset)
    real = run._load_chunk

    def overtaken(inner, *args):
        real(inner, *args)
        ImportRun.objects.update(rows_read=2)

    monkeypatch.setattr(run, "_load_chunk", overtaken)
    with pytest.raises(run.ElsewhereAtWork):
        run_import(found.pk)


def test_a_long_run_promises_its_next_part(project, dataset, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 1)
    monkeypatch.setattr("labeling.tasks.SLICE", 0)
    found = import_run(project, ITEMS, dataset=dataset)
    Outbox.objects.all().delete()

    for _ in range(10):
        import_file(run_id=found.pk, vendor_id=None)
        if not Outbox.objects.all().delete()[0]:
            break

    found.refresh_from_db()
    assert (found.state, counts(found)) == (ImportState.DONE, (2, 2, 0, 0))


def test_gold_goes_to_whoever_keeps_it(project, batch, monkeypatch):
    kept = {}
    monkeypatch.setattr(
        gold_keeper, "_entries", {"test": lambda project, answers, *, actor: kept.update(answers) or 2}
    )

    found = imported(project, "item_id,label\ni1,yes\ni2,0\n", kind="gold")

    assert kept == {task.pk: code for task, code in zip(batch.tasks.order_by("pk"), (1, 0), strict=False)}
    assert counts(found) == (2, 2, 0, 0)


def test_without_a_keeper_gold_is_refused(project, batch, monkeypatch):
    monkeypatch.setattr(gold_keeper, "_entries", {})

    with pytest.raises(CannotImport):
        import_run(project, "item_id,label\ni1,yes\n", kind="gold")


def test_a_dataset_has_to_be_named_when_it_could_be_two(project, dataset):
    labeling.dataset(project.program)

    with pytest.raises(CannotImport, match="which dataset"):
        start_import(project, kind="items", file=ContentFile(ITEMS.encode()), file_name="x", actor=None)
