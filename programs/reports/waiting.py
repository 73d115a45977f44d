"""What waits for somebody's word in the programs one looks at: asks, decisions needed, changes to approve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from programs.choices import ChangeState
from programs.models import Ask, ChangeRequest, Decision

SHOWN = 8


@dataclass(frozen=True)
class Waiting:
    """One thing to which somebody has to say something."""

    title: str
    url: str
    code: str
    who: str
    by: date | None
    word: str


def waiting_in(program_ids: Sequence[int]) -> list[Waiting]:
    """Those with a day first, soonest first."""
    asks = Ask.objects.filter(program__in=program_ids).open().select_related("program", "owner")
    decisions = Decision.objects.filter(program__in=program_ids).proposed()
    decisions = decisions.select_related("program", "decider")
    changes = ChangeRequest.objects.filter(program__in=program_ids, state=ChangeState.WAITING)
    found = [_ask(row) for row in asks.order_by("needed_by", "pk")]
    found += [_decision(row) for row in decisions.order_by("needed_by", "pk")]
    found += [_change(row) for row in changes.select_related("program", "requested_by").order_by("pk")]
    return sorted(found, key=lambda one: (one.by is None, one.by or date.max))


def _ask(row: Ask) -> Waiting:
    url = reverse("programs:ask-detail", args=[row.program.code, row.pk])
    return Waiting(row.what, url, row.program.code, f"asked of {row.owner.name}", row.needed_by, "Ask")


def _decision(row: Decision) -> Waiting:
    url = reverse("programs:decision-detail", args=[row.program.code, row.pk])
    return Waiting(
        row.question, url, row.program.code, f"{row.decider.name} decides", row.needed_by, "Decision"
    )


def _change(row: ChangeRequest) -> Waiting:
    url = reverse("programs:change-detail", args=[row.program.code, row.pk])
    return Waiting(row.title, url, row.program.code, f"asked by {row.requested_by.name}", None, "Change")
