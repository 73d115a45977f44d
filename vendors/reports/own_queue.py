"""When a vendor's own open orders would be done, for its own people: from what is theirs, and nothing of a rival's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby

from django.db.models import Sum
from django.db.models.functions import TruncDate

from dataops.accounts.models import User
from dataops.stats.forecast import milestones
from programs.models import DayOff
from programs.reports.ahead import Assumed, pace_of
from programs.reports.futures import why_no_date
from vendors.models import LedgerEntry, WorkOrder
from vendors.reports.queues import accepted_under


@dataclass(frozen=True)
class Expected:
    """One open order: what is left of it, and when it would be accepted; without a date, why."""

    order: WorkOrder
    remaining: int
    p50_on: date | None
    p85_on: date | None
    why: str

    @property
    def is_late(self) -> bool:
        return self.p85_on is not None and self.p85_on > self.order.due_on


def own_queue(user: User, *, on: date) -> list[Expected]:
    """Orders of one program are worked off by due date, at the pace so far in that program. Four queries."""
    orders = list(
        WorkOrder.objects.visible_to(user)
        .open()
        .filter(vendor_id=user.vendor_id)
        .select_related("program")
        .order_by("program__code", "due_on", "pk")
    )
    accepted = accepted_under([order.pk for order in orders])
    days, off = _by_day(user), _days_off(user)
    found: list[Expected] = []
    for program, same in groupby(orders, key=lambda order: order.program):
        found += _of_program(list(same), accepted, days[program.pk], Assumed(days_off=off[program.pk]), on=on)
    return found


def _of_program(
    orders: Sequence[WorkOrder],
    accepted: Mapping[int, int],
    by_day: Mapping[date, int],
    assumed: Assumed,
    *,
    on: date,
) -> list[Expected]:
    """All from one simulation, so that no order is done before one that is worked off earlier."""
    first = orders[0]
    left = [max(0, order.units - accepted.get(order.pk, 0)) for order in orders]
    pace = pace_of(first.program, by_day, on=on, assumed=assumed, house=first.vendor_id)
    answers = milestones(list(accumulate(left)), pace.daily, rng=pace.dice(), ahead=pace.ahead)
    return [
        Expected(order, remaining, pace.day(answer.p50), pace.day(answer.p85), why_no_date(answer))
        if remaining
        else Expected(order, 0, None, None, "All its units are accepted.")
        for order, remaining, answer in zip(orders, left, answers, strict=True)
    ]


def _by_day(user: User) -> dict[int, dict[date, int]]:
    entered = LedgerEntry.objects.visible_to(user).filter(vendor_id=user.vendor_id)
    rows = (
        entered.annotate(day=TruncDate("entered_at"))
        .values_list("program_id", "day")
        .annotate(units=Sum("units"))
        .order_by()
    )
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for program_id, day, units in rows:
        found[program_id][day] = units
    return found


def _days_off(user: User) -> dict[int, frozenset[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    for program_id, day in DayOff.objects.visible_to(user).values_list("program_id", "on"):
        found[program_id].add(day)
    return defaultdict(frozenset, {program_id: frozenset(days) for program_id, days in found.items()})
