"""What an entry of the RAID log has to say before it can stand."""

from __future__ import annotations

from dataops.accounts.models import User
from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import RaidKind, Treatment
from programs.models import Program, RaidItem

COMMON = ("statement", "category", "owner", "next_step", "review_on")
OF_RISKS = ("residual_likelihood", "residual_impact", "treatment", "accepted_until")
OF_DEPENDENCIES = ("direction", "counterparty", "need_by", "milestone")


def fields_of(kind: str) -> tuple[str, ...]:
    """What can be written about an entry of this kind, its score apart."""
    return COMMON + {RaidKind.RISK: OF_RISKS, RaidKind.DEPENDENCY: OF_DEPENDENCIES}.get(RaidKind(kind), ())


def can_own(program: Program, person: User) -> Verdict:
    if program.people().active().filter(pk=person.pk).exists():
        return ALLOWED
    return denied(f"{person.name} is not on {program.code}: admit them first, or name somebody who is.")


def can_stand(item: RaidItem) -> Verdict:
    """Whether what it says of itself fits together."""
    if not item.statement.strip():
        return denied("Say what it is about.")
    if item.is_risk:
        return _risk(item)
    if item.kind == RaidKind.DEPENDENCY:
        return _dependency(item)
    return ALLOWED


def can_happen(item: RaidItem) -> Verdict:
    if not item.is_risk:
        return denied("Only a risk can become an issue.")
    return can_edit(item)


def can_edit(item: RaidItem) -> Verdict:
    if not item.is_open:
        return denied(f"It is closed: {item.closed_reason}")
    return ALLOWED


def _risk(item: RaidItem) -> Verdict:
    if item.likelihood is None or item.impact is None:
        return denied("Score the risk: how likely and how bad, from 1 to 5.")
    if (item.residual_likelihood is None) != (item.residual_impact is None):
        return denied("What is left after the treatment needs both: how likely and how bad.")
    if item.treatment == Treatment.ACCEPT and item.accepted_until is None:
        return denied("Say until which day the risk is accepted: it is looked at again then.")
    if item.treatment != Treatment.ACCEPT and item.accepted_until is not None:
        return denied("Only a risk that is accepted has a day until which it is.")
    return ALLOWED


def _dependency(item: RaidItem) -> Verdict:
    if not item.counterparty.strip():
        return denied("Say who the other side is.")
    if item.need_by is None:
        return denied("Say by which day it is needed.")
    if item.milestone is not None and item.milestone.program_id != item.program_id:
        return denied("That milestone belongs to another program.")
    return ALLOWED
