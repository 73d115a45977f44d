from __future__ import annotations

from django.db import models

from dataops.accounts.choices import OrganisationKind
from dataops.base.models import Stamped
from dataops.base.walls import CURRENT_VENDOR, rows_where


class Organisation(Stamped):
    """Whose person somebody is: our company, an in-house labeling team, or a vendor."""

    portal = rows_where(f"id = {CURRENT_VENDOR}")

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=OrganisationKind)

    def __str__(self):
        return self.name
