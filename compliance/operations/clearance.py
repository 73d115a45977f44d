from __future__ import annotations

from datetime import datetime

from django.db import transaction

from compliance import rules
from compliance.choices import ClearanceState
from compliance.models import Clearance
from compliance.reports.gates import version_of
from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_sight
from programs.choices import Sensitivity
from programs.models import Program

LOOK_AGAIN = (
    "The request or the vendors behind it changed after you opened this page. Look at it as it is now: "
    "your decision and your reason are still in the form."
)


REFUSED = {ClearanceState.DECLINED, ClearanceState.REVOKED}  # the same may be asked for again


class CannotRequestClearance(Refused):
    pass


class CannotDecideClearance(Refused):
    pass


class CannotRevokeClearance(Refused):
    pass


@transaction.atomic
def request_clearance(
    program: Program, *, sensitivity: Sensitivity, basis: str, actor: User, at: datetime
) -> Clearance:
    """Ask compliance whether the program may hand out its data. Asking the same twice changes nothing;
    asking for other data withdraws the earlier word."""
    basis = basis.strip()
    if not basis:
        raise CannotRequestClearance("Say why we may use this data: compliance decides on that.")
    asked = {"sensitivity": sensitivity, "basis": basis}
    clearance, is_new = Clearance.objects.select_for_update().get_or_create(
        program=program, defaults={**asked, "requested_by": actor, "requested_at": at}
    )
    is_same = (clearance.sensitivity, clearance.basis) == (sensitivity, basis)
    if not is_new and is_same and clearance.state not in REFUSED:
        return clearance
    if not is_new:
        _ask_again(clearance, asked, actor=actor, at=at)
    record("clearance.requested", clearance, actor=actor, sensitivity=str(sensitivity))
    return clearance


def _ask_again(clearance: Clearance, asked: dict[str, str], *, actor: User, at: datetime) -> None:
    clearance.sensitivity, clearance.basis = asked["sensitivity"], asked["basis"]
    clearance.state, clearance.requested_by = ClearanceState.REQUESTED, actor
    clearance.requested_at = at
    clearance.decided_by, clearance.decided_at, clearance.decision_reason = None, None, ""
    clearance.save()


@transaction.atomic
def decide_clearance(
    clearance: Clearance,
    *,
    is_granted: bool,
    reason: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Clearance:
    """Compliance's word upon the `version` it saw, never on one's own request. The same word twice changes nothing."""
    clearance = _locked(clearance)
    word = ClearanceState.GRANTED if is_granted else ClearanceState.DECLINED
    if clearance.state == word and clearance.decided_by_id == actor.pk:
        return clearance
    if not (verdict := rules.can_decide(clearance, actor=actor)):
        raise CannotDecideClearance(verdict.reason)
    if not is_granted and not reason.strip():
        raise CannotDecideClearance("Say what is missing, so that the program can repair it.")
    check_sight(clearance, version, version_of(clearance, on=at.date()), LOOK_AGAIN)
    return _say(clearance, word, reason, actor=actor, at=at)


@transaction.atomic
def revoke_clearance(
    clearance: Clearance, *, reason: str, version: int | None = None, actor: User, at: datetime
) -> Clearance:
    """Stop handing out what was granted, at once. Stopping twice changes nothing; the program may ask again."""
    clearance = _locked(clearance)
    if clearance.state == ClearanceState.REVOKED and clearance.decided_by_id == actor.pk:
        return clearance
    if not (verdict := rules.can_revoke(clearance, actor=actor)):
        raise CannotRevokeClearance(verdict.reason)
    if not reason.strip():
        raise CannotRevokeClearance("Say why no more data may be handed out: the program has to repair it.")
    check_sight(clearance, version, version_of(clearance, on=at.date()), LOOK_AGAIN)
    return _say(clearance, ClearanceState.REVOKED, reason, actor=actor, at=at)


def _locked(clearance: Clearance) -> Clearance:
    locked = Clearance.objects.select_for_update(of=("self",))
    return locked.select_related("program").get(pk=clearance.pk)


def _say(clearance: Clearance, word: ClearanceState, reason: str, *, actor: User, at: datetime) -> Clearance:
    clearance.state, clearance.decision_reason = word, reason.strip()
    clearance.decided_by, clearance.decided_at = actor, at
    clearance.save()
    record(f"clearance.{word}", clearance, actor=actor, reason=clearance.decision_reason)
    return clearance
