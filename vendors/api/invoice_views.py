"""Invoices of vendors in JSON."""

from __future__ import annotations

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from programs import permissions
from vendors.api import bodies, serializers
from vendors.api.vendor_views import WRITE, VendorRows
from vendors.models import Invoice
from vendors.operations.invoice import Bill, record_invoice, void_invoice

MONEY = permissions.SEE_MONEY


class InvoiceFilter(filters.FilterSet):
    vendor = filters.CharFilter(field_name="vendor__slug")
    number = filters.CharFilter()


class InvoiceViewSet(VendorRows):
    """What vendors billed, matched with the ledger; recorded by us, read by both sides."""

    queryset = Invoice.objects.none()
    serializer_class = serializers.InvoiceSerializer
    filterset_class = InvoiceFilter
    permission = {"list": MONEY, "retrieve": MONEY, "create": WRITE, "void": WRITE}

    def get_queryset(self):
        visible = Invoice.objects.visible_to(self.request.user)
        return visible.select_related("vendor").matched().order_by("pk")

    @extend_schema(request=bodies.InvoiceBody, responses={201: serializers.InvoiceSerializer})
    def create(self, request, *args, **kwargs):
        given = self.body(bodies.InvoiceBody)
        vendor, bill = given.pop("vendor"), Bill(**given)
        return self.answer(record_invoice(vendor, bill, actor=request.user, at=timezone.now()), status=201)

    @extend_schema(request=bodies.ReversalBody, responses=serializers.InvoiceSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request, pk):
        invoice, given = self.get_object(), self.body(bodies.ReversalBody)
        return self.answer(void_invoice(invoice, actor=request.user, at=timezone.now(), **given))
