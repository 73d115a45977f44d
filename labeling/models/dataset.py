from __future__ import annotations

from django.db import models

from dataops.base.models import Stamped
from dataops.base.walls import rows_where
from programs.choices import Modality
from programs.models import Program


class DatasetQuerySet(models.QuerySet):
    def visible_to(self, user) -> DatasetQuerySet:
        return (
            self.filter(program__in=Program.objects.visible_to(user))
            if user.vendor_id is None
            else self.none()
        )


class Dataset(Stamped):
    """Items that belong together, before anybody has labeled them."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="datasets")
    name = models.CharField(max_length=120)
    modality = models.CharField(max_length=10, choices=Modality, default=Modality.TEXT)
    purpose = models.TextField(blank=True)
    columns = models.JSONField(default=list, help_text="The parts of an item's content, in the file's order.")

    objects = DatasetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "name"], name="dataset_name_once_per_program")
        ]

    def __str__(self):
        return self.name


class Item(models.Model):
    """One thing to be labeled: its number at the source and its content as named texts."""

    unaudited = "content arrives by the million through an audited import run and never changes"
    portal = rows_where("exists (select 1 from labeling_task t where t.item_id = labeling_item.id)")

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="items", db_index=False)
    external_id = models.CharField(max_length=200)
    content = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "external_id"], name="item_once_per_dataset")
        ]

    def __str__(self):
        return self.external_id
