"""The RAID log as pages show it: what is open on a program, the map of risks, and what waits for its owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, QuerySet
from django.urls import reverse

from dataops.accounts.models import User
from dataops.web.templatetags.formats import day
from dataops.work.needs import Need, Urgency
from programs.choices import RaidKind, Treatment
from programs.models import Program, RaidItem
from programs.models.raid import LEAST, MOST, level_of

SHOWN = 5
WORDS = {5: "5 likely", 1: "1 rare"}


@dataclass(frozen=True)
class OpenRaid:
    """What a program's page says: its heaviest risks, and how much else is open."""

    risks: Sequence[RaidItem]
    count: int
    others: str


@dataclass(frozen=True)
class Cell:
    count: int
    level: int
    word: str
    url: str


@dataclass(frozen=True)
class HeatRow:
    label: str
    cells: tuple[Cell, ...]


def open_of(program: Program) -> OpenRaid:
    entries = list(
        program.raid.open().with_trend().select_related("owner").order_by("-score", "raised_on", "pk")
    )
    risks = [entry for entry in entries if entry.is_risk]
    others = [
        _counted(sum(entry.kind == kind for entry in entries), kind)
        for kind in RaidKind
        if kind != RaidKind.RISK
    ]
    return OpenRaid(risks[:SHOWN], len(risks), ", ".join(filter(None, others)))


def heat_of(programs: QuerySet[Program]) -> list[HeatRow]:
    """Open risks by likelihood, worst on top, and impact; each cell leads to its risks."""
    open_risks = RaidItem.objects.filter(program__in=programs).open().risks()
    counted = open_risks.order_by().values_list("likelihood", "impact").annotate(n=Count("pk"))
    counts = {(likelihood, impact): n for likelihood, impact, n in counted}
    scale = range(LEAST, MOST + 1)
    return [
        HeatRow(WORDS.get(row, str(row)), tuple(_cell(row, column, counts) for column in scale))
        for row in reversed(scale)
    ]


def raid_needs(user: User, *, at: datetime) -> Iterator[Need]:
    """For the owner: what is to be looked at again, and what has to be there within a week."""
    if user.vendor_id is not None:
        return
    on = at.date()
    mine = RaidItem.objects.visible_to(user).filter(owner=user, program__in=Program.objects.running())
    mine = mine.select_related("program")
    waiting = (mine.to_review(on=on) | mine.needed_soon(on=on)).order_by("pk")
    for item in waiting:
        yield _needed(item, at) if _is_needed(item, at) else _to_review(item, at)


def _cell(likelihood: int, impact: int, counts: dict[tuple[int, int], int]) -> Cell:
    level = level_of(likelihood * impact)
    where = f"?kind=risk&state=open&likelihood={likelihood}&impact={impact}"
    return Cell(
        counts.get((likelihood, impact), 0), level.value, level.label, reverse("programs:raid-list") + where
    )


def _counted(count: int, kind: RaidKind) -> str:
    many = "dependencies" if kind == RaidKind.DEPENDENCY else f"{kind.value}s"
    return f"{count} {kind.value if count == 1 else many}" if count else ""


def _is_needed(item: RaidItem, at: datetime) -> bool:
    return (
        item.kind == RaidKind.DEPENDENCY and item.need_by is not None and (item.need_by - at.date()).days <= 7
    )


def _needed(item: RaidItem, at: datetime) -> Need:
    assert item.need_by is not None
    on, is_late = at.date(), item.need_by < at.date()
    hangs = f" {item.milestone} hangs on it." if item.milestone_id else ""
    return Need(
        urgency=Urgency.LATE if is_late else Urgency.DUE,
        title=item.statement,
        why=f"{item.get_direction_display()}: {item.counterparty}, by {day(item.need_by, on)}.{hangs}",
        url=_page(item),
        action="Open it",
        meta=(item.program.code, "Dependency"),
        since=_morning(item.need_by, at) if is_late else None,
        tone="bad" if is_late else "warn",
    )


def _to_review(item: RaidItem, at: datetime) -> Need:
    on = at.date()
    accepted = item.treatment == Treatment.ACCEPT and item.accepted_until and item.accepted_until < on
    due = item.accepted_until if accepted else item.review_on
    assert due is not None
    score = f" It stands at {item.likelihood} × {item.impact}." if item.is_risk else ""
    why = f"It was accepted until {day(due, on)}." if accepted else f"Its review was due {day(due, on)}."
    return Need(
        urgency=Urgency.LATE if due < on else Urgency.DUE,
        title=f"Review the {item.get_kind_display().lower()}: {item.statement}",
        why=why + score,
        url=reverse("programs:raid-review", args=[item.program.code, item.pk]),
        action="Review",
        meta=(item.program.code, item.program.name),
        since=_morning(due, at) if due < on else None,
        tone="warn",
    )


def _morning(due, at: datetime) -> datetime:
    return datetime.combine(due, time(), tzinfo=at.tzinfo)


def _page(item: RaidItem) -> str:
    return reverse("programs:raid-detail", args=[item.program.code, item.pk])
