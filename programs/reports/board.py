"""The leadership page: eight figures with interval, trend and target, and the vendors between cost and quality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import QuerySet
from django.urls import reverse

from dataops.base.arrays import Keys
from dataops.stats.intervals import cannot_rank
from dataops.web.templatetags.formats import coefficient, day, duration, money, number, plural_of, share
from programs import sockets
from programs.choices import Better, Metric
from programs.models import DataRequest, MetricDefinition
from programs.reports.ageing import until_delivered
from programs.reports.facts import currency_of, measured, of_metric
from programs.reports.line import ProgramLine, lines_of
from programs.reports.narrowing import Narrowing
from programs.reports.trends import Trend, of_house, of_programs, of_vendor, trends_of
from programs.reports.turnaround import decided_between, waits_of
from programs.rules import written
from programs.sockets import Fact, Measure, Partner

EIGHT = (
    "gold_accuracy", "agreement", "first_pass", "turnaround", "throughput", "unit_cost", "coverage", "backlog",
)  # fmt: skip
OF_REQUESTS = ("turnaround", "backlog")
NOT_BY_VENDOR = "Kept by program, not by vendor"
NOT_COUNTED = "The filter is not understood, so nothing is counted"
QUARTER = 13


@dataclass(frozen=True)
class Figure:
    """One of the eight: its value in words, what it was made from, its weeks, and how it stands to its target."""

    key: str
    label: str
    value: str | None
    detail: str
    url: str
    measure: Measure | None = None
    trend: Trend | None = None
    aim: str = "no target"
    kind: str = ""
    currency: str = ""


@dataclass
class Board:
    """Everything the page, its file, its mail and the API say, read in a fixed number of questions."""

    narrowing: Narrowing
    at: datetime
    lines: list[ProgramLine]
    facts: list[Fact]
    lately: list[Fact]
    definitions: dict[str, MetricDefinition]
    trends: dict[str, Trend] = field(default_factory=dict)

    @property
    def on(self) -> date:
        return self.at.date()

    def facts_of(self, metric: str) -> list[Fact]:
        return of_metric(self.lately if metric == "throughput" else self.facts, metric)

    def measures(self, word: str) -> list[Measure]:
        found = (line.measures.get(word) for line in self.lines)
        return [one for one in found if one is not None and one.value is not None]

    def requests(self) -> QuerySet[DataRequest]:
        found = DataRequest.objects.all()
        if self.narrowing.faults:
            return found.none()
        if self.narrowing.portfolio:
            found = found.filter(program__portfolio=self.narrowing.portfolio)
        return found.filter(modality=self.narrowing.modality) if self.narrowing.modality else found

    def decided(self) -> QuerySet[DataRequest]:
        weeks = self.narrowing.weeks or QUARTER
        return decided_between(
            self.requests(), self.at - timedelta(weeks=weeks), self.at + timedelta(seconds=1)
        )


def board_of(user, narrowing: Narrowing, *, at: datetime, with_trends: bool = True) -> Board:
    on = at.date()
    lines = lines_of(narrowing.programs(user).order_by("code"), on=on)
    ids = Keys(line.program.pk for line in lines)
    vendor = narrowing.vendor_id
    facts = sockets.facts_of(ids, since=narrowing.since(on), until=on, by=("program",), vendor_id=vendor)
    week = on - timedelta(days=6)
    lately = sockets.facts_of(ids, since=week, until=on, by=("program",), vendor_id=vendor)
    board = Board(narrowing, at, lines, facts, lately, MetricDefinition.objects.named(EIGHT))
    if with_trends:
        board.trends = _trends(board, ids)
    return board


def figures_of(board: Board) -> list[Figure]:
    return [figure_of(board, key) for key in EIGHT]


def figure_of(board: Board, key: str) -> Figure:
    """One figure; of a metric that is retired only the words that say so."""
    definition = board.definitions.get(key)
    label = definition.name if definition else key.replace("_", " ").capitalize()
    url = reverse("programs:leadership-rows", args=[key]) + board.narrowing.query
    if definition is not None and not definition.is_kept:
        return Figure(key, label, None, f"Retired {day(definition.retired_on)}: it is kept no longer", url)
    measure, detail, currency = _MADE[key](board)
    unit = definition.unit if definition else measure.unit
    aim, kind = _aimed(definition, measure, currency)
    value = None if measure.value is None else written(measure.value, unit, currency)
    detail = detail if value is not None else measure.reason.removesuffix(".")
    return Figure(key, label, value, detail, url, measure, board.trends.get(key), aim, kind, currency)


def _share(metric: str):
    def made(board: Board) -> tuple[Measure, str, str]:
        found = measured(metric, board.facts_of(metric))
        programs = len({fact.program_id for fact in board.facts_of(metric)})
        detail = (
            f"{share(found.low, 1)} to {share(found.high, 1)}, of {number(found.n)} in {_programs(programs)}"
        )
        return found, detail, ""

    return made


def _agreement(board: Board) -> tuple[Measure, str, str]:
    """Coefficients of different questions do not add up: the middle one stands for all, the range beside it."""
    if board.narrowing.vendor:
        return Measure("agreement", "", None, reason=NOT_BY_VENDOR), "", ""
    known = board.measures(Metric.AGREEMENT)
    if not known:
        return Measure("agreement", "", None, reason="No item has two judgements yet"), "", ""
    values = [one.value for one in known]
    alone = known[0] if len(known) == 1 else None
    low, high = (alone.low, alone.high) if alone else (min(values), max(values))
    found = Measure("agreement", "", median(values), low, high, n=sum(one.n for one in known))
    if alone:
        return found, f"{coefficient(low)} to {coefficient(high)}, one program", ""
    return found, f"the middle of {_programs(len(known))}, {coefficient(low)} to {coefficient(high)}", ""


def _turnaround(board: Board) -> tuple[Measure, str, str]:
    if board.narrowing.vendor:
        return Measure("turnaround", "", None, reason="A request names no vendor"), "", ""
    waits, weeks = waits_of(board.decided()), board.narrowing.weeks or QUARTER
    if waits.usual is None:
        return Measure("turnaround", "", None, reason=f"No request was decided in {weeks} weeks"), "", ""
    usual, slow = waits.usual, waits.slow
    known = usual.ci_low is not None
    between = (
        f", {duration(usual.ci_low)} to {duration(usual.ci_high)}" if known else ", too few for an interval"
    )
    detail = f"median of {number(waits.count)} in {weeks} weeks{between}, P85 {duration(slow.estimate)}"
    detail += f"; {_until_delivered(board, weeks)}"
    found = Measure("turnaround", "", usual.estimate, usual.ci_low, usual.ci_high, n=waits.count)
    return found, detail, ""


def _until_delivered(board: Board, weeks: int) -> str:
    """From sending to the last unit, without what waited for the requester."""
    since = board.at - timedelta(weeks=weeks)
    half, late = (found.estimate for found in until_delivered(board.requests(), since=since, at=board.at))
    if half.estimate is None or late.estimate is None:
        return "none was delivered"
    took = (duration(days * 86_400) for days in (half.estimate, late.estimate))
    return "to delivery {}, P85 {}, of {}".format(*took, number(half.n))


def _throughput(board: Board) -> tuple[Measure, str, str]:
    found = measured("throughput", board.facts_of("throughput"))
    trend = board.trends.get("throughput")
    over = f", {number(min(trend.known))} to {number(max(trend.known))} in {len(trend.known)} weeks kept" if (
        trend and trend.known
    ) else ""  # fmt: skip
    if found.value is None and any(line.by_day for line in board.lines) and not board.narrowing.vendor:
        found = Measure("throughput", "", 0, unit="count", numerator=0)
    return found, f"in the last 7 days{over}", ""


def _unit_cost(board: Board) -> tuple[Measure, str, str]:
    facts = board.facts_of(Metric.UNIT_COST)
    found, currency = measured(Metric.UNIT_COST, facts), currency_of(facts)
    spent = money(found.numerator, currency) if found.numerator is not None else ""
    return found, f"{spent} for {plural_of(found.n, 'unit,units')}, exact", currency


def _coverage(board: Board) -> tuple[Measure, str, str]:
    if board.narrowing.vendor:
        return Measure("coverage", "", None, reason=NOT_BY_VENDOR), "", ""
    known = board.measures("progress")
    met, of = sum(one.numerator or 0 for one in known), sum(one.denominator or 0 for one in known)
    if not of:
        return Measure("coverage", "", None, reason="No batch is prepared yet"), "", ""
    found = Measure("coverage", "", met / of, n=int(of), numerator=met, denominator=of)
    return found, f"{number(met)} of {number(of)} in {_programs(len(known))}, exact", ""


def _backlog(board: Board) -> tuple[Measure, str, str]:
    if board.narrowing.faults:
        return Measure("backlog", "", None, reason=NOT_COUNTED), "", ""
    if board.narrowing.vendor or board.narrowing.portfolio:
        noun = "vendor" if board.narrowing.vendor else "portfolio"
        return Measure("backlog", "", None, reason=f"A request that waits has no {noun} yet"), "", ""
    sent = board.requests().waiting_for_triage().values_list("submitted_at", flat=True)
    moments = [moment for moment in sent if moment]
    found = Measure("backlog", "", len(sent), n=len(sent), numerator=len(sent), unit="count")
    if not moments:
        return found, "Every request is decided", ""
    oldest = min(moments)
    age = duration((board.at - oldest).total_seconds())
    return found, f"the oldest since {day(oldest)}, {age}", ""


_MADE = {
    "gold_accuracy": _share(Metric.GOLD_ACCURACY),
    "first_pass": _share("first_pass"),
    "acceptance": _share(Metric.ACCEPTANCE),
    "agreement": _agreement,
    "turnaround": _turnaround,
    "throughput": _throughput,
    "unit_cost": _unit_cost,
    "coverage": _coverage,
    "backlog": _backlog,
}


def _aimed(definition: MetricDefinition | None, found: Measure, currency: str) -> tuple[str, str]:
    """The target, and whether the whole interval lies on one side of it."""
    if definition is None or definition.target is None:
        return "no target", ""
    target = float(definition.target)
    words = f"target {written(target, definition.unit, currency)}"
    if found.value is None:
        return words, ""
    low, high = (found.low, found.high) if found.low is not None else (found.value, found.value)
    worse, best = (low, high) if definition.better == Better.HIGHER else (-high, -low)
    sign = 1 if definition.better == Better.HIGHER else -1
    if best < sign * target:
        red = definition.red is not None and best < sign * float(definition.red)
        return f"{words}, missed", "bad" if red else "warn"
    return (f"{words}, kept", "ok") if worse >= sign * target else (f"{words}, too close to call", "info")


def _trends(board: Board, ids: Sequence[int]) -> dict[str, Trend]:
    """Of the vendor, or of the programs; what requests are counted by is kept of the whole house only."""
    narrowing, weeks = board.narrowing, min(52, max(4, board.narrowing.weeks or QUARTER))
    if narrowing.vendor:
        alone = not (narrowing.portfolio or narrowing.modality)
        return trends_of(of_vendor(narrowing.vendor.pk), EIGHT, on=board.on, count=weeks) if alone else {}
    kept = [key for key in EIGHT if key not in OF_REQUESTS]
    found = trends_of(of_programs(ids), kept, on=board.on, count=weeks)
    if not (narrowing.portfolio or narrowing.modality):
        found |= trends_of(of_house(), OF_REQUESTS, on=board.on, count=weeks)
    return found


@dataclass(frozen=True)
class VendorPoint:
    """A vendor between what a unit costs and how often gold was met."""

    partner: Partner
    url: str
    quality: Measure
    cost: Measure
    currency: str

    @property
    def is_drawn(self) -> bool:
        return self.quality.value is not None and self.cost.value is not None


@dataclass(frozen=True)
class Vendors:
    points: list[VendorPoint]
    finding: str

    @property
    def drawn(self) -> list[VendorPoint]:
        return [point for point in self.points if point.is_drawn]


def vendors_of(board: Board) -> Vendors:
    """Cost against quality by vendor; where intervals overlap nobody is put before anybody."""
    narrowing, by_vendor = board.narrowing, defaultdict(list)
    for fact in sockets.facts_of(
        Keys(line.program.pk for line in board.lines),
        since=narrowing.since(board.on),
        until=board.on,
        by=("vendor",),
        vendor_id=narrowing.vendor_id,
    ):
        by_vendor[fact.vendor_id].append(fact)
    partners = sockets.partners_of(sorted(by_vendor))
    points = [_point(board, pk, partners[pk], own) for pk, own in by_vendor.items() if pk in partners]
    points.sort(key=lambda point: point.partner.name)
    known = [(p.quality.low, p.quality.high) for p in points if p.is_drawn and p.quality.low is not None]
    if len(known) < 2:
        finding = "Fewer than two vendors have both figures, so there is nothing to compare."
    elif cannot_rank(known):
        finding = "The intervals of quality overlap: this is no order of the vendors."
    else:
        finding = "Some intervals of quality lie wholly apart; where two overlap, neither is better."
    return Vendors(points, finding)


def _point(board: Board, pk: int, partner: Partner, own: list[Fact]) -> VendorPoint:
    costs = of_metric(own, Metric.UNIT_COST)
    url = reverse("programs:leadership") + f"?{_with(board.narrowing, vendor=str(pk))}"
    quality = measured(Metric.GOLD_ACCURACY, of_metric(own, Metric.GOLD_ACCURACY))
    return VendorPoint(partner, url, quality, measured(Metric.UNIT_COST, costs), currency_of(costs))


def _with(narrowing: Narrowing, **more: str) -> str:
    return "&".join(f"{name}={value}" for name, value in (narrowing.given | more).items())


def _programs(count: int) -> str:
    return plural_of(count, "program,programs")
