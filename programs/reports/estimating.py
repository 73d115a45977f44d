"""What a request will take, from what similar programs took: days from their pace, money from their unit costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from dataops.stats.forecast import FEWEST_BUSY_DAYS, FEWEST_DAYS, days_until_done
from dataops.stats.quantiles import quantile
from dataops.stats.results import Reason
from programs import sockets
from programs.choices import Currency, Metric
from programs.models import DataRequest, Program
from programs.reports.ahead import pace_of

CENT = Decimal("0.01")
LATE_SHARE = 0.85


@dataclass(frozen=True)
class Reckoned:
    """Figures for one request, or the sentence that says why there are none."""

    starts_on: date
    units: int | None
    p50_on: date | None = None
    p85_on: date | None = None
    cost_p50: Decimal | None = None
    cost_p85: Decimal | None = None
    cost_reason: str = ""
    currency: str = Currency.USD
    reason: str = ""
    basis: dict[str, Any] = field(default_factory=dict)


def reckon(request: DataRequest, *, starts_on: date, on: date) -> Reckoned:
    """Work begins on `starts_on`; the past is what was accepted until yesterday."""
    units = request.units
    if not units:
        return Reckoned(starts_on, units, reason="The request does not say how many judgements it needs.")
    programs, alike = _similar(request)
    daily = {program.pk: list(pace_of(program, by_day, on=on).daily) for program, by_day in programs}
    pool = [day for days in daily.values() for day in days]
    # One draw is one day of one program like it: rework and idle days are in the pace already.
    rng = np.random.default_rng([request.pk, on.toordinal()])
    answer = days_until_done(units, np.array(pool, dtype=np.int64), rng=rng)
    measured = sockets.measures_of([program.pk for program, _ in programs], on=on)
    basis = _basis(programs, daily, measured, alike=alike, units=units, request=request)
    if answer.p50 is None or answer.p85 is None:
        why = _why_not(answer.reason, alike, pool, len(programs))
        return Reckoned(starts_on, units, reason=why, basis=basis)
    p50, p85, currency, why = _costs([program for program, _ in programs], measured, units)
    return Reckoned(
        starts_on,
        units,
        starts_on + timedelta(days=answer.p50),
        starts_on + timedelta(days=answer.p85),
        p50,
        p85,
        why,
        currency,
        basis=basis,
    )


def _similar(request: DataRequest) -> tuple[list[tuple[Program, Mapping[date, int]]], str]:
    """Programs that answer requests of the same items and kind; where none has a pace, of the same items."""
    like_it = Program.objects.filter(requests__modality=request.modality).distinct()
    same_kind = like_it.filter(requests__kind=request.kind, requests__modality=request.modality)
    items, kind = request.get_modality_display().lower(), request.get_kind_display().lower()
    for found, words in ((same_kind, f"{items}, {kind}"), (like_it, f"{items} of every kind")):
        programs = list(found.order_by("pk"))
        by_day = sockets.accepted_of([program.pk for program in programs])
        busy = [(program, by_day[program.pk]) for program in programs if by_day[program.pk]]
        if sum(len(days) for _, days in busy) >= FEWEST_BUSY_DAYS:
            return busy, words
    return busy, words


def _why_not(reason: str | None, alike: str, pool: Sequence[int], programs: int) -> str:
    if reason == Reason.BEYOND_HORIZON:
        return f"At the pace of programs of {alike} it would take more than ten years."
    busy = sum(1 for day in pool if day)
    return (
        f"Too little history of {alike}: {busy} days with accepted units in {programs} programs. "
        f"A forecast needs {FEWEST_DAYS} days, {FEWEST_BUSY_DAYS} of them busy."
    )


def _costs(
    programs: Sequence[Program], measured: Mapping[int, Mapping[str, Any]], units: int
) -> tuple[Decimal | None, Decimal | None, str, str]:
    """The units at the median of what an accepted one cost, and at the cost that 85 % of programs stay under."""
    known = [
        (program.currency, measured[program.pk][Metric.UNIT_COST].value)
        for program in programs
        if Metric.UNIT_COST in measured[program.pk] and measured[program.pk][Metric.UNIT_COST].value
    ]
    if not known:
        return None, None, Currency.USD, "No program like it has paid for accepted units yet."
    currency = Counter(money for money, _ in known).most_common(1)[0][0]
    prices = [price for money, price in known if money == currency]
    p50, p85 = (quantile(prices, share).estimate for share in (0.5, LATE_SHARE))
    return _money(p50, units), _money(p85, units), currency, ""


def _money(price: float | None, units: int) -> Decimal | None:
    return None if price is None else (Decimal(str(price)) * units).quantize(CENT)


def _basis(
    programs: Sequence[tuple[Program, Mapping[date, int]]],
    daily: Mapping[int, Sequence[int]],
    measured: Mapping[int, Mapping[str, Any]],
    *,
    alike: str,
    units: int,
    request: DataRequest,
) -> dict[str, Any]:
    """Plain values that stay as they were on the day of the quote."""
    return {
        "alike": alike,
        "items": request.volume,
        "overlap": request.judgements_per_item,
        "units": units,
        "days": sum(len(days) for days in daily.values()),
        "programs": [_row(program, daily[program.pk], measured[program.pk]) for program, _ in programs],
    }


def _row(program: Program, days: Sequence[int], measured: Mapping[str, Any]) -> dict[str, Any]:
    cost, accepted = measured.get(Metric.UNIT_COST), measured.get(Metric.ACCEPTANCE)
    share = accepted.value if accepted else None
    return {
        "code": program.code,
        "name": program.name,
        "days": len(days),
        "busy_days": sum(1 for day in days if day),
        "accepted": sum(days),
        "unit_cost": cost.value if cost else None,
        "currency": program.currency,
        "rework": None if share is None else 1 - share,
    }
