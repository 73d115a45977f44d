"""What each vendor did for each program in a stretch of days, as sums: deliveries decided, units and money entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse

from programs.choices import Metric
from programs.extensions import Fact, Partner
from vendors.choices import DeliveryState
from vendors.models import Delivery, LedgerEntry, Vendor

ACCEPTED = Q(state=DeliveryState.ACCEPTED)
FIRST = Q(attempt=1)


def vendor_facts(program_ids: Sequence[int], *, since: date | None, until: date) -> Iterator[Fact]:
    """Of deliveries by the day they were decided, of the ledger by the day of the entry."""
    yield from _decided(program_ids, since, until)
    yield from _entered(program_ids, since, until)


def partners(vendor_ids: Sequence[int]) -> dict[int, Partner]:
    rows = Vendor.objects.filter(pk__in=vendor_ids).values_list("pk", "organisation__name", "slug")
    return {pk: Partner(name, reverse("vendors:vendor-detail", args=[slug])) for pk, name, slug in rows}


def between(rows: QuerySet, field: str, since: date | None, until: date) -> QuerySet:
    """Rows whose moment lies in those days, in UTC; as moments, so that an index on them serves."""
    rows = rows.filter(**{f"{field}__lt": _midnight(until + timedelta(days=1))})
    return rows if since is None else rows.filter(**{f"{field}__gte": _midnight(since)})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _decided(program_ids: Sequence[int], since: date | None, until: date) -> Iterator[Fact]:
    decided = Delivery.objects.filter(work_order__program__in=program_ids).exclude(
        state=DeliveryState.RECEIVED
    )
    squares = Sum(F("units") * F("units"))
    rows = (
        between(decided, "decided_at", since, until)
        .values_list("work_order__program_id", "vendor_id")
        .annotate(
            accepted=Sum("units", filter=ACCEPTED, default=0),
            decided=Sum("units"),
            squares=squares,
            first_accepted=Sum("units", filter=ACCEPTED & FIRST, default=0),
            first=Sum("units", filter=FIRST, default=0),
            first_squares=Sum(F("units") * F("units"), filter=FIRST, default=0),
        )
        .order_by()
    )
    for program, vendor, accepted, whole, of_whole, first_accepted, first, of_first in rows:
        yield Fact(program, vendor, Metric.ACCEPTANCE, accepted, whole, of_whole)
        if first:
            yield Fact(program, vendor, "first_pass", first_accepted, first, of_first)


def _entered(program_ids: Sequence[int], since: date | None, until: date) -> Iterator[Fact]:
    entries = LedgerEntry.objects.filter(program__in=program_ids)
    rows = (
        between(entries, "entered_at", since, until)
        .values_list("program_id", "vendor_id", "currency")
        .annotate(amount=Sum("amount"), units_sum=Sum("units"))
        .order_by()
    )
    for program, vendor, currency, amount, units in rows:
        yield Fact(program, vendor, Metric.UNIT_COST, float(amount), units, currency=currency)
        yield Fact(program, vendor, "throughput", units, None)
