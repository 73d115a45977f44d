"""Whether data may go to a vendor, and who may say so."""

from __future__ import annotations

from datetime import date

from compliance.choices import ClearanceState
from compliance.models import Clearance
from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import Sensitivity
from programs.models import Program
from vendors.models import Vendor

NEEDS_AGREEMENT = {Sensitivity.PERSONAL, Sensitivity.SPECIAL}

# The same as `may_receive_data`, for queries that cannot wait for a second one; a test holds both together.
# Give it SQL for the program's key, the vendor's key and the day.
MAY_RECEIVE = """
exists (select 1 from compliance_clearance c
        where c.program_id = {program} and c.state = 'granted'
          and (c.sensitivity not in ('personal', 'special')
               or exists (select 1 from accounts_organisation o where o.id = {vendor} and o.kind = 'team')
               or exists (select 1 from compliance_dataagreement a
                          where a.vendor_id = {vendor} and a.kind = 'data_processing'
                            and a.signed_on <= {on} and a.ends_on >= {on})))
"""


def may_receive_data(vendor: Vendor, program: Program, *, on: date) -> Verdict:
    """May the vendor be handed this program's data on this day?"""
    clearance = Clearance.objects.filter(program=program).first()
    return gate(vendor, program, clearance, on=on)


def gate(vendor: Vendor, program: Program, clearance: Clearance | None, *, on: date) -> Verdict:
    """The same for a clearance that is at hand; agreements may be prefetched."""
    if not (verdict := is_cleared(program, clearance)):
        return verdict
    if clearance is None or vendor.is_internal or clearance.sensitivity not in NEEDS_AGREEMENT:
        return ALLOWED
    if any(paper.covers_processing(on=on) for paper in vendor.data_agreements.all()):
        return ALLOWED
    kind = clearance.get_sensitivity_display().lower()
    return denied(f"{vendor.name} has no data processing agreement in force on {on}, and this is {kind}.")


def is_cleared(program: Program, clearance: Clearance | None) -> Verdict:
    """Has compliance said yes to this program's data?"""
    if clearance is None:
        return denied(f"{program.code} has no clearance. Its manager has to request one from compliance.")
    if clearance.state == ClearanceState.REQUESTED:
        return denied(f"The clearance of {program.code} still waits for compliance.")
    if clearance.state == ClearanceState.DECLINED:
        return denied(f"Compliance declined {program.code}: {clearance.decision_reason}")
    if clearance.state == ClearanceState.REVOKED:
        return denied(f"Compliance stopped the data of {program.code}: {clearance.decision_reason}")
    return ALLOWED


def can_decide(clearance: Clearance, *, actor) -> Verdict:
    """Nobody decides on their own request, and no request is decided twice."""
    if clearance.state != ClearanceState.REQUESTED:
        return denied(_said(clearance))
    if actor is not None and clearance.requested_by_id == actor.pk:
        return denied("You asked for this clearance yourself. Somebody else has to decide.")
    return ALLOWED


def can_revoke(clearance: Clearance, *, actor) -> Verdict:
    """What was granted can be stopped; who asked for it leaves that to somebody else, as with the decision."""
    if clearance.state == ClearanceState.REQUESTED:
        return denied("Nothing is granted, so nothing is handed out.")
    if clearance.state != ClearanceState.GRANTED:
        return denied(f"{_said(clearance)} Nothing is handed out.")
    if actor is not None and clearance.requested_by_id == actor.pk:
        return denied("You asked for this clearance yourself. Somebody else has to stop it.")
    return ALLOWED


def _said(clearance: Clearance) -> str:
    who = clearance.decided_by.name if clearance.decided_by else "Compliance"
    return f"{who} {clearance.get_state_display().lower()} this clearance already."
