"""What the search box finds: vendors, orders and contracts for us, its own orders for a vendor."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from dataops.work.search import Hit
from programs import permissions
from vendors.models import Contract, Vendor, WorkOrder


def find(user, text: str, *, limit: int) -> Iterator[Hit]:
    if user.vendor_id is not None:
        if user.has_perm(permissions.SEE_OWN_VENDOR):
            yield from _orders(user, text, limit, "vendors:portal-order")
    elif user.has_perm(permissions.SEE_VENDORS):
        yield from _vendors(user, text, limit)
        yield from _orders(user, text, limit, "vendors:order-detail")
        yield from _contracts(user, text, limit)


def _vendors(user, text: str, limit: int) -> Iterator[Hit]:
    named = Vendor.objects.visible_to(user).filter(
        Q(organisation__name__icontains=text) | Q(slug__icontains=text)
    )
    for vendor in named.select_related("organisation").order_by("organisation__name")[:limit]:
        url = reverse("vendors:vendor-detail", args=[vendor.slug])
        yield Hit("Vendor", vendor.name, vendor.get_state_display(), url)


def _orders(user, text: str, limit: int, name: str) -> Iterator[Hit]:
    named = WorkOrder.objects.visible_to(user).filter(
        Q(number__icontains=text) | Q(program__name__icontains=text) | Q(program__code__icontains=text)
    )
    for order in named.select_related("vendor__organisation", "program").order_by("-pk")[:limit]:
        detail = f"{order.program.name}, {order.get_state_display().lower()}"
        yield Hit("Work order", f"{order.number} {order.vendor.name}", detail, reverse(name, args=[order.pk]))


def _contracts(user, text: str, limit: int) -> Iterator[Hit]:
    named = Contract.objects.visible_to(user).filter(number__icontains=text)
    for contract in named.select_related("vendor__organisation").order_by("-ends_on", "pk")[:limit]:
        url = reverse("vendors:vendor-detail", args=[contract.vendor.slug])
        yield Hit("Contract", f"{contract.number} {contract.vendor.name}", f"Ends {contract.ends_on}", url)
