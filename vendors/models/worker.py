from __future__ import annotations

from django.conf import settings
from django.db import models

from dataops.base.models import Stamped
from dataops.base.walls import own_rows
from vendors.models.vendor import Vendor


class WorkerQuerySet(models.QuerySet):
    def visible_to(self, user) -> WorkerQuerySet:
        return self if user.vendor_id is None else self.filter(vendor_id=user.vendor_id)

    def of_user(self, user) -> WorkerQuerySet:
        return self.filter(user=user)


class Worker(Stamped):
    """Somebody who labels. Known by a pseudonym; signs in only if there is a user behind it."""

    portal = own_rows()
    hidden_in_trail = ("name",)

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="workers")
    external_id = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="worker",
        db_constraint=False,
    )
    is_active = models.BooleanField(default=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "external_id"], name="worker_once_per_vendor")
        ]

    def __str__(self):
        return self.external_id

    @property
    def trail_name(self) -> str:
        return f"worker {self.pk}"
