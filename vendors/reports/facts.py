"""What each vendor did for each program in a stretch of days, as sums: deliveries decided, units and money entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from programs.choices import Metric
from programs.extensions import By, Fact, Partner
from vendors.models import Vendor
from vendors.reports.sums import DECISIONS, LEDGER, Stretch, added_up


def vendor_facts(
    program_ids: Sequence[int], *, since: date | None, until: date, by: By, vendor_id: int | None
) -> Iterator[Fact]:
    """Of deliveries by the day they were decided, of the ledger by the day of the entry."""
    stretch = Stretch(None if since is None else _midnight(since), _midnight(until + timedelta(days=1)))
    orders = Q(work_order__program__in=program_ids)
    if vendor_id is not None:
        orders &= Q(work_order__vendor=vendor_id)
    yield from _decided(orders, stretch, by)
    yield from _entered(orders, stretch, by)


def partners(vendor_ids: Sequence[int]) -> dict[int, Partner]:
    rows = Vendor.objects.filter(pk__in=vendor_ids).values_list("pk", "organisation__name", "slug")
    return {pk: Partner(name, reverse("vendors:vendor-detail", args=[slug])) for pk, name, slug in rows}


def between(rows: QuerySet, field: str, since: date | None, until: date) -> QuerySet:
    """Rows whose moment lies in those days, in UTC; as moments, so that an index on them serves."""
    rows = rows.filter(**{f"{field}__lt": _midnight(until + timedelta(days=1))})
    return rows if since is None else rows.filter(**{f"{field}__gte": _midnight(since)})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _decided(orders: Q, stretch: Stretch, by: By) -> Iterator[Fact]:
    for group, of in added_up(DECISIONS, stretch, orders, by=_keys(by)).items():
        program, vendor = _ends(by, group)
        if of["decided"]:
            yield Fact(program, vendor, Metric.ACCEPTANCE, of["accepted"], of["decided"], of["squares"])
        if of["first"]:
            yield Fact(program, vendor, "first_pass", of["first_accepted"], of["first"], of["first_squares"])


def _entered(orders: Q, stretch: Stretch, by: By) -> Iterator[Fact]:
    for group, of in added_up(LEDGER, stretch, orders, by=(*_keys(by), "currency")).items():
        program, vendor = _ends(by, group)
        amount, units = float(of["amount"]), of["units"]
        yield Fact(program, vendor, Metric.UNIT_COST, amount, units, currency=group[-1])
        yield Fact(program, vendor, "throughput", units, None)


def _keys(by: By) -> tuple[str, ...]:
    return tuple(f"work_order__{end}_id" for end in by)


def _ends(by: By, group: tuple) -> tuple[int, int]:
    """Program and vendor; 0 for the one that is added up over."""
    ends = dict(zip(by, group, strict=False))
    return ends.get("program", 0), ends.get("vendor", 0)
