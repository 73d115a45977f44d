"""A large file of labels is on its way in. Whatever dies, it ends with exactly its rows, and once."""

from django.core.files.base import ContentFile
from django.db.models import Count

from labeling.choices import ImportState
from labeling.models import Annotation, ImportRun
from labeling.operations.imports import start_import
from tests.chaos import world
from tests.chaos.losses import Losses
from vendors.models import Delivery


class LabelImport:
    name = "label import, everything killed"

    def __init__(self, *, batches: int, items_each: int, judges: int) -> None:
        self.world = world.build(batches=batches, items_each=items_each, judges=judges)
        self.content = _file(self.world)

    def begin(self, *, is_queued: bool = True) -> ImportRun:
        slug = self.world.order.vendor.slug
        self.run = start_import(
            self.world.project,
            kind="labels",
            file=ContentFile(self.content),
            file_name="labels.csv",
            options={
                "default_vendor": slug,
                "orders": {slug: self.world.order.number},
                "enrols_workers": True,
                "takes_unissued": True,
            },
            actor=None,
            is_queued=is_queued,
        )
        return self.run

    def progress(self) -> float:
        self.run.refresh_from_db()
        return self.run.rows_read / self.world.labels

    def is_over(self) -> bool:
        self.run.refresh_from_db()
        return self.run.state == ImportState.DONE

    def losses(self) -> Losses:
        stored = Annotation.objects.filter(project=self.world.project)
        pairs = stored.values("task_id", "worker_id").annotate(n=Count("pk"))
        distinct = pairs.count()
        counted = (self.run.rows_read, self.run.rows_added, self.run.rows_known)
        assert counted == (self.world.labels, self.world.labels, 0), counted
        return Losses("labels", self.world.labels, self.world.labels - distinct, stored.count() - distinct)

    def units_delivered(self) -> int:
        deliveries = Delivery.objects.filter(work_order=self.world.order)
        return sum(deliveries.values_list("units", flat=True))


def _file(made: world.World) -> bytes:
    rows = (
        f"i{item},{worker.external_id},{world.answer(item, judge)}"
        for item in range(1, made.items + 1)
        for judge, worker in enumerate(made.workers)
    )
    return "\n".join(["item_id,annotator_id,label", *rows, ""]).encode()
