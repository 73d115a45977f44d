import csv
import gzip

import pytest
from django.core.management import CommandError, call_command

from labeling.models import Annotation, BatchShare, ImportRun, Item
from labeling.operations import batch as batches
from labeling.operations import project as projects
from quality.models import GoldItem
from tests.factories import labeling, programs, vendors
from tests.stats.shared_data import data_set
from vendors.models import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(noon):
    program = programs.program()
    labeling.dataset(program, name="RTE")
    return projects.open_project(
        program,
        name="RTE",
        question="Does it follow?",
        choices=[{"code": 0, "name": "no"}, {"code": 1, "name": "yes"}],
        judgements_per_item=10,
        actor=None,
        at=noon,
    )


def run(file, project, **options):
    call_command("import_labels", file, project=project.slug, **options)


def row_count(path):
    with gzip.open(path, "rt", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def test_k10_eight_thousand_real_labels_twice(project, tmp_path, capsys):
    folder = data_set("rte")
    dataset = project.program.datasets.get()
    acme, other = vendors.vendor(slug="acme"), vendors.vendor(slug="other")
    orders = [vendors.work_order(vendor, project.program, units=10_000) for vendor in (acme, other)]
    workers = tmp_path / "workers.csv"
    workers.write_text("annotator_id,vendor\n" + "".join(f"a{n:03},other\n" for n in range(100, 165)))

    run(folder / "items.csv.gz", project, kind="items")
    batches.prepare_batches(project, dataset, size=200, actor=None)
    labels = {
        "workers": workers,
        "vendor": "acme",
        "order": [f"{order.vendor.slug}={order.number}" for order in orders],
        "enrol_workers": True,
        "take_unissued": True,
    }
    run(folder / "labels.csv.gz", project, **labels)
    run(folder / "gold.csv.gz", project, kind="gold")
    run(folder / "labels.csv.gz", project, **labels)
    run(folder / "gold.csv.gz", project, kind="gold")

    assert Item.objects.count() == row_count(folder / "items.csv.gz") == 800
    assert Annotation.objects.count() == row_count(folder / "labels.csv.gz") == 8_000
    assert GoldItem.objects.count() == 800
    assert Worker.objects.count() == 164
    assert sum(share.judgements for share in BatchShare.objects.all()) == 8_000
    told = capsys.readouterr().out.splitlines()
    assert told[1] == "8,000 rows read: 8,000 added, 0 known already."
    assert told[3] == "8,000 rows read: 0 added, 8,000 known already."


def test_faults_are_told_row_by_row(project, tmp_path, capsys):
    file = tmp_path / "items.csv"
    file.write_text("item_id,text\n1,a\n,b\n")

    with pytest.raises(CommandError, match="1 row is faulty"):
        run(file, project, kind="items")
    assert "row 3, item_id: The row names no item." in capsys.readouterr().err
    assert not Item.objects.exists()

    run(file, project, kind="items", skip_faulty=True)
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"order": ["acme"]}, "VENDOR=NUMBER"),
        ({"dataset": "Nothing"}, "no dataset Nothing"),
        ({"vendor": "nobody"}, "no vendor nobody"),
    ],
)
def test_wrong_options_are_a_sentence(project, tmp_path, options, sentence):
    file = tmp_path / "labels.csv"
    file.write_text("item_id,annotator_id,label\n1,a,yes\n")

    with pytest.raises(CommandError, match=sentence):
        run(file, project, **options)
    assert not ImportRun.objects.exists()


def test_what_is_not_there_is_a_sentence(project, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.csv", project)
    with pytest.raises(CommandError, match="no project"):
        call_command("import_labels", tmp_path / "nothing.csv", project="nope")
