"""Snow et al. 2008, textual entailment, brought into the product by its own pages: 164 people of three vendors."""

import csv
import gzip

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from labeling.operations.dataset import add_dataset
from labeling.operations.project import open_project
from programs.operations.admission import admit
from tests.conftest import NOON
from tests.factories import programs, vendors
from tests.stats.shared_data import data_set, expected

QUESTION = "Does the second sentence follow from the first?"
CHOICES = [{"code": 0, "name": "No"}, {"code": 1, "name": "Yes"}]
UNITS_ORDERED = 5000
JUDGEMENTS_PER_ITEM = 10


class Experiment:
    """The program, its three vendors with an order each, and a manager signed in."""

    def __init__(self) -> None:
        self.program = programs.program()
        admit(self.program, self.program.manager, actor=None)
        self.project = open_project(
            self.program,
            name="Entailment",
            question=QUESTION,
            choices=CHOICES,
            judgements_per_item=JUDGEMENTS_PER_ITEM,
            actor=None,
            at=NOON,
        )
        self.dataset = add_dataset(self.program, name="RTE", actor=None)
        self.orders = [
            vendors.work_order(vendors.vendor(), self.program, units=UNITS_ORDERED) for _ in range(3)
        ]
        self.manager = Client()
        self.manager.force_login(self.program.manager)

    @property
    def address(self) -> str:
        return f"/labeling/projects/{self.project.slug}/"

    def bring(self, kind: str, **more: object) -> None:
        file = SimpleUploadedFile(f"{kind}.csv.gz", (data_set("rte") / f"{kind}.csv.gz").read_bytes())
        given = {"kind": kind, "dataset": self.dataset.pk, "file": file, "all_or_nothing": "on"}
        answer = self.manager.post(f"{self.address}imports/new/", given | more)
        assert answer.status_code == 302, answer.content.decode()

    def bring_labels(self) -> None:
        """The labels of 164 people, with a map that says for whom each works."""
        lines = [f"{who},{self.slug_of(who)}" for who in annotators()]
        mapping = SimpleUploadedFile("workers.csv", "\n".join(["annotator_id,vendor", *lines]).encode())
        orders = [order.pk for order in self.orders]
        self.bring("labels", workers=mapping, orders=orders, enrols_workers="on", takes_unissued="on")

    def prepare(self, size: int) -> None:
        given = {"dataset": self.dataset.pk, "size": size}
        assert self.manager.post(f"{self.address}batches/prepare/", given).status_code == 302

    def slug_of(self, annotator: str) -> str:
        return self.orders[annotators().index(annotator) % 3].vendor.slug

    def page(self, address: str) -> str:
        answer = self.manager.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()


def annotators() -> list[str]:
    return [row["id"] for row in expected("rte")["consensus"]["annotators"]]


def labels() -> list[dict[str, str]]:
    with gzip.open(data_set("rte") / "labels.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))
