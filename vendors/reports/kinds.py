"""Vendors, orders and scorecards as things that have a page, ours and the vendor's own."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.work.targets import Kind
from programs import permissions
from vendors.choices import ScorecardState
from vendors.models import Scorecard, Vendor, WorkOrder


def _of_vendors(queryset: QuerySet, user) -> QuerySet:
    named = permissions.SEE_VENDORS if user.vendor_id is None else permissions.SEE_OWN_VENDOR
    return queryset if user.has_perm(named) else queryset.none()


def _vendors(user) -> QuerySet:
    seen = Vendor.objects.visible_to(user).select_related("organisation")
    return seen.none() if user.vendor_id is not None else seen


def _orders(user) -> QuerySet:
    return _of_vendors(
        WorkOrder.objects.visible_to(user).select_related("vendor__organisation", "program"), user
    )


def _cards(user) -> QuerySet:
    return _of_vendors(Scorecard.objects.visible_to(user).select_related("vendor__organisation"), user)


def _admins(vendor_id: int) -> list[int]:
    admins = User.objects.active().with_role(Role.VENDOR_ADMIN).filter(organisation_id=vendor_id)
    return list(admins.values_list("pk", flat=True))


def _order_page(order: WorkOrder, user) -> str:
    return reverse(
        "vendors:order-detail" if user.vendor_id is None else "vendors:portal-order", args=[order.pk]
    )


def _card_page(card: Scorecard, user) -> str:
    name = "scorecard-detail" if user.vendor_id is None else "portal-scorecard-month"
    return reverse(f"vendors:{name}", args=[card.pk])


KINDS = {
    "vendors.vendor": Kind(
        noun="Vendor",
        load=_vendors,
        url=lambda vendor, user: reverse("vendors:vendor-detail", args=[vendor.slug]),
        anchor="vendor_id",
    ),
    "vendors.workorder": Kind(
        noun="Work order",
        load=_orders,
        url=_order_page,
        name=lambda order: f"{order.number}, {order.vendor.name}",
        owners=lambda order: [order.program.manager_id, *_admins(order.vendor_id)],
        vendor=lambda order: order.vendor_id if order.sent_at else None,
    ),
    "vendors.scorecard": Kind(
        noun="Scorecard",
        load=_cards,
        url=_card_page,
        name=lambda card: f"{card.vendor.name}, {card.month_on:%B %Y}",
        owners=lambda card: _admins(card.vendor_id),
        vendor=lambda card: card.vendor_id if card.state != ScorecardState.COMPUTED else None,
    ),
}
