from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


def meant(table: str, app_label: str, model: str) -> str:
    """SQL that holds for rows about a row of this table that the caller's own wall shows."""
    return (
        f"exists (select from {table} t, django_content_type c where t.id = target_id and c.id = target_type_id"
        f" and c.app_label = '{app_label}' and c.model = '{model}')"
    )


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
