"""Invoices of vendors: recorded by us, read by both sides."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import Guarded, ListPage, OperationView, Page
from dataops.web.views.exported import Exported
from dataops.web.views.once import Once
from programs import permissions
from vendors.filters import InvoiceFilter, OwnInvoiceFilter
from vendors.forms import InvoiceForm, ReasonForm
from vendors.models import Invoice
from vendors.operations.invoice import Bill, record_invoice, void_invoice
from vendors.reports.invoices import HEAD, exported_rows
from vendors.views.vendor import VendorForms


class InvoiceList(Exported, ListPage):
    """What vendors billed, beside what was accepted of it."""

    permission = permissions.SEE_MONEY
    template_name = "vendors/invoices.html"
    filterset_class = InvoiceFilter
    sorts = {"invoiced": "invoiced_on", "number": "number", "amount": "amount"}
    default_sort = "-invoiced"
    export_name = "invoices"

    def base_queryset(self):
        return Invoice.objects.visible_to(self.request.user).select_related("vendor__organisation").matched()

    def export_head(self):
        return HEAD

    def export_rows(self):
        return exported_rows(self.get_queryset())

    def get_context_data(self, **kwargs):
        different = self.get_queryset().standing().exclude(difference_reason="").count()
        return super().get_context_data(different=different, **kwargs)


class OneInvoice(Guarded):
    def load(self, *, invoice: int, **kwargs):
        seen = Invoice.objects.visible_to(self.request.user).select_related("vendor__organisation").matched()
        self.invoice = get_object_or_404(seen, pk=invoice)

    def get_success_url(self) -> str:
        return reverse("vendors:invoice-detail", args=[self.invoice.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"invoice": self.invoice})


class InvoiceDetail(OneInvoice, Page):
    """One invoice with the entries it bills."""

    permission = permissions.SEE_MONEY
    template_name = "vendors/invoice_detail.html"

    def get_context_data(self, **kwargs):
        lines = self.invoice.lines.select_related("entry__work_order", "entry__delivery", "entry__program")
        may_manage = self.may(permissions.MANAGE_VENDORS) and self.invoice.voided_at is None
        return super().get_context_data(
            lines=lines.order_by("entry__entered_at", "pk"), may_manage=may_manage, **kwargs
        )


class InvoiceRecord(Once, VendorForms):
    permission = permissions.MANAGE_VENDORS
    form_class = InvoiceForm
    title, verb = "An invoice of {vendor}", "Record invoice"
    success_message = "The invoice is recorded."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"vendor": self.vendor}

    def operate(self, cleaned):
        cleaned["orders"] = [order.number for order in cleaned["orders"]]
        bill = Bill(**cleaned)
        self.invoice = record_invoice(self.vendor, bill, actor=self.request.user, at=timezone.now())

    def get_success_url(self):
        done = getattr(self, "invoice", None)
        if done is None:
            return super().get_success_url()
        return reverse("vendors:invoice-detail", args=[done.pk])


class InvoiceVoid(OneInvoice, OperationView):
    """Take back what was recorded wrongly."""

    permission = permissions.MANAGE_VENDORS
    form_class = ReasonForm
    template_name = "vendors/form_page.html"
    success_message = "The invoice is voided. What it billed is not billed again."

    def get_context_data(self, **kwargs):
        title = f"Void invoice {self.invoice.number} of {self.invoice.vendor.name}"
        given = {"title": title, "verb": "Void invoice", "kind": "danger", "back": self.get_success_url()}
        return super().get_context_data(**given, **kwargs)

    def operate(self, cleaned):
        void_invoice(self.invoice, reason=cleaned["reason"], actor=self.request.user, at=timezone.now())


class PortalInvoices(InvoiceList):
    """The vendor's own invoices, as we have them."""

    permission = permissions.SEE_OWN_VENDOR
    filterset_class = OwnInvoiceFilter


class PortalInvoice(InvoiceDetail):
    permission = permissions.SEE_OWN_VENDOR
