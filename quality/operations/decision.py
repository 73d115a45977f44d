from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_sight
from labeling.models import BatchShare
from quality import rules
from quality.choices import Outcome
from quality.models import AcceptanceDecision
from quality.operations.tally import measure_batch
from quality.reports.evidence import is_measured, share_evidence, version_of
from vendors.models import Delivery
from vendors.operations.delivery import decide_delivery

LOOK_AGAIN = (
    "The evidence changed after you opened this page. Look at it as it is now: "
    "your decision and your reason are still in the form."
)


class CannotDecide(Refused):
    pass


def decide_share(
    share: BatchShare,
    *,
    outcome: Outcome,
    reason: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> AcceptanceDecision:
    """Accept or reject what was delivered, upon the `version` of the evidence one saw, and keep the evidence as it stood.

    Labels that no count knows yet are counted first, and stay counted: who saw other figures than the
    decision would keep is refused and sees these. Accepted units are owed for.
    """
    if not is_measured(share.batch):
        measure_batch(share.batch_id, at=at)
    return _decide(share, outcome=outcome, reason=reason, version=version, actor=actor, at=at)


@transaction.atomic
def _decide(
    share: BatchShare, *, outcome: Outcome, reason: str, version: int | None, actor: User, at: datetime
) -> AcceptanceDecision:
    delivery = Delivery.objects.select_for_update().filter(pk=share.delivery_id).first()
    share = BatchShare.objects.select_related(
        "delivery", "vendor", "work_order", "batch__project__program"
    ).get(pk=share.pk)
    verdict = rules.can_decide(share, actor)
    if delivery is None or not verdict:
        raise CannotDecide(verdict.reason)
    check_sight(share, version, version_of(share), LOOK_AGAIN)
    evidence = share_evidence(share)
    if not reason.strip() and not (verdict := rules.needs_reason(outcome, evidence.suggestion)):
        raise CannotDecide(verdict.reason)
    decision = AcceptanceDecision.objects.create(
        vendor_id=share.vendor_id,
        share=share,
        delivery=delivery,
        outcome=outcome,
        reason=reason.strip(),
        evidence=evidence.to_json(),
        decided_by=actor,
        decided_at=at,
    )
    decide_delivery(
        delivery, is_accepted=outcome == Outcome.ACCEPTED, reason=decision.reason, actor=actor, at=at
    )
    record(f"share.{outcome}", decision, actor=actor, units=delivery.units, reason=decision.reason)
    return decision
