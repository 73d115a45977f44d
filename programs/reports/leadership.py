"""The company on a leader's home: promises kept, quality, pace and cost; and its weeks for the chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from dataops.stats.intervals import wilson
from dataops.web.templatetags.formats import (
    money_short,
    number,
    plural_of,
    share,
)
from dataops.work.home import Tile
from programs.choices import Rag
from programs.reports.line import ProgramLine
from programs.rules import Status

WEEKS = 12
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


def first_tiles(lines: Sequence[ProgramLine]) -> list[Tile]:
    """What the home says before the page is opened: promises kept, quality, pace, cost."""
    return [_promises(lines), _gold(lines), _throughput(lines), budget_tile(lines)]


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
    label, url = "Gold accuracy", reverse("quality:overview")
    parts = [line.measures["gold_accuracy"] for line in lines if "gold_accuracy" in line.measures]
    known = [part for part in parts if part.numerator is not None and part.denominator]
    if not known:
        return Tile("gold_accuracy", label, None, "", "Nothing was judged yet", url)
    total = sum(int(part.denominator or 0) for part in known)
    whole = wilson(sum(part.numerator or 0 for part in known), total)
    value, low, high = whole.estimate, whole.ci_low, whole.ci_high
    detail = f"{share(low, 1)} to {share(high, 1)}, of {number(total)} in {_programs(len(known))}"
    return Tile("gold_accuracy", label, share(value, 1), "", detail, url, low, value, high)


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


def budget_tile(lines: Sequence[ProgramLine]) -> Tile:
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


def _programs(count: int) -> str:
    return f"{count} program{'' if count == 1 else 's'}"


def _rows(key: str) -> str:
    """The page of the rows that were added up."""
    return reverse("programs:leadership-rows", args=[key])
