"""The present plan beside another one: nothing is saved, and both meet the same futures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from urllib.parse import urlencode

from django.urls import reverse

from dataops.stats.forecast import HORIZON, Forecast
from dataops.stats.futures import Ahead, learning
from dataops.stats.outlook import together
from dataops.web.templatetags.formats import number
from programs import permissions
from programs.choices import BudgetCategory
from programs.models import BudgetLine
from programs.reports.ahead import Pace, pace_of
from programs.reports.futures import futures_at
from programs.reports.line import ProgramLine
from programs.reports.today import ALL, Today
from programs.sockets import Queue, Setting

NO_HISTORY = "Too little of the work of one of the houses was accepted to draw from."


@dataclass(frozen=True)
class Plan:
    """What would be otherwise; what is None stays as it is.

    `overlap` is labels an item, `review` and `rework` are shares in per cent, `people` per cent of those at work,
    `split` per cent of what remains by the key of the house.
    """

    overlap: Decimal | None = None
    overlap_now: Decimal | None = None
    review: Decimal | None = None
    rework: Decimal | None = None
    people: Decimal | None = None
    weeks: int = 0
    days_off: Sequence[date] = ()
    split: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def is_as_now(self) -> bool:
        said = (self.overlap, self.review, self.rework, self.people)
        return all(one is None for one in said) and not self.days_off and not self.split


@dataclass(frozen=True)
class Side:
    """How a plan would end."""

    units: int
    remaining: int
    p50_on: date | None
    p85_on: date | None
    cost: Decimal | None
    why: str


@dataclass(frozen=True)
class Said:
    """One setting today beside what the plan makes of it; the words say where today's comes from."""

    label: str
    now: str
    then: str
    source: str = ""
    url: str = ""
    permission: str = ""


@dataclass(frozen=True)
class WhatIf:
    today: Today
    now: Side
    then: Side
    settings: Sequence[Said]

    @property
    def line(self) -> ProgramLine:
        return self.today.line

    @property
    def p50_days(self) -> int | None:
        if self.now.p50_on is None or self.then.p50_on is None:
            return None
        return (self.then.p50_on - self.now.p50_on).days

    @property
    def units_more(self) -> int:
        return self.then.units - self.now.units

    @property
    def p85_days(self) -> int | None:
        if self.now.p85_on is None or self.then.p85_on is None:
            return None
        return (self.then.p85_on - self.now.p85_on).days

    @property
    def cost_more(self) -> Decimal | None:
        return None if self.now.cost is None or self.then.cost is None else self.then.cost - self.now.cost

    @property
    def cost_apart(self) -> Decimal | None:
        return None if self.cost_more is None else abs(self.cost_more)

    def change_url(self, words: str) -> str:
        """The form of a change request, with what this plan needs written into it."""
        asked: dict[str, object] = {"title": "Another plan", "reason": words[:500]}
        if self.then.units != self.now.units:
            asked["units_planned"] = self.then.units
        if self.then.p85_on and self.then.p85_on != self.now.p85_on:
            asked["due_on"] = self.then.p85_on.isoformat()
        return f"{reverse('programs:change-ask', args=[self.line.program.code])}?{urlencode(asked)}"


def what_if(today: Today, plan: Plan) -> WhatIf:
    return WhatIf(today, _side(today, Plan()), _side(today, plan), settings_of(today, plan))


def settings_of(today: Today, plan: Plan) -> list[Said]:
    """Everything that can be planned otherwise; what the plan leaves says nothing."""
    known, rework, people = today.overlap, today.rework, today.people
    overlap = known.value if known else plan.overlap_now
    then = plan.people if plan.people is None or people is None else people.value * plan.people / ALL
    rows = [
        Said("Labels an item", _said(overlap), _said(plan.overlap), *_where(known)),
        Said(
            "Units reviewed",
            _said(today.review, "%"),
            _said(plan.review, "%"),
            "by the lines of the budget" if today.review is not None else "",
        ),
        Said(
            "Done again",
            _said(rework and rework.share * 100, "%"),
            _said(plan.rework, "%"),
            f"of {number(rework.n)} units decided" if rework else "",
            rework.url if rework else "",
        ),
        Said("People", _said(people and people.value), _said(then, "" if people else "%"), *_where(people)),
    ]
    rows += [
        Said(
            queue.name,
            _said(today.split.get(queue.house), "%"),
            _said(plan.split.get(queue.house), "%"),
            "of what remains under open orders",
            queue.url,
            permissions.SEE_VENDORS,
        )
        for queue in today.queues
    ]
    if plan.days_off:
        rows.append(Said("More days off", "0", number(len(plan.days_off))))
    return rows


def _said(value: Decimal | float | None, unit: str = "") -> str:
    if value is None:
        return ""
    short = round(Decimal(value), 1)
    return f"{number(short, 0 if short == int(short) else 1)}{unit}"


def _where(known: Setting | None) -> tuple[str, str, str]:
    return (known.words, known.url, known.permission) if known else ("", "", "")


def _side(today: Today, plan: Plan) -> Side:
    line, queues = today.line, today.queues
    remaining = line.progress.remaining
    overlap_now = today.overlap.value if today.overlap else plan.overlap_now
    if plan.overlap is not None and overlap_now:
        remaining = ceil(remaining * plan.overlap / overlap_now)
    factor = _pace(today, plan)
    answer, on = _answer(line, plan, queues, remaining, factor), line.on
    days = [None if one is None else on + timedelta(days=one) for one in (answer.p50, answer.p85)]
    why = "" if answer.p85 is not None else NO_HISTORY if plan.split else "There is no date to draw."
    cost = _cost(today, plan, remaining)
    return Side(line.progress.accepted + remaining, remaining, days[0], days[1], cost, why)


def _pace(today: Today, plan: Plan) -> float:
    """How much faster or slower a unit is accepted than so far, apart from people who have to learn.

    Of what comes back, only the rest counts; a review takes so much of the effort of a label as it costs of one.
    """
    factor, rework = 1.0, today.rework
    if plan.rework is not None:
        factor *= (1 - float(plan.rework) / 100) / (
            1 - (rework.share if rework and rework.share < 1 else 0.0)
        )
    now, effort = today.review, _effort(today.lines)
    if plan.review is not None and effort is not None:
        factor *= float((1 + (now or 0) / ALL * effort) / (1 + plan.review / ALL * effort))
    return factor


def _effort(lines: Sequence[BudgetLine]) -> Decimal | None:
    review, label = _price(lines, BudgetCategory.REVIEW), _price(lines, BudgetCategory.LABELING)
    return review / label if review is not None and label else None


def _price(lines: Sequence[BudgetLine], category: str) -> Decimal | None:
    """The planned price of one, over all lines of the category."""
    same = [line for line in lines if line.category == category]
    units = sum(line.quantity for line in same)
    return sum((line.amount for line in same), Decimal(0)) / units if units else None


def _answer(
    line: ProgramLine, plan: Plan, queues: Sequence[Queue], remaining: int, factor: float
) -> Forecast:
    program, assumed = line.program, line.assumed
    assumed = replace(assumed, days_off=assumed.days_off | frozenset(plan.days_off))
    if not plan.split:
        pace = pace_of(program, line.by_day, on=line.on, assumed=assumed)
        changed = replace(pace, ahead=_faster(pace, plan, factor))
        return futures_at(changed, units=[pace.done + remaining])[0].answer
    paces = [
        (queue, pace_of(program, queue.by_day, on=line.on, assumed=assumed, house=queue.house))
        for queue in queues
    ]
    parts = [
        (
            ceil(remaining * plan.split.get(queue.house, Decimal(0)) / ALL),
            pace.daily,
            _faster(pace, plan, factor),
        )
        for queue, pace in paces
    ]
    whole = pace_of(program, line.by_day, on=line.on, assumed=assumed)
    return together(parts, rng=whole.dice())


def _faster(pace: Pace, plan: Plan, factor: float) -> Ahead:
    """The ramp that is known, times what the plan changes."""
    people = 1.0 if plan.people is None else float(plan.people) / 100
    steps = learning(7 * plan.weeks, 1.0, people) if plan.weeks and people > 1 else ()
    length = max(len(pace.ahead.ramp), len(steps) + 1)
    if factor == people == 1.0:
        return pace.ahead
    known = [_at(pace.ahead.ramp, day, 1.0) for day in range(min(length, HORIZON))]
    learnt = [_at(steps, day, people) if day < len(steps) else people for day in range(len(known))]
    ramp = [min(1000.0, one * other * factor) for one, other in zip(known, learnt, strict=True)]
    return replace(pace.ahead, ramp=tuple(ramp))


def _at(ramp: Sequence[float], day: int, default: float) -> float:
    return ramp[min(day, len(ramp) - 1)] if ramp else default


def _cost(today: Today, plan: Plan, remaining: int) -> Decimal | None:
    """Spent so far, the rest at what a unit has cost so far or at the price of its house, and reviews more or fewer."""
    line, paid = today.line, today.line.money
    if paid is None or paid.spent is None or not line.progress.accepted:
        return None
    spent = Decimal(str(paid.spent))
    each = spent / line.progress.accepted
    if plan.split:
        prices = {queue.house: queue.unit_price for queue in today.queues if queue.currency == paid.currency}
        if not set(plan.split) <= set(prices):
            return None
        each = sum((prices[house] * part / ALL for house, part in plan.split.items()), Decimal(0))
        each += line.costs / line.progress.accepted
    more = Decimal(0)
    price = _price(today.lines, BudgetCategory.REVIEW)
    if plan.review is not None and price is not None:
        more = (plan.review - (today.review or 0)) / ALL * remaining * price
    return spent + remaining * each + more
