"""Sums over a stretch of time: totals and whole months from their rollups, the days around them row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, F, Model, Q, QuerySet, Sum
from django.utils import timezone

from vendors.choices import DeliveryState
from vendors.models import Delivery, DeliveryMonth, DeliveryTotal, LedgerEntry, LedgerMonth, LedgerTotal

SHORT = timedelta(days=62)  # as quickly read row by row
ACCEPTED, FIRST = Q(state=DeliveryState.ACCEPTED), Q(attempt=1)
SQUARE = F("units") * F("units")


@dataclass(frozen=True)
class Stretch:
    """From `lo` (None: ever since) up to and without `hi`. Ahead of now there is nothing yet."""

    lo: datetime | None
    hi: datetime

    @property
    def is_ever(self) -> bool:
        return self.lo is None and self.hi > timezone.now()

    @property
    def months(self) -> Q | None:
        """The whole months within, where reading those is worth it."""
        if self.lo is not None and self.hi - self.lo < SHORT:
            return None
        first, last = self._first, self._last
        if first and last and first >= last:
            return None
        within = Q(month__gte=first.date()) if first else Q()
        return within & Q(month__lt=last.date()) if last else within

    def around(self, field: str) -> Q | None:
        """The moments before the first whole month and after the last, where there are any."""
        if self.months is None:
            return _between(field, self.lo, self.hi)
        found = Q()
        if self.lo and self._first and self.lo < self._first:
            found |= _between(field, self.lo, self._first)
        if self._last and self._last < self.hi:
            found |= _between(field, self._last, self.hi)
        return found or None

    @property
    def _first(self) -> datetime | None:
        if self.lo is None:
            return None
        month = _month(self.lo)
        return month if month == self.lo else _next(month)

    @property
    def _last(self) -> datetime | None:
        return None if self.hi > timezone.now() else _month(self.hi)


@dataclass(frozen=True)
class Book:
    """Where sums of one kind are read: from all of it, by month, or from rows by their moment `at`."""

    total: type[Model]
    month: type[Model]
    rows: QuerySet
    at: str
    sums: Mapping[str, Aggregate]


DECISIONS = Book(
    DeliveryTotal,
    DeliveryMonth,
    Delivery.objects.exclude(state=DeliveryState.RECEIVED),
    "decided_at",
    {
        "decided": Sum("units"),
        "accepted": Sum("units", filter=ACCEPTED),
        "squares": Sum(SQUARE),
        "first": Sum("units", filter=FIRST),
        "first_accepted": Sum("units", filter=ACCEPTED & FIRST),
        "first_squares": Sum(SQUARE, filter=FIRST),
    },
)
LEDGER = Book(
    LedgerTotal,
    LedgerMonth,
    LedgerEntry.objects.all(),
    "entered_at",
    {"units": Sum("units"), "amount": Sum("amount")},
)


def added_up(
    book: Book, stretch: Stretch, orders: Q, *, by: Sequence[str]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The sums of each group of the orders, which a condition on `work_order` names."""
    whole = {f"{column}_sum": Sum(column) for column in book.sums}
    single = {f"{column}_sum": summed for column, summed in book.sums.items()}
    answers = []
    if stretch.is_ever:
        answers.append((book.total._default_manager.filter(orders), whole))
    else:
        if (months := stretch.months) is not None:
            answers.append((book.month._default_manager.filter(orders).filter(months), whole))
        if (around := stretch.around(book.at)) is not None:
            answers.append((book.rows.filter(orders).filter(around), single))
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for rows, sums in answers:
        for row in rows.values_list(*by).annotate(**sums).order_by():
            total = found.setdefault(row[: len(by)], dict.fromkeys(book.sums, 0))
            for column, value in zip(book.sums, row[len(by) :], strict=True):
                total[column] += value or 0
    return found


def _between(field: str, lo: datetime | None, hi: datetime) -> Q:
    before = Q(**{f"{field}__lt": hi})
    return before if lo is None else before & Q(**{f"{field}__gte": lo})


def _month(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next(month: datetime) -> datetime:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
