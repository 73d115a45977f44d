"""What requesters were quoted beside what came of it: day and cost, inside P50 and P85 or not, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.db.models import Q, QuerySet
from django.urls import reverse

from dataops.stats.calibration import calibration
from programs.choices import ProgramState
from programs.models import Estimate, Program
from programs.reports.kept import Share, done_on
from programs.reports.line import ProgramLine, lines_of

QUANTILES = (0.5, 0.85)
LATE, TO_COME = "Beyond P85", "To come"
INCOMPLETE, SHARED = "Delivered incomplete", "One of several quotes"
JOINED = "Part of a program with other work"
OTHER_MONEY = "Another currency"


@dataclass(frozen=True)
class Quoted:
    """One quote that was agreed to. `apart` says why it is listed and not counted."""

    estimate: Estimate
    program: Program
    url: str
    request_url: str
    done_on: date | None
    cost: Decimal | None
    apart: str

    @property
    def quoted_on(self) -> date:
        at = self.estimate.quoted_at or self.estimate.made_at
        return at.date()

    @property
    def date_fate(self) -> str:
        """What is listed and not done has run past its P85 day."""
        held = (
            LATE if self.done_on is None else _fate(self.done_on, self.estimate.p50_on, self.estimate.p85_on)
        )
        return self.apart or held

    @property
    def cost_fate(self) -> str:
        if self.estimate.cost_p85 is None:
            return "No cost was quoted"
        if self.apart:
            return self.apart
        if self.estimate.currency != self.program.currency:
            return OTHER_MONEY
        return _fate(self.cost, self.estimate.cost_p50, self.estimate.cost_p85)

    @property
    def has_cost(self) -> bool:
        """Whether its cost can be judged: the work is over and both amounts are of one money."""
        is_of_one = self.estimate.currency == self.program.currency
        return not self.apart and self.estimate.cost_p85 is not None and is_of_one and self.cost is not None


@dataclass(frozen=True)
class Quotes:
    rows: Sequence[Quoted]
    dates: Sequence[Share]
    costs: Sequence[Share]
    on: date

    @property
    def shares(self) -> list[Share]:
        return [*self.dates, *self.costs]


def quotes_of(programs: QuerySet[Program], *, on: date) -> Quotes:
    """Of delivered programs, and of those still running after their P85 day: left out, they would flatter."""
    over = Q(request__program__state=ProgramState.DELIVERED) | Q(p85_on__lt=on)
    agreed = Estimate.objects.agreed().filter(over, request__program__in=programs)
    found = list(agreed.select_related("request__program").order_by("-p85_on", "pk"))
    asked = {estimate.request.program_id for estimate in found}
    whole = lines_of(Program.objects.filter(pk__in=asked), on=on, with_history=True)
    lines = {line.program.pk: line for line in whole}
    together = Counter(
        Estimate.objects.agreed()
        .filter(request__program__in=asked)
        .values_list("request__program", flat=True)
    )
    rows = [_quoted(one, lines[one.request.program_id], together, on) for one in found]  # type: ignore[index]
    counted = [row for row in rows if not row.apart]
    return Quotes(rows, _dates(counted, on), _costs([row for row in counted if row.has_cost]), on)


def _quoted(estimate: Estimate, line: ProgramLine, together: Counter[int | None], on: date) -> Quoted:
    program, done = line.program, done_on(line.program, line.by_day, on)
    is_over = program.state == ProgramState.DELIVERED
    apart = SHARED if together[program.pk] > 1 else JOINED if estimate.request.has_joined else ""
    apart = apart or (INCOMPLETE if is_over and done is None else "")
    if done is None and is_over and (closing := getattr(program, "closing", None)):
        done = closing.delivered_at.date()
    spent = line.money.spent if line.money else None
    return Quoted(
        estimate,
        program,
        reverse("programs:program-detail", args=[program.code]),
        reverse("programs:request-detail", args=[estimate.request.number]),
        done,
        Decimal(str(round(spent, 2))) if is_over and spent is not None else None,
        apart,
    )


def _dates(rows: Sequence[Quoted], on: date) -> list[Share]:
    """A quote is judged once its day has come, done or not."""
    days = [
        [(day - row.quoted_on).days for day in (row.estimate.p50_on, row.estimate.p85_on)] for row in rows
    ]
    came = [_days(row, on) for row in rows]
    elapsed = [max((on - row.quoted_on).days, 0) for row in rows]
    return _shares("date", days, came, elapsed)


def _days(row: Quoted, on: date) -> float:
    if row.done_on is None:
        return float("nan")
    return float(max((min(row.done_on, on) - row.quoted_on).days, 0))


def _costs(rows: Sequence[Quoted]) -> list[Share]:
    """Each in its own money: only whether it held is counted."""
    quoted = [[float(row.estimate.cost_p50 or 0), float(row.estimate.cost_p85 or 0)] for row in rows]
    return _shares("cost", quoted, [float(row.cost or 0) for row in rows], None)


def _shares(of: str, quoted: list, came: list, elapsed: list | None) -> list[Share]:
    said = np.array(quoted, float).reshape(-1, len(QUANTILES))
    age = None if elapsed is None else np.array(elapsed, float)
    found = calibration(said, np.array(came, float), age, shares=QUANTILES)
    return [Share(f"{name} {of}", kept) for name, kept in zip(("P50", "P85"), found, strict=True)]


def _fate(came, p50, p85) -> str:
    if came is None:
        return TO_COME
    return "Within P50" if came <= p50 else "Within P85" if came <= p85 else LATE


EXPORTED = (
    "Program", "Name", "Request", "Estimate", "Quoted on", "P50", "P85", "Done on", "Date",
    "Cost P50", "Cost P85", "Cost", "Currency", "Cost held",
)  # fmt: skip


def exported_rows(found: Quotes) -> Iterable[tuple[object, ...]]:
    for row in found.rows:
        quote = row.estimate
        yield (
            *(row.program.code, row.program.name, quote.request.number, quote.number, row.quoted_on),
            *(quote.p50_on, quote.p85_on, row.done_on, row.date_fate),
            *(quote.cost_p50, quote.cost_p85, row.cost, quote.currency, row.cost_fate),
        )
