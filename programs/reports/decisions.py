"""Decisions as the program page shows them, and what waits for who must decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.urls import reverse

from dataops.accounts.models import User
from dataops.web.templatetags.formats import day
from dataops.work.needs import Need, Urgency
from programs.models import Decision, Program

SHOWN = 5
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Decisions:
    shown: Sequence[Decision]
    waiting: int


def decisions_of(program: Program) -> Decisions:
    """All that are open, and as many of the decided as fit."""
    found = list(program.decisions.select_related("decider").newest_first())
    waiting = sum(decision.is_open for decision in found)
    return Decisions(found[: max(SHOWN, waiting)], waiting)


def decision_needs(user: User, *, at: datetime) -> Iterator[Need]:
    """What this person must decide by some day."""
    if user.vendor_id is not None:
        return
    mine = Decision.objects.visible_to(user).proposed().filter(decider=user, needed_by__isnull=False)
    for decision in mine.select_related("program").order_by("needed_by", "pk"):
        yield _need(decision, at)


def _need(decision: Decision, at: datetime) -> Need:
    on, due = at.date(), decision.needed_by
    assert due is not None
    is_late = due < on
    soon = Urgency.DUE if due <= on + SOON else Urgency.WAITING
    return Need(
        urgency=Urgency.LATE if is_late else soon,
        title=f"Decide: {decision.question}",
        why=f"It {'was' if is_late else 'is'} needed by {day(due, on)}. {' or '.join(decision.option_list)}.",
        url=reverse("programs:decision-decide", args=[decision.program.code, decision.pk]),
        action="Decide",
        meta=(decision.program.code, decision.program.name),
        since=datetime.combine(due, time(), tzinfo=at.tzinfo) if is_late else None,
        tone="bad" if is_late else "warn" if soon == Urgency.DUE else "info",
    )
