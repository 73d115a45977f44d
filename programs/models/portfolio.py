from __future__ import annotations

from django.db import models

from dataops.base.models import Stamped


class Portfolio(Stamped):
    """Programs that are looked at together: what one team, one product or one budget stands behind."""

    name = models.CharField(max_length=80, unique=True)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = "portfolio"

    def __str__(self):
        return self.name
