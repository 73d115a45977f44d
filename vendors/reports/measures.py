"""What vendors' deliveries and the ledger say about programs: a few grouped queries for any number of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from dataops.stats.intervals import effective_groups, wilson, wilson_bounds
from programs.choices import Metric
from programs.extensions import Measure
from programs.models import Program
from vendors.choices import DeliveryState, EntryKind
from vendors.models import Delivery, LedgerEntry

NO_DELIVERY = "No delivery yet."
NO_DECISION = "No delivery is decided yet."
NOTHING_ACCEPTED = "Nothing is accepted yet."
SEVERAL_MONEYS = "Paid in {}, which do not add up to one sum."


def program_measures(program_ids: Sequence[int], *, on: date) -> dict[int, list[Measure]]:
    """Acceptance, punctuality, unit cost and spend of each program, as they stood at the end of that day."""
    codes = dict(Program.objects.filter(pk__in=program_ids).values_list("pk", "code"))
    delivered = _delivered(program_ids, on)
    entered = _entered(program_ids, on)
    found = {}
    for pk in program_ids:
        url = f"{reverse('vendors:order-list')}?program={codes.get(pk, '')}"
        found[pk] = [
            *_deliveries_measured(delivered.get(pk, {}), url),
            *_money_measured(entered.get(pk, {}), url),
        ]
    return found


def end_of(day: date) -> datetime:
    """The first moment after that day by the clocks in force, as days are cut elsewhere: a bound that an index serves."""
    return datetime.combine(day + timedelta(days=1), time.min, timezone.get_current_timezone())


def accepted_units_by_day(program_ids: Sequence[int]) -> dict[int, dict[date, int]]:
    """Accepted units of each program by the day they entered the ledger; a reversal counts on its own day."""
    rows = (
        LedgerEntry.objects.filter(program__in=program_ids)
        .annotate(day=TruncDate("entered_at"))
        .values_list("program_id", "day")
        .annotate(units=Sum("units"))
        .order_by()
    )
    found: dict[int, dict[date, int]] = {pk: {} for pk in program_ids}
    for pk, day, units in rows:
        found[pk][day] = units
    return found


def _delivered(program_ids: Sequence[int], on: date) -> dict[int, dict[str, int]]:
    """What had come and was decided by then; what was accepted by then and taken back since still counts."""
    end = end_of(on)
    taken_in = LedgerEntry.objects.filter(
        delivery=OuterRef("pk"), kind=EntryKind.ACCEPTED, entered_at__lt=end
    )
    by_then = Q(decided_at__lt=end)
    # The ledger is asked only about the few that were decided later: this comes second.
    taken_back = Q(decided_at__gte=end) & Q(was_taken_in=True)
    decided = by_then | taken_back
    accepted = by_then & Q(state=DeliveryState.ACCEPTED) | taken_back
    rows = (
        Delivery.objects.filter(work_order__program__in=program_ids, delivered_at__lt=end)
        .annotate(delivered_on=TruncDate("delivered_at"), program_id=F("work_order__program_id"))
        .annotate(was_taken_in=Exists(taken_in))
        .values("program_id")
        .annotate(
            count=Count("pk"),
            on_time=Count("pk", filter=Q(delivered_on__lte=F("due_on"))),
            decided=Sum("units", filter=decided),
            accepted=Sum("units", filter=accepted),
            squares=Sum(F("units") * F("units"), filter=decided),
        )
        .order_by()
    )
    return {row["program_id"]: row for row in rows}


def _entered(program_ids: Sequence[int], on: date) -> dict[int, dict]:
    """Accepted units, and what they cost where all was paid in the program's own money; else `reason` says why not."""
    rows = (
        LedgerEntry.objects.filter(program__in=program_ids, entered_at__lt=end_of(on))
        .values("program_id", "currency", own=F("program__currency"))
        .annotate(amount=Sum("amount"), accepted=Sum("units"))
        .order_by("program_id", "currency")
    )
    return {pk: _one_money(list(same)) for pk, same in groupby(rows, key=itemgetter("program_id"))}


def _one_money(rows: list[dict]) -> dict:
    accepted = sum(row["accepted"] for row in rows)
    if [row["currency"] for row in rows] == [rows[0]["own"]]:
        return {"amount": rows[0]["amount"], "accepted": accepted}
    return {
        "accepted": accepted,
        "reason": SEVERAL_MONEYS.format(" and ".join(row["currency"] for row in rows)),
    }


def _deliveries_measured(counted: dict, url: str) -> list[Measure]:
    count, decided = counted.get("count", 0), counted.get("decided") or 0
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
    return [_acceptance(counted.get("accepted") or 0, decided, counted.get("squares") or 0, url), on_time]


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
