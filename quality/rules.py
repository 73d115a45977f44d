"""Whether gold may be kept and a delivery decided, with the reason when not."""

from __future__ import annotations

from collections.abc import Sequence

from dataops.base.verdicts import ALLOWED, Verdict, denied
from labeling.choices import ImportKind
from labeling.models import Annotation, BatchShare, ImportRun, Project, Task
from programs import permissions
from quality.choices import Outcome
from quality.models import AcceptanceDecision
from vendors.choices import DeliveryState


def may_be_gold(project: Project, task: Task, code: int) -> Verdict:
    if task.project_id != project.pk:
        return denied("This item belongs to another project.")
    if code not in [choice["code"] for choice in task.batch.schema.choices]:
        return denied("This answer is not one of the question's choices.")
    return ALLOWED


def can_decide(share: BatchShare, user) -> Verdict:
    """May this person answer this delivery now: it has come, it is open, and they did not bring it themselves.

    Who labels works for a vendor or a team, and nobody of those judges.
    """
    delivery = share.delivery
    if delivery is None:
        return denied("Nothing has been delivered yet.")
    decided = AcceptanceDecision.objects.filter(delivery=delivery).select_related("decided_by").first()
    if decided is not None:
        outcome = decided.get_outcome_display().lower()
        return denied(f"{decided.decided_by.name} {outcome} this delivery already.")
    if delivery.state != DeliveryState.RECEIVED:
        return denied(f"This delivery is {delivery.get_state_display().lower()} already.")
    program = share.batch.project.program
    if user.vendor_id is not None or not _judges(user, program):
        return denied(f"You may not accept deliveries of {program.code}.")
    if _brought(share, user):
        return denied("You brought these labels in by file, so somebody else has to decide.")
    return ALLOWED


def needs_reason(outcome: Outcome, suggestion: str) -> Verdict:
    """Denied where a decision stands only with its reason: a rejection, and accepting what the figures reject."""
    if outcome == Outcome.REJECTED:
        return denied("Say why the delivery is rejected: the vendor has to repair it.")
    if suggestion == "reject":
        return denied("The rule of thumb says reject. Say why you accept it all the same.")
    return ALLOWED


def brought_by(user, shares: Sequence[BatchShare]) -> set[int]:
    """Those of the shares that this person brought themselves; one look for who never sent a file of labels."""
    if not shares or not ImportRun.objects.filter(kind=ImportKind.LABELS).sent_by(user).exists():
        return set()
    return {share.pk for share in shares if _brought(share, user)}


def _brought(share: BatchShare, user) -> bool:
    """Are there labels from files in the share, and did this person ever send a file with labels of its batch?

    Whoever sends such a file brings it: new or known, under which order, and in which form does not matter.
    """
    sent = ImportRun.objects.filter(kind=ImportKind.LABELS, batches=share.batch_id).sent_by(user)
    return sent.exists() and Annotation.objects.filter(batch=share.batch_id, share=share).exists()


def _judges(user, program) -> bool:
    return user.has_perm(permissions.JUDGE_QUALITY) or user.has_perm(permissions.JUDGE_QUALITY, program)
