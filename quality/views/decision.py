from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import OperationView
from programs import permissions
from programs.views.versions import UponSight
from quality import rules
from quality.forms import Decide
from quality.models import AcceptanceDecision
from quality.operations.decision import decide_share
from quality.reports.evidence import ShareEvidence, is_measured, share_evidence, version_of
from quality.views.base import InShare


class ShareDecide(InShare, UponSight, OperationView):
    """Answer a delivery: the evidence first, then one decision. Once decided, the evidence as it stood."""

    permission = permissions.JUDGE_QUALITY
    form_class = Decide
    template_name = "quality/share_decide.html"
    success_message = "Your decision stands, with the evidence as it was."

    def sight(self) -> int:
        return version_of(self.share)

    def operate(self, cleaned_data):
        decide_share(self.share, actor=self.request.user, at=timezone.now(), **cleaned_data)

    def get_success_url(self) -> str:
        return reverse("quality:share-decide", args=[self.share.pk])

    def get_context_data(self, **kwargs):
        decision = (
            AcceptanceDecision.objects.filter(delivery=self.share.delivery)
            .select_related("decided_by")
            .first()
            if self.share.delivery
            else None
        )
        evidence = ShareEvidence.from_json(decision.evidence) if decision else share_evidence(self.share)
        return super().get_context_data(
            decision=decision,
            evidence=evidence,
            verdict=rules.can_decide(self.share, self.request.user),
            is_measured=decision is not None or is_measured(self.batch),
            earlier=self.share.decisions.exclude(delivery=self.share.delivery_id)
            .select_related("decided_by", "delivery")
            .newest_first(),
            may_rework=self.may(permissions.MANAGE_LABELING, self.project.program),
            **kwargs,
        )
