"""What higher apps tell this one about its programs; they plug in from their `AppConfig.ready`.

A room of its own, below reports and rules, because those read it. Other apps know it as
`programs.extensions`, where each plugs in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.db.models import Subquery

from dataops.base.registry import Registry
from dataops.base.verdicts import Verdict
from programs.models import Program

Unit = Literal["share", "coefficient", "money", "count"]
By = tuple[Literal["program", "vendor"], ...]
EACH: By = ("program", "vendor")


@dataclass(frozen=True)
class Measure:
    """One figure of one program with its uncertainty, or the reason there is none.

    `value` None means no data and `reason` says why. `url` opens the rows it was made from.
    """

    metric: str
    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    reason: str = ""
    numerator: float | None = None
    denominator: float | None = None
    unit: Unit = "share"
    url: str = ""
    measured_on: date | None = None  # where it is not a figure of the day that was asked about


@dataclass(frozen=True)
class Fact:
    """What one vendor did for one program in a stretch of days: sums that add up over programs, vendors and weeks.

    An end that is added up over is 0. `squares` are those of the sizes of what was decided as a whole; 0 where each unit was judged for itself.
    """

    program_id: int
    vendor_id: int
    metric: str
    numerator: float
    denominator: int | None
    squares: int = 0
    currency: str = ""


@dataclass(frozen=True)
class Partner:
    """Who does the work: a name, and the page about them."""

    name: str
    url: str


@dataclass(frozen=True)
class Panel:
    """Another app's part of the program page: an address that takes the program's code."""

    title: str
    url_name: str
    permission: str


@dataclass(frozen=True)
class Queue:
    """What one house still has to do for a program under its open orders, and what was accepted of it so far."""

    house: int
    slug: str
    name: str
    orders: int
    remaining: int
    due_on: date
    unit_price: Decimal  # of what remains, on average
    currency: str
    by_day: Mapping[date, int]
    url: str


@dataclass(frozen=True)
class Bill:
    """One order's money: what it still binds at its frozen price, and what was accepted under it, day by day."""

    name: str
    url: str
    currency: str
    committed: Decimal
    by_day: Mapping[date, Decimal]
    invoiced: Decimal = Decimal(0)

    @property
    def spent(self) -> Decimal:
        return sum(self.by_day.values(), Decimal(0))

    @property
    def accrued(self) -> Decimal:
        """Accepted, and on no invoice of the vendor."""
        return self.spent - self.invoiced


Measuring = Callable[..., dict[int, list[Measure]]]  # the programs' keys, and the day `on=`
Counting = Callable[..., dict[int, dict[date, int]]]  # the programs' keys, and `since=` a day or None
Queueing = Callable[[Sequence[int]], dict[int, list[Queue]]]
Billing = Callable[[Sequence[int]], dict[int, list[Bill]]]


@dataclass(frozen=True)
class Production:
    """What was ordered and what came for one program, as far as an app knows."""

    ordered_on: date | None
    delivered_on: date | None
    orders: int
    deliveries: int


@dataclass(frozen=True)
class Setting:
    """How work on a program is set up now, as the records have it, and who may open the page they are on."""

    value: Decimal
    words: str
    url: str
    permission: str


Setup = Callable[[Program], Setting | None]
overlaps: Registry[Setup] = Registry("labels an item of programs")
rosters: Registry[Setup] = Registry("people at work for programs")
Producing = Callable[[Sequence[int]], dict[int, Production]]

production: Registry[Producing] = Registry("orders and deliveries of programs")
Facts = Callable[
    ..., Iterable[Fact]
]  # the programs' keys, the days `since=` and `until=`, `by=`, `vendor_id=`
Partners = Callable[[Sequence[int]], dict[int, Partner]]

facts: Registry[Facts] = Registry("what vendors did for programs")
partners: Registry[Partners] = Registry("who works for programs")
measures: Registry[Measuring] = Registry("measures of programs")
accepted_by_day: Registry[Counting] = Registry("accepted units by day")
queues: Registry[Queueing] = Registry("open orders of programs by house")
bills: Registry[Billing] = Registry("money of a program's orders")
commitments: Registry[Callable[[date], Subquery]] = Registry(
    "what a program's orders bind at the end of a day, as an expression over programs"
)
closing_checks: Registry[Callable[[Program], Verdict]] = Registry("checks before a program is delivered")
currency_checks: Registry[Callable[[Program], Verdict]] = Registry(
    "checks before a program's currency changes"
)
panels: Registry[Panel] = Registry("panels of the program page")


def measures_of(program_ids: Sequence[int], *, on: date) -> dict[int, dict[str, Measure]]:
    """Every measure of each program, by metric; a pace is that of the days up to `on`."""
    found: dict[int, dict[str, Measure]] = {pk: {} for pk in program_ids}
    for measuring in measures:
        for pk, answered in measuring(program_ids, on=on).items():
            found[pk].update({measure.metric: measure for measure in answered})
    return found


def accepted_of(program_ids: Sequence[int], *, since: date | None = None) -> dict[int, dict[date, int]]:
    """Accepted units of each program by the day they were accepted, all sources together.

    What was accepted before `since` stands in one sum, on the day before it.
    """
    found: dict[int, dict[date, int]] = {pk: {} for pk in program_ids}
    for counting in accepted_by_day:
        for pk, days in counting(program_ids, since=since).items():
            for day, units in days.items():
                found[pk][day] = found[pk].get(day, 0) + units
    return found


def facts_of(
    program_ids: Sequence[int],
    *,
    since: date | None,
    until: date,
    by: By = EACH,
    vendor_id: int | None = None,
) -> list[Fact]:
    """What was done from the one day to the other, both included; of one vendor or of all, added up `by` its ends."""
    return [
        fact
        for gathering in facts
        for fact in gathering(program_ids, since=since, until=until, by=by, vendor_id=vendor_id)
    ]


def partners_of(vendor_ids: Sequence[int]) -> dict[int, Partner]:
    """The names and pages of those vendors."""
    return {pk: partner for naming in partners for pk, partner in naming(vendor_ids).items()}


def queues_of(program: Program) -> list[Queue]:
    """The houses that have open work for the program, by name."""
    found = [queue for queueing in queues for queue in queueing([program.pk]).get(program.pk, [])]
    return sorted(found, key=lambda queue: (queue.name, queue.house))


def bills_of(program: Program) -> list[Bill]:
    """Every order that binds or has cost something."""
    return [bill for billing in bills for bill in billing([program.pk]).get(program.pk, [])]


def setting_of(known: Registry[Setup], program: Program) -> Setting | None:
    """What the first app that knows it says."""
    return next((found for asked in known if (found := asked(program)) is not None), None)
