from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from compliance.choices import AgreementKind
from dataops.base.models import Stamped
from dataops.base.walls import own_rows
from vendors.models import Vendor


class DataAgreementQuerySet(models.QuerySet):
    def visible_to(self, user) -> DataAgreementQuerySet:
        return self.filter(vendor__in=Vendor.objects.visible_to(user))

    def in_force(self, *, on: date) -> DataAgreementQuerySet:
        return self.filter(signed_on__lte=on, ends_on__gte=on)

    def ending_within(self, *, on: date, until: date) -> DataAgreementQuerySet:
        """Agreements that run out with none of their kind to follow them."""
        follows = DataAgreement.objects.filter(
            vendor=OuterRef("vendor"),
            kind=OuterRef("kind"),
            signed_on__lte=OuterRef("ends_on"),
            ends_on__gt=OuterRef("ends_on"),
        )
        return self.filter(ends_on__range=(on, until)).exclude(Exists(follows))


class DataAgreement(Stamped):
    """A signed paper without which a vendor may not receive data of that kind."""

    portal = own_rows()

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="data_agreements")
    kind = models.CharField(max_length=20, choices=AgreementKind)
    reference = models.CharField(max_length=80)
    signed_on = models.DateField()
    ends_on = models.DateField()

    objects = DataAgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "kind", "reference"], name="agreement_once_per_reference"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("signed_on")), name="agreement_ends_after_signing"
            ),
        ]

    def __str__(self):
        return self.reference

    def covers_processing(self, *, on: date) -> bool:
        """May the vendor process personal data under this paper on this day?"""
        return self.kind == AgreementKind.DATA_PROCESSING and self.signed_on <= on <= self.ends_on
