"""The rows behind a leadership figure: what was added up, one line each, under the same filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from dataops.accounts.models import User
from dataops.web.templatetags.formats import (
    average_price,
    coefficient,
    day,
    duration,
    moment,
    money,
    number,
    share,
)
from dataops.web.templatetags.formats import signed_share as signed
from programs.choices import Metric
from programs.models import DataRequest
from programs.reports.board import Board
from programs.reports.facts import FLOWS, SHARES, currency_of, measured
from programs.reports.line import ProgramLine
from programs.sockets import Fact, Measure

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


SHARE_HEADS = {
    "gold_accuracy": ("Gold accuracy", "Right", "Answers to gold", "Accuracy"),
    "acceptance": ("Accepted of delivered units", "Units accepted", "Units decided", "Accepted share"),
    "first_pass": ("First-pass yield", "Accepted at first", "Decided at first", "First-pass share"),
}
REQUESTS = {
    "turnaround": (
        "Request to decision",
        ("State", "Sent", "Decided", "It took"),
        ("State", "Sent (UTC)", "Decided (UTC)", "Hours taken"),
    ),
    "backlog": (
        "Requests waiting",
        ("Sent", "Waits since", "Needed by"),
        ("Sent (UTC)", "Days waiting", "Needed by"),
    ),
}


def behind(key: str, board: Board, *, user: User) -> Behind | None:
    """The rows of one figure; None for what is no figure of the page."""
    if key in FLOWS:
        return _flow(key, board)
    if key in STANDING:
        title, head, columns, counts, cells, values = STANDING[key]
        shown = [] if board.narrowing.vendor and key != "budget" else board.lines
        rows = [_of(line, cells(line), values(line)) for line in shown if counts(line)]
        return Behind(title, head, columns, rows)
    return _of_requests(key, board, user) if key in REQUESTS else None


def _flow(key: str, board: Board) -> Behind:
    """What every program brought: its own facts, added up as the figure is."""
    by_program: dict[int, list[Fact]] = {}
    for fact in board.facts_of(key):
        by_program.setdefault(fact.program_id, []).append(fact)
    write: Callable[[Measure, str], tuple[Cells, Values]] = _share if key in SHARES else _cost
    if key == "throughput":
        write = _units
    rows = []
    for line in board.lines:
        if facts := by_program.get(line.program.pk):
            found = measured(key, facts)
            if found.value is not None:
                rows.append(_of(line, *write(found, currency_of(facts))))
    return Behind(*_heads(key), rows)


def _heads(key: str) -> tuple[str, Cells, Cells]:
    if key in SHARES:
        title, met, of, share_of = SHARE_HEADS[key]
        return title, ("Share", "95% interval", met, of), (share_of, "Low", "High", met, of)
    if key == "throughput":
        return "Accepted in the last 7 days", ("Units accepted",), ("Units accepted",)
    heads = ("Cost of one", "Spent", "Units accepted")
    return "Cost per accepted unit", heads, (*heads, "Currency")


def _share(found: Measure, currency: str) -> tuple[Cells, Values]:
    between = f"{share(found.low, 1)} to {share(found.high, 1)}"
    cells = (share(found.value, 1), between, number(found.numerator), number(found.denominator))
    return cells, (found.value, found.low, found.high, found.numerator, found.denominator)


def _cost(found: Measure, currency: str) -> tuple[Cells, Values]:
    cells = (average_price(found.value, currency), money(found.numerator, currency), number(found.n))
    return cells, (_exact(found.value), _exact(found.numerator), found.n, currency)


def _exact(amount: float | None) -> float | None:
    """Without the dust of sums in binary; money has four decimals, a price of one some more."""
    return None if amount is None else round(amount, 6)


def _units(found: Measure, currency: str) -> tuple[Cells, Values]:
    return (number(found.numerator),), (found.numerator,)


def plain(found: Measure) -> float | None:
    """The figure of a file: a price as exactly as it is shown, to the cent, below one as prices are agreed."""
    if found.value is None or found.unit != "money":
        return found.value
    return round(found.value, 2 if abs(found.value) >= 1 else 4)


def _has(word: str) -> Callable[[ProgramLine], bool]:
    def counts(line: ProgramLine) -> bool:
        found = line.measures.get(word)
        return found is not None and found.value is not None

    return counts


def _agreement_cells(line: ProgramLine) -> Cells:
    found = line.measures[Metric.AGREEMENT]
    known = found.low is not None
    between = f"{coefficient(found.low)} to {coefficient(found.high)}" if known else found.reason
    return coefficient(found.value), between, number(found.n)


def _agreement_values(line: ProgramLine) -> Values:
    found = line.measures[Metric.AGREEMENT]
    return found.value, found.low, found.high, found.n


def _coverage_cells(line: ProgramLine) -> Cells:
    found = line.measures["progress"]
    return share(found.value, 1), number(found.numerator), number(found.denominator)


def _coverage_values(line: ProgramLine) -> Values:
    found = line.measures["progress"]
    return found.value, found.numerator, found.denominator


def _budget_cells(line: ProgramLine) -> Cells:
    paid = line.money
    amounts = (money(amount, paid.currency) for amount in (paid.ends, paid.budget, paid.spent))
    return *amounts, signed(paid.over_share)


def _budget_values(line: ProgramLine) -> Values:
    paid = line.money
    return paid.ends, paid.budget, paid.spent, paid.over_share, paid.currency


# key → title, heads of the page, heads of the file, which programs count, and what each brings to either
STANDING = {
    "agreement": (
        "Agreement (α)",
        ("α", "95% interval", "Items"),
        ("Alpha", "Low", "High", "Items"),
        _has(Metric.AGREEMENT),
        _agreement_cells,
        _agreement_values,
    ),
    "coverage": (
        "Judgements in",
        ("Share", "Judgements in", "Judgements planned"),
        ("Share", "Judgements in", "Judgements planned"),
        lambda line: bool(_has("progress")(line) and line.measures["progress"].denominator),
        _coverage_cells,
        _coverage_values,
    ),
    "budget": (
        "Cost at completion",
        ("Ends at", "Budget", "Spent", "Against budget"),
        ("Ends at", "Budget", "Spent", "Share over budget", "Currency"),
        lambda line: bool(line.money and line.money.budget and line.money.ends is not None),
        _budget_cells,
        _budget_values,
    ),
}


def _of(line: ProgramLine, cells: Cells, values: Values) -> Row:
    program = line.program
    url = reverse("programs:program-detail", args=[program.code])
    return Row(program.name, program.code, url, cells, values)


def _of_requests(key: str, board: Board, user: User) -> Behind:
    seen = set(DataRequest.objects.visible_to(user).values_list("pk", flat=True))
    narrowing, rows = board.narrowing, []
    if key == "turnaround" and not narrowing.vendor:
        decided: Iterable[DataRequest] = board.decided().order_by("-decided_at", "pk")
        rows = [_decided(request, seen) for request in decided]
    elif key == "backlog" and not (narrowing.vendor or narrowing.portfolio):
        waiting = board.requests().waiting_for_triage().order_by("submitted_at", "pk")
        rows = [_waiting(request, seen, board) for request in waiting]
    return Behind(*REQUESTS[key], rows)


def _decided(request: DataRequest, seen: set[int]) -> Row:
    seconds, state = request.waited(at=request.decided_at).total_seconds(), request.get_state_display()
    cells = (state, moment(request.submitted_at), moment(request.decided_at), duration(seconds))
    values = (state, request.submitted_at, request.decided_at, round(seconds / 3600, 2))
    return _request(request, seen, cells, values)


def _waiting(request: DataRequest, seen: set[int], board: Board) -> Row:
    age = duration(request.waited(at=board.at).total_seconds())
    values = (request.submitted_at, request.days_waited(at=board.at), request.needed_by)
    return _request(request, seen, (moment(request.submitted_at), age, day(request.needed_by)), values)


def _request(request: DataRequest, seen: set[int], cells: Cells, values: Values) -> Row:
    """A leader counts every request; the words of one are read by who may open it."""
    url = reverse("programs:request-detail", args=[request.number]) if request.pk in seen else ""
    return Row(request.title or request.number, request.number, url, cells, values)
