"""The figures of one week as rows to be kept: of each program, vendor and portfolio, and of the whole house."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from programs import sockets
from programs.choices import Metric, SnapshotScope
from programs.models import DataRequest, MetricSnapshot, Program
from programs.reports.facts import FLOWS, currency_of, measured, of_metric
from programs.reports.turnaround import NOTHING_DECIDED, decided_between, waits_of
from programs.sockets import Fact, Measure

WEEK = timedelta(days=7)
STANDING = {Metric.AGREEMENT.value: Metric.AGREEMENT.value, Metric.ON_TIME.value: Metric.ON_TIME.value}
STANDING_NOW = {"coverage": "progress"}  # the registry's word, and the socket's
NOT_MEASURED = "Nothing measured this."
NOT_COUNTED = "Nobody counted at the end of this week."


@dataclass(frozen=True)
class Key:
    """Whose figure of which metric; the keys of rows, for there are thousands."""

    metric: str
    scope: str
    program: int | None = None
    organisation: int | None = None
    portfolio: int | None = None


@dataclass
class Week:
    """What is read once for a week: facts, what stood on its last day, and whose programs those are."""

    week_on: date
    until: date
    is_now: bool
    portfolios: dict[int, int | None]
    running: frozenset[int]
    facts: list[Fact] = field(default_factory=list)
    standing: dict[int, dict[str, Measure]] = field(default_factory=dict)


def read_week(week_on: date, *, at: datetime) -> Week:
    until = min(week_on + WEEK - timedelta(days=1), at.date())
    found = Program.objects.filter(starts_on__lte=until)
    portfolios = dict(found.values_list("pk", "portfolio"))
    ids = list(portfolios)
    return Week(
        week_on,
        until,
        at.date() - week_on < WEEK,
        portfolios,
        frozenset(found.running().values_list("pk", flat=True)),
        sockets.facts_of(ids, since=week_on, until=until),
        sockets.measures_of(ids, on=until),
    )


def rows_of(week: Week) -> Iterator[tuple[Key, Measure, str]]:
    """Every figure of the week with its key and currency."""
    for metric in FLOWS:
        yield from _flow(metric, of_metric(week.facts, metric), week)
    yield from _standing(week)
    yield from _requests(week)


def _flow(metric: str, facts: Sequence[Fact], week: Week) -> Iterator[tuple[Key, Measure, str]]:
    by_program: dict[int, list[Fact]] = {pk: [] for pk in week.running}
    by_vendor: dict[int, list[Fact]] = defaultdict(list)
    by_portfolio: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_program.setdefault(fact.program_id, []).append(fact)
        by_vendor[fact.vendor_id].append(fact)
        if (portfolio := week.portfolios[fact.program_id]) is not None:
            by_portfolio[portfolio].append(fact)
    for pk, parts in by_program.items():
        yield Key(metric, SnapshotScope.PROGRAM, program=pk), measured(metric, parts), currency_of(parts)
    for pk, parts in by_vendor.items():
        yield Key(metric, SnapshotScope.VENDOR, organisation=pk), measured(metric, parts), currency_of(parts)
    for pk, parts in by_portfolio.items():
        yield Key(metric, SnapshotScope.PORTFOLIO, portfolio=pk), measured(metric, parts), currency_of(parts)
    yield Key(metric, SnapshotScope.HOUSE), measured(metric, facts), currency_of(facts)


def _standing(week: Week) -> Iterator[tuple[Key, Measure, str]]:
    """What stood at the end of the week. Coverage has no yesterday: it is kept from the week itself only."""
    for metric, word in (STANDING | (STANDING_NOW if week.is_now else {})).items():
        known = {pk: found[word] for pk in week.running if word in (found := week.standing[pk])}
        for pk in week.running:
            missing = Measure(metric, "", None, reason=NOT_MEASURED)
            yield Key(metric, SnapshotScope.PROGRAM, program=pk), known.get(pk, missing), ""
        for portfolio in sorted({p for p in week.portfolios.values() if p is not None}):
            parts = [found for pk, found in known.items() if week.portfolios[pk] == portfolio]
            yield Key(metric, SnapshotScope.PORTFOLIO, portfolio=portfolio), together(metric, parts), ""
        yield Key(metric, SnapshotScope.HOUSE), together(metric, known.values()), ""


def together(metric: str, parts: Iterable[Measure]) -> Measure:
    """Several programs at once: coefficients of different questions have a middle and a range, counts add up."""
    known = [part for part in parts if part.value is not None]
    if not known:
        return Measure(metric, "", None, reason=NOT_MEASURED)
    if metric == Metric.AGREEMENT:
        values = [part.value for part in known if part.value is not None]
        return Measure(metric, "", median(values), min(values), max(values), n=sum(part.n for part in known))
    met, of = sum(part.numerator or 0 for part in known), sum(part.denominator or 0 for part in known)
    return Measure(metric, "", met / of, n=int(of), numerator=met, denominator=of)


def _requests(week: Week) -> Iterator[tuple[Key, Measure, str]]:
    start = datetime.combine(week.week_on, time.min, UTC)
    waits = waits_of(decided_between(DataRequest.objects.all(), start, start + WEEK))
    turnaround = Measure("turnaround", "", None, reason=NOTHING_DECIDED)
    if waits.usual is not None:
        usual = waits.usual
        turnaround = Measure(
            "turnaround", "", usual.estimate, usual.ci_low, usual.ci_high,
            n=waits.count, numerator=waits.total, denominator=waits.count,
        )  # fmt: skip
    yield Key("turnaround", SnapshotScope.HOUSE), turnaround, ""
    backlog = Measure("backlog", "", None, reason=NOT_COUNTED)
    if week.is_now:
        count = DataRequest.objects.waiting_for_triage().count()
        backlog = Measure("backlog", "", count, n=count, numerator=count)
    yield Key("backlog", SnapshotScope.HOUSE), backlog, ""


def row_of(
    key: Key, found: Measure, currency: str, *, metrics: dict[str, int], week: Week, at: datetime
) -> MetricSnapshot:
    """The row to be kept; a week that is over is frozen with it."""
    return MetricSnapshot(
        metric_id=metrics[key.metric],
        scope=key.scope,
        program_id=key.program,
        organisation_id=key.organisation,
        portfolio_id=key.portfolio,
        week_on=week.week_on,
        numerator=found.numerator,
        denominator=found.denominator,
        value=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        currency=currency,
        reason="" if found.value is not None else found.reason or NOT_MEASURED,
        is_frozen=not week.is_now,
        taken_at=at,
    )
