"""The company in eight figures, each with its uncertainty and the page of the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median

from django.urls import reverse

from dataops.stats.combined import weighted_sum
from dataops.stats.intervals import wilson
from dataops.stats.quantiles import quantile
from dataops.stats.results import Estimate
from dataops.web.templatetags.formats import (
    coefficient,
    day,
    duration,
    money,
    money_short,
    number,
    plural_of,
    share,
)
from dataops.work.home import Tile
from programs.choices import Rag
from programs.models import DataRequest
from programs.reports.line import ProgramLine
from programs.rules import Status
from programs.sockets import Measure

WEEKS = 12
QUARTER = timedelta(days=91)
Together = Callable[[Sequence[Measure]], Estimate]
JUDGED = (Rag.ON_TRACK, Rag.AT_RISK, Rag.OFF_TRACK)


@dataclass(frozen=True)
class Week:
    ends_on: date
    units: int | None


@dataclass(frozen=True)
class Point:
    """A program between cost and quality: how far over budget, how far above target."""

    code: str
    name: str
    status: Status
    over: float
    above: float


def tiles_of(lines: Sequence[ProgramLine], *, at: datetime) -> list[Tile]:
    """The core eight: quality, agreement, acceptance, turnaround, throughput, cost, budget, backlog."""
    return [
        _gold(lines),
        _agreement(lines),
        _share_tile(lines, "acceptance", "Accepted of delivered units", _rows("acceptance")),
        _turnaround(at),
        _throughput(lines),
        _unit_cost(lines),
        _budget(lines),
        _backlog(at),
    ]


def first_tiles(lines: Sequence[ProgramLine]) -> list[Tile]:
    """What the home says before the page is opened: promises kept, quality, pace, cost."""
    return [_promises(lines), _gold(lines), _throughput(lines), _budget(lines)]


def weeks_of(lines: Sequence[ProgramLine], *, on: date) -> list[Week]:
    """Accepted units of all programs in stretches of seven days, oldest first."""
    daily: Counter[date] = Counter()
    for line in lines:
        daily.update(line.by_day)
    first = min(daily, default=None)
    weeks = []
    for back in range(WEEKS - 1, -1, -1):
        last = on - timedelta(days=7 * back)
        units = sum(daily[last - timedelta(days=offset)] for offset in range(7))
        weeks.append(Week(last, units if first and last >= first else None))
    return weeks


def points_of(lines: Sequence[ProgramLine]) -> list[Point]:
    """Programs that have both figures; the others are missing rather than at zero."""
    points = []
    for line in lines:
        over = line.money.over_share if line.money else None
        promise = line.quality
        if over is None or promise is None or promise.measure is None or promise.measure.value is None:
            continue
        above = promise.measure.value - float(promise.target.value)
        points.append(Point(line.program.code, line.program.name, line.status, over, above))
    return points


def _promises(lines: Sequence[ProgramLine]) -> Tile:
    """How many of those that can be judged keep all they promised."""
    url = reverse("programs:program-list") + "?view=running&sort=-status"
    judged = [line for line in lines if line.status.key in JUDGED]
    if not judged:
        return Tile("promises", "Programs on track", None, "", "No program under way can be judged yet", url)
    kept = [line for line in judged if line.status.key == Rag.ON_TRACK]
    unjudged = len(lines) - len(judged)
    detail = f"{unjudged} without enough history" if unjudged else "all that are under way"
    return Tile("promises", "Programs on track", number(len(kept)), f"of {len(judged)}", detail, url)


def _gold(lines: Sequence[ProgramLine]) -> Tile:
    """Every gold answer counts for itself, here as on the reviewers' home: one figure, one interval."""
    return _share_tile(lines, "gold_accuracy", "Gold accuracy", reverse("quality:overview"), _one_by_one)


def _share_tile(
    lines: Sequence[ProgramLine], metric: str, label: str, url: str, together: Together | None = None
) -> Tile:
    """A share of many programs is that of all their units; unless told, each brings its own uncertainty."""
    parts = [line.measures[metric] for line in lines if metric in line.measures]
    known = [part for part in parts if part.numerator is not None and part.denominator]
    total = sum(part.denominator or 0 for part in known)
    if not total:
        return Tile(metric, label, None, "", "Nothing was judged yet", url)
    whole = (together or _weighted)(known)
    value, low, high = whole.estimate, whole.ci_low, whole.ci_high
    detail = f"{share(low, 1)} to {share(high, 1)}, of {number(total)} in {_programs(len(known))}"
    return Tile(metric, label, share(value, 1), "", detail, url, low, value, high)


def _one_by_one(parts: Sequence[Measure]) -> Estimate:
    return wilson(
        sum(part.numerator or 0 for part in parts), sum(int(part.denominator or 0) for part in parts)
    )


def _weighted(parts: Sequence[Measure]) -> Estimate:
    total = sum(part.denominator or 0 for part in parts)
    weighted = [((part.denominator or 0) / total, _estimate(part)) for part in parts]
    return weighted_sum(weighted, lowest=0.0, highest=1.0)


def _estimate(part: Measure) -> Estimate:
    """The part's share with its own interval, which may rest on fewer decisions than it has units."""
    plain = wilson(part.numerator or 0, int(part.denominator or 0))
    if part.low is None or part.high is None:
        return plain
    return replace(plain, ci_low=part.low, ci_high=part.high)


def _agreement(lines: Sequence[ProgramLine]) -> Tile:
    """Coefficients of different questions do not add up: the middle one stands for all, the range beside it."""
    known = [
        line.measures["agreement"].value
        for line in lines
        if "agreement" in line.measures and line.measures["agreement"].value is not None
    ]
    url = reverse("programs:program-list") + "?view=running&sort=quality"
    if not known:
        return Tile("agreement", "Agreement (α), median", None, "", "No item has two judgements yet", url)
    low, high = min(known), max(known)
    detail = f"programs range {coefficient(low)} to {coefficient(high)}, {_programs(len(known))}"
    middle = median(known)
    return Tile("agreement", "Agreement (α), median", coefficient(middle), "", detail, url, low, middle, high)


def _turnaround(at: datetime) -> Tile:
    """From submission to decision, over the last quarter."""
    decided = DataRequest.objects.filter(decided_at__gt=at - QUARTER, submitted_at__isnull=False)
    seconds = [
        (row.decided_at - row.submitted_at).total_seconds()
        for row in decided.only("decided_at", "submitted_at")
    ]
    url = _rows("turnaround")
    if not seconds:
        return Tile("turnaround", "Request to decision", None, "", "No request was decided in 13 weeks", url)
    usual, slow = quantile(seconds, 0.50), quantile(seconds, 0.85)
    detail = f"median of {number(len(seconds))} in 13 weeks{_between(usual)}, P85 {duration(slow.estimate)}"
    return Tile("turnaround", "Request to decision", duration(usual.estimate), "", detail, url)


def _between(found: Estimate) -> str:
    """The interval of a time in words, or that there are too few for one."""
    if found.ci_low is None or found.ci_high is None:
        return ", too few for an interval"
    return f", {duration(found.ci_low)} to {duration(found.ci_high)}"


def _throughput(lines: Sequence[ProgramLine]) -> Tile:
    url = reverse("programs:program-list") + "?view=running&sort=-week"
    if not any(line.by_day for line in lines):
        return Tile("throughput", "Accepted units a week", None, "", "Nothing is accepted yet", url)
    weeks = weeks_of(lines, on=lines[0].on)
    known = [week.units for week in weeks if week.units is not None]
    detail = f"{number(min(known))} to {number(max(known))} in {plural_of(len(known), 'week,weeks')}"
    return Tile(
        "throughput",
        "Accepted units a week",
        number(known[-1]),
        "",
        detail,
        url,
        series=tuple(week.units for week in weeks),
    )


def _unit_cost(lines: Sequence[ProgramLine]) -> Tile:
    url, label = _rows("unit_cost"), "Cost per accepted unit"
    priced = [line for line in lines if line.money and line.money.spent and line.progress.accepted]
    currencies = {line.money.currency for line in priced if line.money}
    if not priced:
        return Tile("unit_cost", label, None, "", "Nothing accepted was paid for yet", url)
    if len(currencies) > 1:
        return Tile(
            "unit_cost", label, None, "", f"In {len(currencies)} currencies, which do not add up", url
        )
    spent = sum(line.money.spent or 0 for line in priced if line.money)
    units = sum(line.progress.accepted for line in priced)
    costs = [line.money.spent / line.progress.accepted for line in priced if line.money and line.money.spent]
    currency = currencies.pop()
    detail = f"programs range {money(min(costs), currency)} to {money(max(costs), currency)}, {number(units)} units"
    return Tile("unit_cost", label, money(spent / units, currency), "", detail, url)


def _budget(lines: Sequence[ProgramLine]) -> Tile:
    url, label = _rows("budget"), "Cost at completion"
    monies = [line.money for line in lines if line.money and line.money.budget]
    known = [line_money for line_money in monies if line_money.ends is not None]
    currencies = {line_money.currency for line_money in known}
    if not known:
        reason = "Nothing is spent yet" if monies else "No program has a budget yet"
        return Tile("budget", label, None, "", reason, url)
    if len(currencies) > 1:
        return Tile("budget", label, None, "", f"In {len(currencies)} currencies, which do not add up", url)
    ends, budget = sum(m.ends or 0 for m in known), sum(m.budget for m in known)
    spent, currency = sum(m.spent or 0 for m in known), currencies.pop()
    detail = (
        f"{ends / budget - 1:+.1%} against {money_short(budget, currency)} in {_programs(len(known))}, "
        f"{money_short(spent, currency)} spent"
    ).replace("-", "−")
    return Tile("budget", label, money_short(ends, currency), "", detail, url)


def _backlog(at: datetime) -> Tile:
    waiting = DataRequest.objects.waiting_for_triage().order_by("submitted_at")
    oldest = waiting.first()
    count = waiting.count()
    url = _rows("backlog")
    if oldest is None or oldest.submitted_at is None:
        return Tile("backlog", "Requests waiting", "0", "", "Every request is decided", url)
    age = duration((at - oldest.submitted_at).total_seconds())
    return Tile(
        "backlog",
        "Requests waiting",
        number(count),
        "",
        f"the oldest since {day(oldest.submitted_at)}, {age}",
        url,
    )


def _programs(count: int) -> str:
    return f"{count} program{'' if count == 1 else 's'}"


def _rows(key: str) -> str:
    """The page of the rows that were added up."""
    return reverse("programs:leadership-rows", args=[key])
