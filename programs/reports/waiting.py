"""What waits for somebody's word in the programs one looks at: decisions needed, changes to approve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from programs.choices import ChangeState
from programs.models import ChangeRequest, Decision

SHOWN = 8


@dataclass(frozen=True)
class Ask:
    """One thing that somebody has to say yes or no to."""

    title: str
    url: str
    code: str
    who: str
    by: date | None
    word: str


def asks_of(program_ids: Sequence[int]) -> list[Ask]:
    """Those with a day first, soonest first."""
    open_decisions = (
        Decision.objects.filter(program__in=program_ids).proposed().select_related("program", "decider")
    )
    waiting = ChangeRequest.objects.filter(program__in=program_ids, state=ChangeState.WAITING)
    found = [_decision(row) for row in open_decisions.order_by("needed_by", "pk")]
    found += [_change(row) for row in waiting.select_related("program", "requested_by").order_by("pk")]
    return sorted(found, key=lambda ask: (ask.by is None, ask.by or date.max))


def _decision(row: Decision) -> Ask:
    url = reverse("programs:decision-detail", args=[row.program.code, row.pk])
    return Ask(row.question, url, row.program.code, f"{row.decider.name} decides", row.needed_by, "Decision")


def _change(row: ChangeRequest) -> Ask:
    url = reverse("programs:change-detail", args=[row.program.code, row.number])
    return Ask(row.title, url, row.program.code, f"asked by {row.requested_by.name}", None, "Change")
