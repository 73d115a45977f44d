from __future__ import annotations

from django.db import transaction

from dataops.accounts.choices import OrganisationKind
from dataops.accounts.models import Organisation, User
from dataops.accounts.operations.person import found_organisation
from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.errors import Refused
from vendors.choices import VendorState
from vendors.models import Vendor

# Words that are addresses of their own under /vendors/.
TAKEN = frozenset({"add", "contracts", "invoices", "ledger", "orders", "programs", "scorecards", "workers"})


class CannotAddVendor(Refused):
    pass


class CannotChangeVendor(Refused):
    pass


@transaction.atomic
def add_vendor(
    organisation: Organisation, *, slug: str, countries: str = "", contact: str = "", actor: User | None
) -> Vendor:
    """Open the books of an organisation that labels for us. Adding it twice changes nothing.

    One with which work had ended begins again as a candidate, in the same books.
    """
    if organisation.kind == OrganisationKind.COMPANY:
        raise CannotAddVendor(f"{organisation.name} is our own company, not a vendor or a team.")
    if slug in TAKEN:
        raise CannotAddVendor(f"{slug} is a word of the application. Choose another short name.")
    one_at_a_time("vendors.slug")
    if Vendor.objects.exclude(pk=organisation.pk).filter(slug=slug).exists():
        raise CannotAddVendor(f"Another vendor already uses the short name {slug}.")
    told = {"slug": slug, "countries": countries, "contact": contact}
    vendor, is_new = Vendor.objects.select_for_update().get_or_create(
        organisation=organisation, defaults=told
    )
    if is_new:
        record("vendor.added", vendor, actor=actor, slug=slug)
    elif vendor.state == VendorState.ENDED:
        _begin_again(vendor, told, actor=actor)
    return vendor


def _begin_again(vendor: Vendor, told: dict[str, str], *, actor: User | None) -> None:
    vendor.state = VendorState.CANDIDATE
    for name, value in told.items():
        setattr(vendor, name, value or getattr(vendor, name))
    vendor.save(update_fields=["state", *told, "updated_at"])
    record("vendor.added_again", vendor, actor=actor, slug=vendor.slug)


@transaction.atomic
def take_on(
    name: str,
    *,
    kind: OrganisationKind,
    slug: str,
    countries: str = "",
    contact: str = "",
    actor: User | None,
) -> Vendor:
    """Found the organisation and open its books in one go. Twice changes nothing."""
    organisation = found_organisation(name, kind, actor=actor)
    return add_vendor(organisation, slug=slug, countries=countries, contact=contact, actor=actor)


@transaction.atomic
def set_state(vendor: Vendor, state: VendorState, *, actor: User | None) -> Vendor:
    """Take a vendor on, put it on hold or end it. Twice changes nothing."""
    vendor = Vendor.objects.select_for_update().get(pk=vendor.pk)
    if vendor.state == VendorState.ENDED and state != VendorState.ENDED:
        raise CannotChangeVendor("The work with this vendor has ended. Add it anew to begin again.")
    if vendor.state != state:
        before, vendor.state = vendor.state, state
        vendor.save(update_fields=["state", "updated_at"])
        record("vendor.state_changed", vendor, actor=actor, before=before, after=str(state))
    return vendor
