"""One program in one line: everything the portfolio, the program page and the weekly report say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from math import ceil

from django.db.models import QuerySet

from dataops.base.arrays import Keys
from dataops.web.templatetags.formats import day, number, plural_of
from programs import rules, sockets
from programs.choices import Metric, ProgramState
from programs.models import Milestone, Program, ProgramForecast, Target
from programs.reports.ahead import Assumed, assumed_of
from programs.reports.around import milestones_ahead, surroundings_of
from programs.reports.money import Money, budgets_of, money_of
from programs.reports.promise import Figure, Promise
from programs.rules import Around, Progress, Status
from programs.sockets import Measure

WEEKS = 8
LATELY = timedelta(weeks=12)  # further back than any list looks
SHOWN = (Metric.AGREEMENT, Metric.GOLD_ACCURACY, Metric.ACCEPTANCE, Metric.UNIT_COST)
TONES = {"off_track": "bad", "at_risk": "warn"}
QUALITY = (Metric.AGREEMENT, Metric.GOLD_ACCURACY, Metric.ACCEPTANCE)


@dataclass(frozen=True)
class ProgramLine:
    program: Program
    status: Status
    progress: Progress
    weeks: tuple[int | None, ...]
    by_day: Mapping[date, int]
    forecast: ProgramForecast | None
    money: Money | None
    costs: Decimal
    promises: tuple[Promise, ...]
    measures: Mapping[str, Measure]
    next_milestone: Milestone | None
    on: date
    baseline: int | None = None

    def without_money(self) -> ProgramLine:
        """The same line, with the same status, for people who may not see what things cost."""
        measures = {metric: measure for metric, measure in self.measures.items() if measure.unit != "money"}
        promises = tuple(one for one in self.promises if one.target.metric != Metric.UNIT_COST)
        status = self.status.without_money()
        return replace(
            self, status=status, money=None, costs=Decimal(0), measures=measures, promises=promises
        )

    @cached_property
    def assumed(self) -> Assumed:
        """What lies ahead; asked for only where futures are drawn."""
        return assumed_of(self.program)

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
    def is_complete(self) -> bool:
        """Nothing remains, so nothing is forecast."""
        return self.progress.remaining == 0

    @property
    def is_over(self) -> bool:
        """Delivered: what is missing is not worked on any more, so nothing lies ahead."""
        return self.program.state == ProgramState.DELIVERED

    @property
    def is_forecast_behind(self) -> bool:
        """What remains is not what remained when the forecast was drawn."""
        return self.forecast is not None and self.forecast.remaining != self.progress.remaining

    @property
    def quality(self) -> Promise | None:
        """The quality target that matters most among those measured, else among those set."""
        promises = {promise.target.metric: promise for promise in self.promises}
        found = [promises[metric] for metric in QUALITY if metric in promises]
        measured = [one for one in found if one.measure and one.measure.value is not None]
        return next(iter(measured or found), None)

    @property
    def figures(self) -> list[Figure]:
        """The key figures in a fixed order; what nobody measures says so."""
        promised = {promise.target.metric: promise for promise in self.promises}
        return [
            Figure(metric.label, self.measures.get(metric), promised.get(metric), self.program.currency)
            for metric in SHOWN
            if self.money is not None or metric != Metric.UNIT_COST
        ]

    @property
    def tone(self) -> str:
        return TONES.get(self.status.key, "")

    @property
    def has_begun(self) -> bool:
        return bool(self.by_day) and self.per_week is not None

    @property
    def done_percent(self) -> float:
        return 100 * self.done_share

    @property
    def planned_percent(self) -> float:
        return 100 * self.planned_share

    @property
    def spent_percent(self) -> float | None:
        share = self.money.spent_share if self.money else None
        return None if share is None else 100 * share

    @property
    def planned_words(self) -> str:
        return number(self.progress.planned)

    @property
    def pace_words(self) -> str:
        if self.is_complete:
            return "All units are accepted"
        if self.is_over:
            return "Delivered"
        if self.progress.needed_per_week is None:
            return "The due date has passed"
        return f"{number(ceil(self.progress.needed_per_week))} needed for {day(self.program.due_on, self.on)}"

    @property
    def forecast_words(self) -> str:
        """The forecast as a sentence, or why there is none."""
        forecast = self.forecast
        if self.is_complete:
            return "All units are accepted"
        if self.is_over:
            units = plural_of(self.progress.planned, "unit,units")
            return f"Delivered with {number(self.progress.accepted)} of {units}"
        if forecast is None:
            return "No forecast yet"
        if forecast.p50_on is None:
            return forecast.why.removesuffix(".")
        until = f", P85 {day(forecast.p85_on, self.on)}" if forecast.p85_on else ", P85 out of sight"
        return f"P50 {day(forecast.p50_on, self.on)}{until}, due {day(self.program.due_on, self.on)}"


def line_of(program_id: int, *, on: date, with_money: bool = True) -> ProgramLine:
    """The line of one program with all of its days, from which futures are drawn."""
    one = Program.objects.filter(pk=program_id)
    return lines_of(one, on=on, with_money=with_money, with_history=True)[0]


def lines_of(
    programs: QuerySet[Program], *, on: date, with_money: bool = True, with_history: bool = False
) -> list[ProgramLine]:
    """The lines of `programs`, in a fixed number of queries however many there are.

    Of what was accepted they know each of the last twelve weeks' days, and before those only the sum, or with
    history all days.
    """
    since = None if with_history else on - LATELY
    found = list(programs.select_related("manager", "budget_tolerance", "closing"))
    ids = Keys(program.pk for program in found)
    measures = sockets.measures_of(ids, on=on)
    accepted = sockets.accepted_of(ids, since=since)
    known = ProgramForecast.objects.filter(program__in=ids).known(on=on)
    forecasts = {row.program_id: row for row in known.latest()}
    budgets = budgets_of(ids, on=on)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(program__in=ids).order_by("metric"):
        targets[target.program_id].append(target)
    coming, around = milestones_ahead(ids, on=on), surroundings_of(ids)
    lines = []
    for program in found:
        progress = _progress(program, accepted[program.pk], on)
        budget, costs, committed = budgets.get(program.pk, (Decimal(0), Decimal(0), Decimal(0)))
        money = money_of(program, measures[program.pk], budget, progress, costs, committed)
        line = _line(
            program,
            measures=measures[program.pk],
            by_day=accepted[program.pk],
            forecast=forecasts.get(program.pk),
            progress=progress,
            money=money,
            costs=costs,
            targets=targets[program.pk],
            next_milestone=next(iter(coming[program.pk]), None),
            around=around.of(program, money=money, coming=coming[program.pk], on=on),
            on=on,
        )
        lines.append(line if with_money else line.without_money())
    return lines


def weekly(
    by_day: Mapping[date, int], *, starts_on: date, on: date, weeks: int = WEEKS
) -> tuple[int | None, ...]:
    """Units of the last `weeks` stretches of seven days, oldest first; None for stretches before the start."""
    totals = [0] * weeks
    for one, units in by_day.items():
        back = (on - one).days // 7
        if 0 <= back < weeks:
            totals[-1 - back] += units
    begun = (on - starts_on).days // 7  # full stretches back to the start
    return tuple(
        None if back > begun else units for back, units in zip(range(weeks)[::-1], totals, strict=True)
    )


def _line(
    program: Program,
    *,
    measures: Mapping[str, Measure],
    by_day: Mapping[date, int],
    forecast: ProgramForecast | None,
    progress: Progress,
    money: Money,
    costs: Decimal,
    targets: Sequence[Target],
    next_milestone: Milestone | None,
    around: Around,
    on: date,
) -> ProgramLine:
    status = rules.status_of(
        program,
        forecast=forecast,
        progress=progress,
        targets=targets,
        measures=measures,
        around=around,
        on=on,
    )
    promises = tuple(
        Promise(
            target,
            measures.get(target.metric),
            rules.judge(target, measures.get(target.metric), program.currency),
            program.currency,
        )
        for target in targets
    )
    return ProgramLine(
        program=program,
        status=status,
        progress=progress,
        weeks=weekly(by_day, starts_on=program.starts_on, on=on),
        by_day=by_day,
        forecast=forecast if progress.remaining and program.state != ProgramState.DELIVERED else None,
        money=money,
        costs=costs,
        promises=promises,
        measures=measures,
        next_milestone=next_milestone,
        baseline=around.baseline,
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
