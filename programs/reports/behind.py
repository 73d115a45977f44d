"""The rows behind a leadership figure: what was added up, one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dataops.accounts.models import User
from dataops.web.templatetags.formats import (
    average_price,
    day,
    duration,
    moment,
    money,
    number,
    share,
    signed_share,
)
from programs.models import DataRequest
from programs.reports.leadership import QUARTER
from programs.reports.line import ProgramLine

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    name: str
    code: str
    url: str
    cells: Cells


@dataclass(frozen=True)
class Behind:
    """A table whose rows add up to one figure."""

    title: str
    head: Cells
    rows: Sequence[Row]


@dataclass(frozen=True)
class OfPrograms:
    """A figure of programs: those that count towards it, and what each brings."""

    title: str
    head: Cells
    counts: Callable[[ProgramLine], bool]
    cells: Callable[[ProgramLine], Cells]


def _has_acceptance(line: ProgramLine) -> bool:
    found = line.measures.get("acceptance")
    return bool(found and found.denominator)


def _acceptance(line: ProgramLine) -> Cells:
    found = line.measures["acceptance"]
    between = f"{share(found.low, 1)} to {share(found.high, 1)}" if found.low is not None else found.reason
    return share(found.value, 1), between, number(found.numerator), number(found.denominator)


def _unit_cost(line: ProgramLine) -> Cells:
    paid, accepted = line.money, line.progress.accepted
    each = average_price(paid.spent / accepted, paid.currency)
    return each, money(paid.spent, paid.currency), number(accepted)


def _budget(line: ProgramLine) -> Cells:
    paid = line.money
    amounts = (money(amount, paid.currency) for amount in (paid.ends, paid.budget, paid.spent))
    return *amounts, signed_share(paid.over_share)


OF_PROGRAMS = {
    "acceptance": OfPrograms(
        "Accepted of delivered units", ("Accepted", "95% interval", "Units accepted", "Units decided"), _has_acceptance, _acceptance
    ),
    "unit_cost": OfPrograms(
        "Cost per accepted unit",
        ("Cost of one", "Spent", "Units accepted"),
        lambda line: bool(line.money and line.money.spent and line.progress.accepted),
        _unit_cost,
    ),
    "budget": OfPrograms(
        "Cost at completion",
        ("Ends at", "Budget", "Spent", "Against budget"),
        lambda line: bool(line.money and line.money.budget and line.money.ends is not None),
        _budget,
    ),
}  # fmt: skip


def behind(key: str, lines: Iterable[ProgramLine], *, user: User, at: datetime) -> Behind | None:
    """The rows of one figure; None for a figure that is on a page of its own, or is none."""
    if key in OF_PROGRAMS:
        asked = OF_PROGRAMS[key]
        return Behind(asked.title, asked.head, [_of(line, asked) for line in lines if asked.counts(line)])
    seen = set(DataRequest.objects.visible_to(user).values_list("pk", flat=True))
    if key == "turnaround":
        decided = DataRequest.objects.filter(decided_at__gt=at - QUARTER, submitted_at__isnull=False)
        rows = [_decided(request, seen) for request in decided.order_by("-decided_at", "pk")]
        return Behind("Request to decision, last 13 weeks", ("State", "Sent", "Decided", "It took"), rows)
    if key == "backlog":
        waiting = DataRequest.objects.waiting_for_triage().order_by("submitted_at", "pk")
        rows = [_waiting(request, seen, at) for request in waiting]
        return Behind("Requests waiting", ("Sent", "Waits since", "Needed by"), rows)
    return None


def _of(line: ProgramLine, asked: OfPrograms) -> Row:
    url = reverse("programs:program-detail", args=[line.program.code])
    return Row(line.program.name, line.program.code, url, asked.cells(line))


def _decided(request: DataRequest, seen: set[int]) -> Row:
    took = duration(request.waited(at=request.decided_at).total_seconds())
    cells = (request.get_state_display(), moment(request.submitted_at), moment(request.decided_at), took)
    return _request(request, seen, cells)


def _waiting(request: DataRequest, seen: set[int], at: datetime) -> Row:
    age = duration(request.waited(at=at).total_seconds())
    return _request(request, seen, (moment(request.submitted_at), age, day(request.needed_by)))


def _request(request: DataRequest, seen: set[int], cells: Cells) -> Row:
    """A leader counts every request; the words of one are read by who may open it."""
    url = reverse("programs:request-detail", args=[request.number]) if request.pk in seen else ""
    return Row(request.title or request.number, request.number, url, cells)
