"""Exactly one answers for an activity."""

from __future__ import annotations

from collections.abc import Mapping

from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import Part
from programs.models import Program, Stakeholder


def can_share(program: Program, name: str, parts: Mapping[Stakeholder, Part]) -> Verdict:
    """Whether these are the program's own stakeholders and one of them, not two, is accountable."""
    if any(one.program_id != program.pk for one in parts):
        return denied("Only stakeholders of this program have a part in its activities.")
    accountable = [str(one) for one, part in parts.items() if part == Part.ACCOUNTABLE]
    if not accountable:
        return denied(f"Nobody is accountable for “{name}”: name exactly one who answers for it.")
    if len(accountable) > 1:
        names = f"{', '.join(accountable[:-1])} and {accountable[-1]}"
        return denied(f"{names} are accountable for “{name}”: exactly one answers for it, the others help.")
    return ALLOWED


def can_remove(stakeholder: Stakeholder) -> Verdict:
    held = stakeholder.parts.filter(part=Part.ACCOUNTABLE).select_related("activity").order_by("pk").first()
    if held is not None:
        return denied(f"{stakeholder} is accountable for “{held.activity}”: name somebody else there first.")
    return ALLOWED
