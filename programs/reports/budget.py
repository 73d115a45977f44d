"""The money of one program: what was set aside, bound, owed and paid by category, and what was earned for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from dataops.web.templatetags.formats import money
from programs import sockets
from programs.choices import BudgetCategory, Dimension, Rag
from programs.models import BudgetLine, Program
from programs.reports.line import ProgramLine, line_of
from programs.rules.earned import EarnedValue, Point, Tolerance, planned_share
from programs.rules.status import Standing, Status
from programs.sockets import Bill

ZERO = Decimal(0)
SEVERAL_MONEYS = "Orders are paid in {}, which do not add up to one sum with {}."
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class CategoryRow:
    """`committed` is ordered and not accepted, `accrued` accepted and not invoiced, `invoiced` billed to us."""

    category: str
    label: str
    planned: Decimal
    committed: Decimal
    accrued: Decimal
    invoiced: Decimal

    @property
    def spent(self) -> Decimal:
        return self.accrued + self.invoiced

    @property
    def remaining(self) -> Decimal:
        return self.planned - self.committed - self.spent

    @property
    def spent_percent(self) -> float | None:
        return float(100 * self.spent / self.planned) if self.planned else None

    @property
    def bound_percent(self) -> float | None:
        return float(100 * (self.spent + self.committed) / self.planned) if self.planned else None

    @property
    def tone(self) -> str:
        return "bad" if self.remaining < 0 else ""


@dataclass(frozen=True)
class Moment:
    """Planned, earned and actual, all that had come by the end of one day."""

    on: date
    pv: Decimal
    ev: Decimal
    ac: Decimal


@dataclass(frozen=True)
class BudgetPage:
    line: ProgramLine
    lines: Sequence[BudgetLine]
    rows: Sequence[CategoryRow]
    total: CategoryRow
    earned: EarnedValue
    moments: Sequence[Moment]
    tolerance: Tolerance
    bills: Sequence[Bill]
    work_category: str

    @property
    def standing(self) -> Standing | Status:
        """Of its cost, as every other page says it; of the program while no rule applies to it."""
        found = (one for one in self.line.status.standings if one.dimension == Dimension.COST)
        return next(found, self.line.status)

    @property
    def bound_over(self) -> Decimal:
        """What is spent and ordered beyond the budget."""
        return max(ZERO, -self.total.remaining) if self.earned.bac else ZERO

    @property
    def reason(self) -> str:
        """Why its cost stands so or cannot be judged, and what is bound beyond the budget."""
        unknown = self.earned.why if self.standing.key == Rag.NO_DATA else ""
        parts = [unknown or self.standing.reason]
        if self.bound_over:
            over = money(self.bound_over, self.line.program.currency)
            parts.append(f"What is spent and ordered is {over} more than was set aside.")
        return " ".join(parts)


def budget_of(program: Program, *, on: date) -> BudgetPage:
    line = line_of(program.pk, on=on)
    lines, bills = list(program.budget_lines.order_by("category", "pk")), sockets.bills_of(program)
    costs = list(
        program.costs.filter(spent_on__lte=on)
        .values_list("category", "spent_on")
        .annotate(amount=Sum("amount"))
        .order_by("spent_on", "category")
    )
    why = _several_moneys(program, bills)
    work = (
        BudgetCategory.VENDOR
        if any(one.category == BudgetCategory.VENDOR for one in lines)
        else BudgetCategory.LABELING
    )
    rows = _rows(lines, _countable(program, bills, why), costs, work)
    bac = sum((one.amount for one in lines), ZERO)
    points = plan_points(program)
    earned = EarnedValue(
        bac=bac,
        planned=program.units_planned,
        accepted=line.progress.accepted,
        planned_share=planned_share(points, on=on),
        ac=None if why else sum((row.spent for row in rows), ZERO),
        why_no_ac=why,
        is_over=line.is_over,
    )
    kept = getattr(program, "budget_tolerance", None)
    return BudgetPage(
        line=line,
        lines=lines,
        rows=rows,
        total=_total(rows),
        earned=earned,
        moments=[] if why or not bac else _moments(line, bac, points, bills, costs),
        tolerance=Tolerance(kept.amber, kept.red) if kept else Tolerance(),
        bills=bills,
        work_category=work.label,
    )


def plan_points(program: Program) -> list[Point]:
    """The first promises: from the start over each milestone's units to all of them on the due date."""
    standing = program.milestones.standing().filter(units__gt=0, units__lte=program.units_planned)
    points = [(program.starts_on - timedelta(days=1), ZERO)]
    for promised_on, units in standing.order_by("baseline_on", "units").values_list("baseline_on", "units"):
        reached = max(points[-1][1], Decimal(units) / program.units_planned)
        if promised_on > points[-1][0]:
            points.append((promised_on, reached))
    if points[-1][1] < 1:
        points.append((max(program.due_on, points[-1][0] + timedelta(days=1)), Decimal(1)))
    return points


def _several_moneys(program: Program, bills: Sequence[Bill]) -> str:
    others = sorted({bill.currency for bill in bills if bill.by_day} - {program.currency})
    return SEVERAL_MONEYS.format(" and ".join(others), program.currency) if others else ""


def _countable(program: Program, bills: Sequence[Bill], why: str) -> list[Bill]:
    """What orders in the program's own money bind, and have cost where all was paid in it."""
    own = [bill for bill in bills if bill.currency == program.currency]
    return [replace(bill, by_day={}, invoiced=ZERO) for bill in own] if why else own


def _rows(
    lines: Sequence[BudgetLine], bills: Sequence[Bill], costs: Sequence[tuple], work: str
) -> list[CategoryRow]:
    """Those that hold something, in the order of the categories."""
    planned: dict[str, Decimal] = defaultdict(Decimal)
    invoiced: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        planned[line.category] += line.amount
    for category, _, amount in costs:
        invoiced[category] += amount
    committed, accrued, billed = (
        sum((getattr(one, name) for one in bills), ZERO) for name in ("committed", "accrued", "invoiced")
    )
    invoiced[work] += billed
    rows = [
        CategoryRow(
            category.value,
            category.label,
            planned[category],
            committed if category == work else ZERO,
            accrued if category == work else ZERO,
            invoiced[category],
        )
        for category in BudgetCategory
    ]
    return [row for row in rows if row.planned or row.committed or row.spent]


def _total(rows: Sequence[CategoryRow]) -> CategoryRow:
    sums = [
        sum((getattr(row, name) for row in rows), ZERO)
        for name in ("planned", "committed", "accrued", "invoiced")
    ]
    return CategoryRow("", "Together", *sums)


def _moments(
    line: ProgramLine, bac: Decimal, points: Sequence[Point], bills: Sequence[Bill], costs: Sequence[tuple]
) -> list[Moment]:
    """Each week from the start to today."""
    spent: dict[date, Decimal] = defaultdict(Decimal)
    for on, amount in [(on, amount) for bill in bills for on, amount in bill.by_day.items()]:
        spent[on] += amount
    for _, on, amount in costs:
        spent[on] += amount
    first, found = min([line.program.starts_on, *line.by_day, *spent, line.on]), []
    on = first
    while True:
        units = sum(count for day, count in line.by_day.items() if day <= on)
        actual = sum((amount for day, amount in spent.items() if day <= on), ZERO)
        ev = bac * min(units, line.program.units_planned) / line.program.units_planned
        found.append(Moment(on, bac * planned_share(points, on=on), ev, actual))
        if on >= line.on:
            return found
        on = min(on + WEEK, line.on)


EXPORTED = ("Category", "Set aside", "Committed", "Accrued", "Invoiced", "Remaining", "Currency")


def exported_rows(page: BudgetPage) -> Iterator[tuple[object, ...]]:
    for row in [*page.rows, page.total]:
        money = (row.planned, row.committed, row.accrued, row.invoiced, row.remaining)
        yield (row.label, *money, page.line.program.currency)
