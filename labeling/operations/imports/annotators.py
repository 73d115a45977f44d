"""Who labeled the rows of a file: workers of its vendors, known before or enrolled because the sender asked for it."""

from __future__ import annotations

from itertools import groupby

from django.db import connection

from labeling.models import ImportRun
from labeling.operations.imports.loader import Fault, answers
from vendors.models import Vendor, Worker
from vendors.operations.worker import enrol

_NEW = """
select distinct s.annotator from staged_label s
where not exists (select 1 from staged_worker w where w.annotator = s.annotator) order by 1
"""
_STRANGERS = """
select s.row, s.annotator from staged_label s join staged_worker w on w.annotator = s.annotator
where w.worker_id is null order by s.row
"""


class AnnotatorsOfFile:
    """The file's annotators and their workers, in a table beside the staged rows."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.may_enrol: bool = run.options.get("enrols_workers", False)
        self.slugs: dict[str, str] = run.options.get("workers", {})
        self.default: str = run.options.get("default_vendor", "")
        self.vendors = {vendor.slug: vendor for vendor in Vendor.objects.select_related("organisation")}

    def open(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "create temp table if not exists staged_worker"
                " (annotator text primary key, worker_id bigint, vendor_id bigint)"
            )
            cursor.execute("truncate staged_worker")

    def has_vendor(self, annotator: str) -> bool:
        return bool(self.default or annotator in self.slugs)

    def find(self) -> None:
        """Put the annotators that are new in the staged rows into the table; strangers without a worker."""
        new = sorted((name for (name,) in answers(_NEW, {})), key=self._slug)
        for slug, names in groupby(new, key=self._slug):
            self._keep(self.vendors[slug], list(names))

    def enrol(self) -> None:
        """Take up the strangers as workers of their vendors."""
        for (name,) in answers("select annotator from staged_worker where worker_id is null order by 1", {}):
            worker = enrol(self._vendor(name), name, actor=self.run.started_by)
            with connection.cursor() as cursor:
                cursor.execute(
                    "update staged_worker set worker_id = %s where annotator = %s", [worker.pk, name]
                )

    def strangers(self) -> list[Fault]:
        return [Fault(row, "annotator_id", self._sentence(name)) for row, name in answers(_STRANGERS, {})]

    def _sentence(self, name: str) -> str:
        vendor = self._vendor(name).name
        return f"{name} is not a worker of {vendor}. Correct the number, or have new workers enrolled."

    def _keep(self, vendor: Vendor, names: list[str]) -> None:
        known = dict(
            Worker.objects.filter(vendor=vendor, external_id__in=names).values_list("external_id", "pk")
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into staged_worker values (%s, %s, %s)",
                [(name, known.get(name), vendor.pk) for name in names],
            )

    def _vendor(self, name: str) -> Vendor:
        return self.vendors[self._slug(name)]

    def _slug(self, name: str) -> str:
        return self.slugs.get(name, self.default)
