from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils import timezone

from dataops.web.views.base import OperationView
from labeling import rules
from labeling.forms import ReworkForm
from labeling.operations.rework import reopen_share
from labeling.views.batch import InBatch
from programs import permissions


class ShareReopen(InBatch, OperationView):
    """Have a rejected share done again."""

    permission = permissions.MANAGE_LABELING
    form_class = ReworkForm
    template_name = "labeling/form_page.html"
    success_message = "The share is open again. Its vendor can start."

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

    def get_context_data(self, **kwargs):
        share = self.share
        return super().get_context_data(
            title=f"Do {self.batch.number} again",
            verb="Open it again",
            lead=(
                f"{share.vendor.name} judges all of its part of the batch again under {share.work_order.number}. "
                "The rejected labels leave the batch; the delivery, the decision and its evidence stay."
            ),
            reason=rules.can_reopen(share, on=timezone.now().date()).reason,
            **kwargs,
        )

    def operate(self, cleaned):
        reopen_share(self.share, actor=self.request.user, at=timezone.now(), **cleaned)
