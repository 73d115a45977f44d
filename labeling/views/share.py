from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils import timezone

from dataops.web.views.base import OperationView, Page
from labeling import rules
from labeling.forms import ReworkForm, WithdrawForm
from labeling.models import BatchShare
from labeling.operations.rework import reopen_share
from labeling.operations.withdrawal import withdraw_share
from labeling.views.batch import InBatch
from programs import permissions
from vendors.models import WorkOrder

REJECTED_LEAVE = "The rejected labels leave the batch; the delivery, the decision and its evidence stay."
THE_REST_STAYS = (
    "Labels that came stay and are measured; the same file sent under another order is paid under that one."
)


class OneShare(InBatch, OperationView):
    permission = permissions.MANAGE_LABELING
    template_name = "labeling/form_page.html"

    def load(self, *, share, **kwargs):
        super().load(**kwargs)
        parts = (
            "delivery",
            "vendor__organisation",
            "work_order__vendor__organisation",
            "work_order__rate_line",
        )
        self.share = get_object_or_404(self.batch.shares.select_related(*parts), pk=share)
        self.share.batch = self.batch


class ShareReopen(OneShare):
    """Have a rejected share done again."""

    form_class = ReworkForm
    success_message = "The share is open again. Its vendor can start."

    def get_context_data(self, **kwargs):
        share = self.share
        return super().get_context_data(
            title=f"Do {self.batch.number} again",
            verb="Open it again",
            lead=(
                f"{share.vendor.name} judges all of its part of the batch again under {share.work_order.number}. "
                f"{REJECTED_LEAVE}"
            ),
            reason=rules.can_reopen(share, on=timezone.now().date()).reason,
            **kwargs,
        )

    def operate(self, cleaned):
        reopen_share(self.share, actor=self.request.user, at=timezone.now(), **cleaned)


class ShareWithdraw(OneShare):
    """Take back a share that a file opened, that nobody began or that was rejected; here one confirms it and says why."""

    form_class = WithdrawForm
    success_message = "The share is withdrawn. Nothing is paid for it."

    def get_context_data(self, **kwargs):
        share = self.share
        return super().get_context_data(
            title=f"Withdraw {share.vendor.name} from {self.batch.number}",
            verb="Withdraw the share",
            lead=f"Nothing of the batch is paid under {share.work_order.number} any more, and others may judge it. "
            + (REJECTED_LEAVE if share.delivery else THE_REST_STAYS),
            reason=rules.can_withdraw(share).reason,
            **kwargs,
        )

    def operate(self, cleaned):
        withdraw_share(self.share, actor=self.request.user, **cleaned)


class OrderPanel(Page):
    """The part of a vendor's own order that is about batches: which it was given, and why one was taken back."""

    permission = permissions.SEE_OWN_VENDOR
    template_name = "labeling/_order_panel.html"

    def load(self, *, order, **kwargs):
        self.order = get_object_or_404(WorkOrder.objects.visible_to(self.request.user), pk=order)

    def get_context_data(self, **kwargs):
        mine = BatchShare.objects.visible_to(self.request.user).filter(work_order=self.order)
        return super().get_context_data(
            shares=mine.select_related("batch").order_by("-pk"), **kwargs | {"order": self.order}
        )
