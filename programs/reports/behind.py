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
Values = tuple[object, ...]


@dataclass(frozen=True)
class Row:
    """`cells` are read on the page; `values` say the same in a file, unrounded."""

    name: str
    code: str
    url: str
    cells: Cells
    values: Values


@dataclass(frozen=True)
class Behind:
    """A table whose rows add up to one figure, and the columns of its file."""

    title: str
    head: Cells
    columns: Cells
    rows: Sequence[Row]


@dataclass(frozen=True)
class OfPrograms:
    """A figure of programs: those that count towards it, and what each brings."""

    title: str
    head: Cells
    counts: Callable[[ProgramLine], bool]
    cells: Callable[[ProgramLine], Cells]
    columns: Cells
    values: Callable[[ProgramLine], Values]


def _has_acceptance(line: ProgramLine) -> bool:
    found = line.measures.get("acceptance")
    return bool(found and found.denominator)


def _acceptance(line: ProgramLine) -> Cells:
    found = line.measures["acceptance"]
    between = f"{share(found.low, 1)} to {share(found.high, 1)}" if found.low is not None else found.reason
    return share(found.value, 1), between, number(found.numerator), number(found.denominator)


def _acceptance_values(line: ProgramLine) -> Values:
    found = line.measures["acceptance"]
    return found.value, found.low, found.high, found.numerator, found.denominator


def _unit_cost(line: ProgramLine) -> Cells:
    paid, accepted = line.money, line.progress.accepted
    each = average_price(paid.spent / accepted, paid.currency)
    return each, money(paid.spent, paid.currency), number(accepted)


def _unit_cost_values(line: ProgramLine) -> Values:
    paid, accepted = line.money, line.progress.accepted
    return paid.spent / accepted, paid.spent, accepted, paid.currency


def _budget(line: ProgramLine) -> Cells:
    paid = line.money
    amounts = (money(amount, paid.currency) for amount in (paid.ends, paid.budget, paid.spent))
    return *amounts, signed_share(paid.over_share)


def _budget_values(line: ProgramLine) -> Values:
    paid = line.money
    return paid.ends, paid.budget, paid.spent, paid.over_share, paid.currency


OF_PROGRAMS = {
    "acceptance": OfPrograms(
        "Accepted of delivered units",
        ("Accepted", "95% interval", "Units accepted", "Units decided"),
        _has_acceptance,
        _acceptance,
        ("Accepted share", "Low", "High", "Units accepted", "Units decided"),
        _acceptance_values,
    ),
    "unit_cost": OfPrograms(
        "Cost per accepted unit",
        ("Cost of one", "Spent", "Units accepted"),
        lambda line: bool(line.money and line.money.spent and line.progress.accepted),
        _unit_cost,
        ("Cost of one", "Spent", "Units accepted", "Currency"),
        _unit_cost_values,
    ),
    "budget": OfPrograms(
        "Cost at completion",
        ("Ends at", "Budget", "Spent", "Against budget"),
        lambda line: bool(line.money and line.money.budget and line.money.ends is not None),
        _budget,
        ("Ends at", "Budget", "Spent", "Share over budget", "Currency"),
        _budget_values,
    ),
}
REQUESTS = {
    "turnaround": (
        "Request to decision, last 13 weeks",
        ("State", "Sent", "Decided", "It took"),
        ("State", "Sent (UTC)", "Decided (UTC)", "Hours taken"),
    ),
    "backlog": (
        "Requests waiting",
        ("Sent", "Waits since", "Needed by"),
        ("Sent (UTC)", "Days waiting", "Needed by"),
    ),
}


def behind(key: str, lines: Iterable[ProgramLine], *, user: User, at: datetime) -> Behind | None:
    """The rows of one figure; None for a figure that is on a page of its own, or is none."""
    if key in OF_PROGRAMS:
        asked = OF_PROGRAMS[key]
        rows = [_of(line, asked) for line in lines if asked.counts(line)]
        return Behind(asked.title, asked.head, asked.columns, rows)
    if key not in REQUESTS:
        return None
    seen = set(DataRequest.objects.visible_to(user).values_list("pk", flat=True))
    if key == "turnaround":
        decided = DataRequest.objects.filter(decided_at__gt=at - QUARTER, submitted_at__isnull=False)
        rows = [_decided(request, seen) for request in decided.order_by("-decided_at", "pk")]
    else:
        waiting = DataRequest.objects.waiting_for_triage().order_by("submitted_at", "pk")
        rows = [_waiting(request, seen, at) for request in waiting]
    return Behind(*REQUESTS[key], rows)


def _of(line: ProgramLine, asked: OfPrograms) -> Row:
    program = line.program
    url = reverse("programs:program-detail", args=[program.code])
    return Row(program.name, program.code, url, asked.cells(line), asked.values(line))


def _decided(request: DataRequest, seen: set[int]) -> Row:
    seconds, state = request.waited(at=request.decided_at).total_seconds(), request.get_state_display()
    cells = (state, moment(request.submitted_at), moment(request.decided_at), duration(seconds))
    values = (state, request.submitted_at, request.decided_at, round(seconds / 3600, 2))
    return _request(request, seen, cells, values)


def _waiting(request: DataRequest, seen: set[int], at: datetime) -> Row:
    age = duration(request.waited(at=at).total_seconds())
    values = (request.submitted_at, request.days_waited(at=at), request.needed_by)
    return _request(request, seen, (moment(request.submitted_at), age, day(request.needed_by)), values)


def _request(request: DataRequest, seen: set[int], cells: Cells, values: Values) -> Row:
    """A leader counts every request; the words of one are read by who may open it."""
    url = reverse("programs:request-detail", args=[request.number]) if request.pk in seen else ""
    return Row(request.title or request.number, request.number, url, cells, values)
