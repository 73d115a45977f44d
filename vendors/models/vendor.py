from __future__ import annotations

from django.db import models

from dataops.accounts.choices import OrganisationKind
from dataops.accounts.models import Organisation
from dataops.base.models import Stamped
from dataops.base.walls import CURRENT_VENDOR, rows_where
from programs import permissions
from vendors.choices import VendorState


class VendorQuerySet(models.QuerySet):
    def visible_to(self, user) -> VendorQuerySet:
        if user.vendor_id is not None:
            return self.filter(pk=user.vendor_id)
        return self if user.has_perm(permissions.SEE_VENDORS) else self.none()

    def active(self) -> VendorQuerySet:
        return self.filter(state=VendorState.ACTIVE)

    def external(self) -> VendorQuerySet:
        return self.exclude(organisation__kind=OrganisationKind.TEAM)


class Vendor(Stamped):
    """Who does the labeling: a company under contract, or an in-house team on the same terms.

    Its key is the key of its organisation, so that a person's organisation is their wall.
    """

    portal = rows_where(f"organisation_id = {CURRENT_VENDOR}")
    hidden_in_trail = ("contact",)

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.PROTECT, related_name="vendor"
    )
    slug = models.SlugField(unique=True)
    state = models.CharField(max_length=10, choices=VendorState, default=VendorState.CANDIDATE)
    countries = models.CharField(max_length=200, blank=True)
    contact = models.EmailField(blank=True)

    objects = VendorQuerySet.as_manager()

    def __str__(self):
        return self.organisation.name

    @property
    def name(self) -> str:
        return self.organisation.name

    @property
    def is_internal(self) -> bool:
        return self.organisation.kind == OrganisationKind.TEAM
