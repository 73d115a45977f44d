from __future__ import annotations

from django.db.models import Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ListPage, OperationView
from dataops.web.views.exported import Exported, in_pieces
from programs import permissions
from vendors.choices import EntryKind
from vendors.filters import LedgerFilter
from vendors.forms import ReasonForm
from vendors.models import LedgerEntry
from vendors.operations.ledger import reverse_entry


class Ledger(Exported, ListPage):
    """What was accepted at which price, and what was taken back. Nothing here is ever edited."""

    permission = permissions.SEE_MONEY
    template_name = "vendors/ledger.html"
    filterset_class = LedgerFilter
    sorts = {"entered": "entered_at", "units": "units", "amount": "amount", "order": "work_order__number"}
    default_sort = "-entered"
    export_name = "ledger"

    def export_head(self):
        return [
            "Entered (UTC)", "Kind", "Vendor", "Order", "Program", "Batch", "Units", "Price", "Amount", "Currency",
            "Invoice"
        ]  # fmt: skip

    def export_rows(self):
        for entry in in_pieces(self.get_queryset()):
            yield (
                entry.entered_at,
                entry.get_kind_display(),
                entry.vendor.name,
                entry.work_order.number,
                entry.program.code,
                entry.delivery.batch_ref,
                entry.units,
                entry.unit_price,
                entry.amount,
                entry.currency,
                entry.invoice_line.invoice.number if hasattr(entry, "invoice_line") else "",
            )

    def base_queryset(self):
        return LedgerEntry.objects.visible_to(self.request.user).select_related(
            "vendor__organisation", "program", "work_order", "delivery", "invoice_line__invoice"
        )

    def get_context_data(self, **kwargs):
        sums = (
            self.get_queryset()
            .order_by()
            .values("currency")
            .annotate(units=Sum("units"), amount=Sum("amount"))
        )
        return super().get_context_data(
            sums=list(sums.order_by("currency")), may_manage=self.may(permissions.MANAGE_VENDORS), **kwargs
        )


class EntryReverse(OperationView):
    """Take an acceptance back."""

    permission = permissions.MANAGE_VENDORS
    form_class = ReasonForm
    template_name = "vendors/form_page.html"
    success_message = "The entry is reversed. The batch can be opened again for its vendor."

    def load(self, *, entry, **kwargs):
        mine = LedgerEntry.objects.visible_to(self.request.user).filter(kind=EntryKind.ACCEPTED)
        self.entry = get_object_or_404(mine.select_related("delivery"), pk=entry)

    def get_context_data(self, **kwargs):
        title = f"Take back {self.entry.units:,} units of batch {self.entry.delivery.batch_ref}"
        return super().get_context_data(
            title=title, verb="Reverse entry", kind="danger", back=self.get_success_url(), **kwargs
        )

    def operate(self, cleaned):
        reverse_entry(self.entry, reason=cleaned["reason"], actor=self.request.user, at=timezone.now())

    def get_success_url(self):
        return reverse("vendors:order-detail", args=[self.entry.work_order_id])
