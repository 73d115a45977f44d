from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Targeted(models.Model):
    """A row about any thing that has a page; `dataops.work.targets` says how that is loaded and named."""

    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")

    class Meta:
        abstract = True


def about(target: models.Model) -> dict[str, object]:
    """The columns that say which thing is meant."""
    return {"target_type": ContentType.objects.get_for_model(target), "target_id": target.pk}
