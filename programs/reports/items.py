"""What a report follows from week to week: risks, issues, milestones, decisions, changes and asks, as they stood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse

from dataops.base.sight import sight_of
from dataops.web.templatetags.formats import day
from programs.choices import ChangeState, Dimension, Mark, MilestoneState, RaidCategory, RaidKind
from programs.models import Ask, ChangeRequest, Decision, Milestone, RaidItem

Row = dict[str, Any]
Seen = Mapping[str, Sequence[Any]]
ABOUT = {
    RaidCategory.SCHEDULE: Dimension.SCHEDULE,
    RaidCategory.CAPACITY: Dimension.SCHEDULE,
    RaidCategory.VENDOR: Dimension.SCHEDULE,
    RaidCategory.TOOLING: Dimension.SCHEDULE,
    RaidCategory.MONEY: Dimension.COST,
    RaidCategory.QUALITY: Dimension.QUALITY,
    RaidCategory.DRIFT: Dimension.QUALITY,
}
HEAVIEST = 3  # open risks that are shown though nothing about them is new


def items_of(program_ids: Sequence[int], *, on: date) -> dict[int, list[Row]]:
    """Of each program what stood at the end of that day, in one query a kind."""
    found: dict[int, list[Row]] = {pk: [] for pk in program_ids}
    for read in (_asks, _raid, _milestones, _decisions, _changes):
        for pk, row in read(program_ids, on):
            found[pk].append(row)
    return found


def seen_in(items: Iterable[Row]) -> dict[str, list[Any]]:
    """What the next report has to know to say what is new: a fingerprint, and whether it was open."""
    return {row["key"]: [row["print"], row["is_open"]] for row in items}


def marked(items: Sequence[Row], before: Seen | None) -> list[Row]:
    """Those a reader looks at, each with what became of it; without a report before nothing is marked."""
    heavy = sorted((row for row in items if row["weight"]), key=lambda row: -row["weight"])[:HEAVIEST]
    told = []
    for row in items:
        mark = "" if before is None else mark_of(row, before.get(row["key"]))
        if mark or (row["is_open"] and (row["kind"] != "risk" or row in heavy)):
            told.append(row | {"mark": mark})
    return told


def mark_of(row: Row, seen: Sequence[Any] | None) -> str:
    if seen is None:
        return Mark.NEW if row["is_open"] else Mark.CLOSED
    fingerprint, was_open = seen
    if was_open and not row["is_open"]:
        return Mark.CLOSED
    if row["is_open"] and not was_open:
        return Mark.REOPENED
    return Mark.UPDATED if row["is_open"] and fingerprint != row["print"] else ""


def item(
    kind: str,
    row: models.Model,
    title: str,
    *,
    is_open: bool,
    owner: str,
    due_on: date | None,
    note: str,
    url: str,
    facts: Sequence[object],
    weight: int = 0,
) -> Row:
    """One line, as plain data; `facts` are what makes it another one when they change."""
    return {
        "key": f"{row._meta.model_name}:{row.pk}",
        "kind": kind,
        "title": title,
        "is_open": is_open,
        "owner": owner,
        "due_on": due_on.isoformat() if due_on else None,
        "note": note,
        "url": url,
        "weight": weight if is_open else 0,
        "print": sight_of(title, owner, due_on, *facts),
    }


Found = Iterator[tuple[int, Row]]
Reading = Callable[[Sequence[int], date], Found]


def _asks(ids: Sequence[int], on: date) -> Found:
    rows = Ask.objects.filter(program__in=ids, asked_on__lte=on).select_related("owner", "program")
    for row in rows.order_by("program_id", "needed_by", "pk"):
        is_open = row.is_open or (row.closed_on is not None and row.closed_on > on)
        yield (
            row.program_id,
            item(
                "ask",
                row,
                row.what,
                is_open=is_open,
                owner=row.owner.name,
                due_on=row.needed_by,
                note=row.recommendation if is_open else f"{row.get_state_display()}. {row.answer}",
                url=reverse("programs:ask-detail", args=[row.program.code, row.pk]),
                facts=(row.recommendation, row.dimension),
            )
            | {"dimension": row.dimension},
        )


def _raid(ids: Sequence[int], on: date) -> Found:
    rows = RaidItem.objects.filter(program__in=ids, raised_on__lte=on).select_related("owner", "program")
    for row in rows.order_by("program_id", "pk"):
        is_open = row.is_open or (row.closed_on is not None and row.closed_on > on)
        score = row.likelihood * row.impact if row.is_risk else 0  # type: ignore[operator]
        note = row.next_step
        facts = (row.kind, row.category, row.next_step, row.likelihood, row.impact, row.treatment)
        more = (row.review_on, row.accepted_until, row.counterparty)
        kind = "risk" if row.is_risk else "issue" if row.kind == RaidKind.ISSUE else "other"
        yield (
            row.program_id,
            item(
                kind,
                row,
                row.statement,
                is_open=is_open,
                owner=row.owner.name,
                due_on=row.need_by or row.review_on,
                note=note if is_open else row.closed_reason,
                url=reverse("programs:raid-detail", args=[row.program.code, row.pk]),
                facts=facts + more,
                weight=score,
            )
            | {"dimension": ABOUT.get(RaidCategory(row.category), Dimension.RISK).value},
        )


def _milestones(ids: Sequence[int], on: date) -> Found:
    rows = Milestone.objects.filter(program__in=ids).select_related("program__manager")
    for row in rows.order_by("program_id", "due_on", "pk"):
        was_done = row.done_on is not None and row.done_on <= on
        is_open = row.state == MilestoneState.PLANNED or (row.done_on is not None and not was_done)
        yield (
            row.program_id,
            item(
                "milestone",
                row,
                row.name,
                is_open=is_open,
                owner=row.program.manager.name,
                due_on=row.due_on,
                note=_of_milestone(row, is_open=is_open, on=on),
                url=reverse("programs:program-detail", args=[row.program.code]) + "#plan",
                facts=(row.units, row.gate),
            ),
        )


def _of_milestone(row: Milestone, *, is_open: bool, on: date) -> str:
    if not is_open:
        return f"Done {day(row.done_on, on)}." if row.done_on else "Dropped."
    if row.due_on < on:
        return "Overdue."
    return f"First promised for {day(row.baseline_on, on)}." if row.slip_days else ""


def _decisions(ids: Sequence[int], on: date) -> Found:
    rows = Decision.objects.filter(program__in=ids).select_related("decider", "program")
    for row in rows.order_by("program_id", "pk"):
        is_open = row.is_open or (row.decided_on is not None and row.decided_on > on)
        yield (
            row.program_id,
            item(
                "decision",
                row,
                row.question,
                is_open=is_open,
                owner=row.decider.name,
                due_on=row.needed_by,
                note=" or ".join(row.option_list) + "." if is_open else f"{row.choice}. {row.reason}",
                url=reverse("programs:decision-detail", args=[row.program.code, row.pk]),
                facts=(row.options,),
            ),
        )


def _changes(ids: Sequence[int], on: date) -> Found:
    rows = ChangeRequest.objects.filter(program__in=ids, requested_on__lte=on)
    for row in (
        rows.select_related("requested_by", "program")
        .prefetch_related("moves")
        .order_by("program_id", "number")
    ):
        decided = row.state != ChangeState.WAITING
        is_open = not decided or (row.decided_at is not None and row.decided_at.date() > on)
        yield (
            row.program_id,
            item(
                "change",
                row,
                str(row),
                is_open=is_open,
                owner=row.requested_by.name,
                due_on=None,
                note=row.reason if is_open else f"{row.get_state_display()}. {row.decision_reason}".strip(),
                url=reverse("programs:change-detail", args=[row.program.code, row.pk]),
                facts=(
                    row.reason,
                    row.due_on,
                    row.units_planned,
                    row.scope_in,
                    row.scope_out,
                    *(move.due_on for move in row.moves.all()),
                ),
            ),
        )
