"""What vendors' deliveries and the ledger say about programs: a few grouped queries for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from dataops.stats.intervals import effective_groups, wilson, wilson_bounds
from programs.choices import Metric
from programs.extensions import Measure
from programs.models import Program
from vendors.choices import EntryKind
from vendors.models import Delivery, LedgerEntry, LedgerTotal
from vendors.reports.sums import DECISIONS, LEDGER, Stretch, added_up

NO_DELIVERY = "No delivery yet."
NO_DECISION = "No delivery is decided yet."
NOTHING_ACCEPTED = "Nothing is accepted yet."
SEVERAL_MONEYS = "Paid in {}, which do not add up to one sum."
COMING = replace(
    DECISIONS,
    rows=Delivery.objects.annotate(came_on=TruncDate("delivered_at", tzinfo=UTC)),  # as the months are cut
    at="delivered_at",
    sums={"delivered": Count("pk"), "on_time": Count("pk", filter=Q(came_on__lte=F("due_on")))},
)
EVER = replace(COMING, sums={**COMING.sums, **DECISIONS.sums})  # in one question, of totals alone


def program_measures(program_ids: Sequence[int], *, on: date) -> dict[int, list[Measure]]:
    """Acceptance, punctuality, unit cost and spend of each program, as they stood at the end of that day."""
    codes = dict(Program.objects.filter(pk__in=program_ids).values_list("pk", "code"))
    delivered = _delivered(program_ids, on)
    entered = _entered(program_ids, on)
    orders_page, found = reverse("vendors:order-list"), {}
    for pk in program_ids:
        url = f"{orders_page}?program={codes.get(pk, '')}"
        found[pk] = [
            *_deliveries_measured(delivered.get(pk, {}), url),
            *_money_measured(entered.get(pk, {}), url),
        ]
    return found


def end_of(day: date) -> datetime:
    """The first moment after that day by the clocks in force, as days are cut elsewhere: a bound that an index serves."""
    return datetime.combine(day + timedelta(days=1), time.min, timezone.get_current_timezone())


def accepted_units_by_day(
    program_ids: Sequence[int], *, since: date | None = None
) -> dict[int, dict[date, int]]:
    """Accepted units of each program by the day they entered the ledger; a reversal counts on its own day.

    What entered before `since` stands in one sum, on the day before it.
    """
    found: dict[int, dict[date, int]] = {pk: {} for pk in program_ids}
    entries = LedgerEntry.objects.filter(program__in=program_ids)
    if since is not None:
        entries = entries.filter(entered_at__gte=end_of(since - timedelta(days=1)))
    by_day = entries.annotate(day=TruncDate("entered_at")).values_list("program_id", "day")
    for pk, day, units in by_day.annotate(units=Sum("units")).order_by():
        found[pk][day] = units
    if since is not None:
        totals = LedgerTotal.objects.filter(work_order__program__in=program_ids)
        for pk, units in totals.values_list("work_order__program_id").annotate(Sum("units")):
            if before := units - sum(found[pk].values()):
                found[pk][since - timedelta(days=1)] = before
    return found


def _delivered(program_ids: Sequence[int], on: date) -> dict[int, dict[str, int]]:
    """What had come and was decided by then; what was accepted by then and taken back since still counts."""
    orders, stretch = Q(work_order__program__in=program_ids), Stretch(None, end_of(on))
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for book in (EVER,) if stretch.is_ever else (COMING, DECISIONS):
        for (pk,), of in added_up(book, stretch, orders, by=("work_order__program_id",)).items():
            found[pk].update(of)
    if not stretch.is_ever:
        _give_back(found, Delivery.objects.filter(orders), stretch.hi)
    return found


def _give_back(found: dict[int, dict[str, int]], deliveries: QuerySet[Delivery], end: datetime) -> None:
    taken_in = LedgerEntry.objects.filter(
        delivery=OuterRef("pk"), kind=EntryKind.ACCEPTED, entered_at__lt=end
    )
    taken_back = deliveries.filter(Exists(taken_in), decided_at__gte=end)
    for pk, units in taken_back.values_list("work_order__program_id", "units"):
        for column, more in (("decided", units), ("accepted", units), ("squares", units * units)):
            found[pk][column] += more


def _entered(program_ids: Sequence[int], on: date) -> dict[int, dict]:
    """Accepted units, and what they cost where all was paid in the program's own money; else `reason` says why not."""
    orders = Q(work_order__program__in=program_ids)
    keys = ("work_order__program_id", "work_order__program__currency", "currency")
    found = added_up(LEDGER, Stretch(None, end_of(on)), orders, by=keys)
    rows: dict[int, list[dict]] = defaultdict(list)
    for (pk, own, currency), of in sorted(found.items()):
        rows[pk].append({"own": own, "currency": currency, "amount": of["amount"], "accepted": of["units"]})
    return {pk: _one_money(same) for pk, same in rows.items()}


def _one_money(rows: list[dict]) -> dict:
    accepted = sum(row["accepted"] for row in rows)
    if [row["currency"] for row in rows] == [rows[0]["own"]]:
        return {"amount": rows[0]["amount"], "accepted": accepted}
    return {
        "accepted": accepted,
        "reason": SEVERAL_MONEYS.format(" and ".join(row["currency"] for row in rows)),
    }


def _deliveries_measured(counted: dict, url: str) -> list[Measure]:
    count, decided = counted.get("delivered", 0), counted.get("decided", 0)
    punctual = wilson(counted.get("on_time", 0), count)
    on_time = Measure(
        Metric.ON_TIME,
        "Deliveries on time",
        punctual.estimate,
        punctual.ci_low,
        punctual.ci_high,
        n=count,
        reason="" if count else NO_DELIVERY,
        numerator=counted.get("on_time", 0),
        denominator=count,
        url=url,
    )
    return [_acceptance(counted.get("accepted", 0), decided, counted.get("squares", 0), url), on_time]


def _acceptance(accepted: int, decided: int, squares: int, url: str) -> Measure:
    """A batch is decided as a whole: the interval rests on how many batches, not on how many units."""
    low, high = _batch_bounds(accepted, decided, squares)
    return Measure(
        Metric.ACCEPTANCE,
        "Accepted of delivered units",
        accepted / decided if decided else None,
        low,
        high,
        n=decided,
        reason="" if decided else NO_DECISION,
        numerator=accepted,
        denominator=decided,
        url=url,
    )


def _batch_bounds(accepted: int, decided: int, squares: int) -> tuple[float, float] | tuple[None, None]:
    if not decided:
        return None, None
    return wilson_bounds(accepted / decided, effective_groups(decided, squares))


def _money_measured(entered: dict, url: str) -> list[Measure]:
    amount, accepted = entered.get("amount"), entered.get("accepted") or 0
    reason = entered.get("reason", NOTHING_ACCEPTED)
    cost = Measure(
        Metric.UNIT_COST,
        "Cost per accepted unit",
        float(amount / accepted) if amount is not None and accepted else None,
        n=accepted,
        reason="" if amount is not None and accepted else reason,
        numerator=float(amount) if amount is not None else None,
        denominator=accepted,
        unit="money",
        url=url,
    )
    spend = Measure(
        "spend",
        "Spent so far",
        float(amount) if amount is not None else None,
        n=accepted,
        reason="" if amount is not None else reason,
        unit="money",
        url=url,
    )
    return [cost, spend]
