from __future__ import annotations

import django_filters as filters

from programs.models import Program
from vendors.choices import DeliveryState, EntryKind, OrderState
from vendors.models import Delivery, Invoice, LedgerEntry, Vendor, WorkOrder


def programs_of(request):
    return Program.objects.visible_to(request.user).order_by("code")


def vendors_of(request):
    return (
        Vendor.objects.visible_to(request.user).select_related("organisation").order_by("organisation__name")
    )


class OwnOrderFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=OrderState, label="State", empty_label="Any")
    program = filters.ModelChoiceFilter(
        queryset=programs_of, to_field_name="code", label="Program", empty_label="Any"
    )

    class Meta:
        model = WorkOrder
        fields = ["state", "program"]


class OrderFilter(OwnOrderFilter):
    vendor = filters.ModelChoiceFilter(
        queryset=vendors_of, to_field_name="slug", label="Vendor", empty_label="Any"
    )

    class Meta:
        model = WorkOrder
        fields = ["state", "program", "vendor"]


class DeliveryFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=DeliveryState, label="State", empty_label="Any")
    order = filters.CharFilter(field_name="work_order__number", lookup_expr="iexact", label="Order")

    class Meta:
        model = Delivery
        fields = ["state", "order"]


class OwnLedgerFilter(filters.FilterSet):
    billed = filters.ChoiceFilter(
        label="Invoice",
        choices=[("no", "Not billed"), ("yes", "On an invoice")],
        empty_label="Any",
        method="by_invoice",
    )
    kind = filters.ChoiceFilter(choices=EntryKind, label="Kind", empty_label="Any")
    program = filters.ModelChoiceFilter(
        queryset=programs_of, to_field_name="code", label="Program", empty_label="Any"
    )
    order = filters.CharFilter(field_name="work_order__number", lookup_expr="iexact", label="Order")

    class Meta:
        model = LedgerEntry
        fields = ["kind", "program", "order", "billed"]

    def by_invoice(self, queryset, name, value):
        return queryset.filter(invoice_line__isnull=value == "no")


class LedgerFilter(OwnLedgerFilter):
    vendor = filters.ModelChoiceFilter(
        queryset=vendors_of, to_field_name="slug", label="Vendor", empty_label="Any"
    )

    class Meta:
        model = LedgerEntry
        fields = ["kind", "program", "vendor", "order", "billed"]


class OwnInvoiceFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label="State",
        choices=[("different", "With a difference"), ("standing", "Standing"), ("voided", "Voided")],
        empty_label="Any",
        method="by_state",
    )

    class Meta:
        model = Invoice
        fields = ["state"]

    def by_state(self, queryset, name, value):
        if value == "voided":
            return queryset.exclude(voided_at=None)
        standing = queryset.standing()
        return standing.exclude(difference_reason="") if value == "different" else standing


class InvoiceFilter(OwnInvoiceFilter):
    vendor = filters.ModelChoiceFilter(
        queryset=vendors_of, to_field_name="slug", label="Vendor", empty_label="Any"
    )

    class Meta:
        model = Invoice
        fields = ["state", "vendor"]
