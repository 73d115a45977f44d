"""One program in one line: everything the portfolio, the program page and the weekly report say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DecimalField, F, QuerySet, Sum

from programs import rules, sockets
from programs.choices import Metric
from programs.models import BudgetLine, Milestone, Program, ProgramForecast, Target
from programs.rules import Kept, Progress, Status
from programs.sockets import Measure

WEEKS = 8
QUALITY = (Metric.AGREEMENT, Metric.GOLD_ACCURACY, Metric.ACCEPTANCE)


@dataclass(frozen=True)
class Money:
    """What was set aside, what is spent and ordered, and where it ends at the present cost of a unit."""

    currency: str
    budget: float
    spent: float | None
    committed: float | None
    ends: float | None

    @property
    def spent_share(self) -> float | None:
        return self.spent / self.budget if self.spent is not None and self.budget else None

    @property
    def over_share(self) -> float | None:
        return self.ends / self.budget - 1 if self.ends is not None and self.budget else None


@dataclass(frozen=True)
class Promise:
    """A target beside what was measured."""

    target: Target
    measure: Measure | None
    kept: Kept


@dataclass(frozen=True)
class ProgramLine:
    program: Program
    status: Status
    progress: Progress
    weeks: tuple[int | None, ...]
    by_day: Mapping[date, int]
    forecast: ProgramForecast | None
    money: Money | None
    promises: tuple[Promise, ...]
    measures: Mapping[str, Measure]
    next_milestone: Milestone | None
    on: date

    @property
    def done_share(self) -> float:
        return self.progress.accepted / self.progress.planned

    @property
    def planned_share(self) -> float:
        """Where an even pace from start to due date would be today."""
        length = (self.program.due_on - self.program.starts_on).days + 1
        return min(1.0, max(0.0, ((self.on - self.program.starts_on).days + 1) / length))

    @property
    def slip_days(self) -> int | None:
        p85 = self.forecast.p85_on if self.forecast else None
        return (p85 - self.program.due_on).days if p85 and self.status.key != "delivered" else None

    @property
    def per_week(self) -> int | None:
        return self.weeks[-1]

    @property
    def quality(self) -> Promise | None:
        """The first quality target the program set, in the order of what matters most."""
        found = {promise.target.metric: promise for promise in self.promises}
        return next((found[metric] for metric in QUALITY if metric in found), None)


def lines_of(programs: QuerySet[Program], *, on: date, with_money: bool = True) -> list[ProgramLine]:
    """The lines of `programs`, in a fixed number of queries however many there are."""
    found = list(programs.select_related("manager"))
    ids = [program.pk for program in found]
    measures = sockets.measures_of(ids)
    accepted = sockets.accepted_of(ids)
    forecasts = {row.program_id: row for row in ProgramForecast.objects.filter(program__in=ids).latest()}
    budgets = _budgets(ids)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(program__in=ids).order_by("metric"):
        targets[target.program_id].append(target)
    coming = _next_milestones(ids)
    return [
        _line(
            program,
            measures=measures[program.pk],
            by_day=accepted[program.pk],
            forecast=forecasts.get(program.pk),
            budget=budgets.get(program.pk, Decimal(0)),
            targets=targets[program.pk],
            next_milestone=coming.get(program.pk),
            on=on,
            with_money=with_money,
        )
        for program in found
    ]


def weekly(
    by_day: Mapping[date, int], *, starts_on: date, on: date, weeks: int = WEEKS
) -> tuple[int | None, ...]:
    """Units of the last `weeks` stretches of seven days, oldest first; None for stretches before the start."""
    totals: list[int | None] = []
    for back in range(weeks - 1, -1, -1):
        last = on - timedelta(days=7 * back)
        span = [last - timedelta(days=offset) for offset in range(7)]
        totals.append(None if last < starts_on else sum(by_day.get(one, 0) for one in span))
    return tuple(totals)


def _line(
    program: Program,
    *,
    measures: Mapping[str, Measure],
    by_day: Mapping[date, int],
    forecast: ProgramForecast | None,
    budget: Decimal,
    targets: Sequence[Target],
    next_milestone: Milestone | None,
    on: date,
    with_money: bool,
) -> ProgramLine:
    if not with_money:
        measures = {metric: measure for metric, measure in measures.items() if measure.unit != "money"}
        targets = [target for target in targets if target.metric != Metric.UNIT_COST]
    progress = _progress(program, by_day, on)
    status = rules.status_of(
        program, forecast=forecast, progress=progress, targets=targets, measures=measures, on=on
    )
    promises = tuple(
        Promise(target, measures.get(target.metric), rules.judge(target, measures.get(target.metric)))
        for target in targets
    )
    return ProgramLine(
        program=program,
        status=status,
        progress=progress,
        weeks=weekly(by_day, starts_on=program.starts_on, on=on),
        by_day=by_day,
        forecast=forecast,
        money=_money(program, measures, budget, progress) if with_money else None,
        promises=promises,
        measures=measures,
        next_milestone=next_milestone,
        on=on,
    )


def _progress(program: Program, by_day: Mapping[date, int], on: date) -> Progress:
    accepted = sum(units for one, units in by_day.items() if one <= on)
    lately = sum(units for one, units in by_day.items() if on - timedelta(days=28) < one <= on)
    weeks_run = min(4.0, max(1.0, ((on - program.starts_on).days + 1) / 7))
    weeks_left = (program.due_on - on).days / 7
    remaining = max(0, program.units_planned - accepted)
    return Progress(
        accepted=accepted,
        planned=program.units_planned,
        per_week=lately / weeks_run,
        needed_per_week=remaining / weeks_left if weeks_left > 0 else None,
    )


def _money(program: Program, measures: Mapping[str, Measure], budget: Decimal, progress: Progress) -> Money:
    spend, committed = measures.get("spend"), measures.get("committed")
    spent = spend.value if spend else None
    ends = None
    if spent is not None and progress.accepted:
        ends = spent * max(1.0, progress.planned / progress.accepted)
    return Money(
        currency=program.currency,
        budget=float(budget),
        spent=spent,
        committed=committed.value if committed else None,
        ends=ends,
    )


def _budgets(ids: Sequence[int]) -> dict[int, Decimal]:
    amount = Sum(F("quantity") * F("unit_cost"), output_field=DecimalField())
    rows = BudgetLine.objects.filter(program__in=ids).values("program_id").annotate(amount=amount)
    return {row["program_id"]: row["amount"] for row in rows}


def _next_milestones(ids: Sequence[int]) -> dict[int, Milestone]:
    rows = Milestone.objects.filter(program__in=ids).open().order_by("program_id", "due_on", "pk")
    return {row.program_id: row for row in rows.distinct("program_id")}
