"""Scorecards as they are read: by both sides, in the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from dataops.stats.intervals import cannot_rank
from vendors.choices import Criterion
from vendors.models import Scorecard, ScorecardLine, Vendor
from vendors.reports.orders import VendorLoad, loads
from vendors.reports.scorecard import Line, band, month_of, score_range

MEASURES = {
    Criterion.QUALITY: ("Gold accuracy, hidden items", "items right"),
    Criterion.DELIVERY: ("Deliveries on the agreed day or before", "deliveries on time"),
    Criterion.ACCEPTANCE: ("Units accepted at the first attempt", "units accepted"),
    Criterion.COST: ("Paid, against the usual price of the same work", ""),
}
MISSING = {
    "empty": "Nothing happened in this month that could be counted.",
    "several_moneys": "Paid in several currencies in this month, and those do not add up.",
    "not_comparable": "Fewer than two other vendors did the same kind of work, so there is no usual price.",
}


@dataclass(frozen=True)
class ReadLine:
    """One criterion with its words."""

    line: Line
    label: str
    about: str
    counted: str
    missing: str
    tone: str

    @property
    def weighted(self) -> float | None:
        return self.line.points * self.line.weight_used / 100 if self.line.points is not None else None


@dataclass(frozen=True)
class Card:
    """A scorecard with its interval, band and lines, ready to be shown."""

    scorecard: Scorecard
    low: float | None
    high: float | None
    tone: str
    word: str
    lines: list[ReadLine]

    @property
    def score(self) -> float | None:
        return self.scorecard.score

    @property
    def missing(self) -> list[ReadLine]:
        return [read for read in self.lines if read.line.points is None]

    @property
    def weakest(self) -> ReadLine | None:
        """Where most points are lost."""
        known = [read for read in self.lines if read.line.points is not None]
        lost = [(read.line.weight_used * (100 - read.line.points), read) for read in known]
        worst = max(lost, key=lambda pair: pair[0], default=(0, None))
        return worst[1] if worst[0] > 0 else None

    def line(self, criterion: Criterion) -> Line | None:
        return next((read.line for read in self.lines if read.line.criterion == criterion), None)

    @property
    def quality(self) -> Line | None:
        return self.line(Criterion.QUALITY)

    @property
    def delivery(self) -> Line | None:
        return self.line(Criterion.DELIVERY)

    @property
    def acceptance(self) -> Line | None:
        return self.line(Criterion.ACCEPTANCE)


def read_card(scorecard: Scorecard) -> Card:
    """Expects the lines prefetched."""
    rows = sorted(scorecard.lines.all(), key=lambda row: list(Criterion).index(row.criterion))
    lines = [line_of(row) for row in rows]
    low, high = score_range(lines) or (None, None)
    tone, word = band(scorecard.score)
    return Card(scorecard, low, high, tone, word, [_read(line) for line in lines])


def line_of(row: ScorecardLine) -> Line:
    return Line(**{field.name: getattr(row, field.name) for field in fields(Line)})


def _read(line: Line) -> ReadLine:
    about, noun = MEASURES[Criterion(line.criterion)]
    counted = ""
    if line.value is not None and noun:
        counted = f"{line.numerator:,.0f} of {line.denominator:,.0f} {noun}"
    elif line.value is not None:
        counted = f"{line.numerator:,.2f} paid, {line.denominator:,.2f} at the usual price"
    return ReadLine(
        line,
        Criterion(line.criterion).label,
        about,
        counted,
        MISSING.get(line.reason, ""),
        band(line.points)[0],
    )


@dataclass(frozen=True)
class Row:
    """A vendor in the comparison."""

    vendor: Vendor
    card: Card | None
    trend: list[float | None]
    load: VendorLoad

    @property
    def has_trend(self) -> bool:
        return len([score for score in self.trend if score is not None]) > 1


@dataclass(frozen=True)
class Comparison:
    month_on: date | None
    rows: list[Row]

    @property
    def scored(self) -> list[Card]:
        return [row.card for row in self.rows if row.card is not None and row.card.score is not None]

    @property
    def is_unranked(self) -> bool:
        """Overlapping intervals: an order of the vendors would be an order of their luck."""
        return cannot_rank([(card.low, card.high) for card in self.scored if card.low is not None])

    @property
    def failing(self) -> list[Row]:
        return [row for row in self.rows if row.card is not None and row.card.tone == "bad"]


def comparable_month(cards: Sequence[Scorecard], *, on: date) -> date | None:
    """The latest month with a score, a finished one if there is any."""
    scored = {card.month_on for card in cards if card.score is not None}
    finished = [month for month in scored if month < month_of(on)]
    return max(finished or scored, default=None)


def compare(vendors: Sequence[Vendor], *, on: date, month_on: date | None = None) -> Comparison:
    """Every vendor's month side by side, in the order given."""
    vendors = list(vendors)
    cards = list(
        Scorecard.objects.filter(vendor__in=vendors, month_on__gt=date(on.year - 1, on.month, 1))
        .prefetch_related("lines")
        .order_by("month_on")
    )
    month_on = month_on or comparable_month(cards, on=on)
    load = loads(vendors)
    return Comparison(
        month_on,
        [_row(vendor, [c for c in cards if c.vendor_id == vendor.pk], month_on, load) for vendor in vendors],
    )


def _row(vendor: Vendor, cards: list[Scorecard], month_on: date | None, load: dict[int, VendorLoad]) -> Row:
    at_month = next((card for card in cards if card.month_on == month_on), None)
    trend = [card.score for card in cards if month_on is None or card.month_on <= month_on]
    return Row(vendor, read_card(at_month) if at_month else None, trend, load[vendor.pk])
