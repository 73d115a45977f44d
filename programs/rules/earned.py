"""Earned value from accepted units: what was planned, what was earned, what it cost, where it ends. All exact.

References
----------
Project Management Institute (2019), The Standard for Earned Value Management.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NO_BUDGET = "No money is set aside, so nothing can be earned of it."
NO_UNITS = "No unit is accepted yet."
NOT_BEGUN = "Nothing was planned to be accepted by now."
NOTHING_SPENT = "Nothing was spent yet."
Point = tuple[date, Decimal]


@dataclass(frozen=True)
class EarnedValue:
    """`bac` is the budget; a figure that cannot be is None, and `why` says why."""

    bac: Decimal
    planned: int
    accepted: int
    planned_share: Decimal
    ac: Decimal | None
    why_no_ac: str = ""
    is_over: bool = False

    @property
    def pv(self) -> Decimal | None:
        return self.bac * self.planned_share if self.bac else None

    @property
    def planned_unit(self) -> Decimal | None:
        return self.bac / self.planned if self.bac and self.planned else None

    @property
    def actual_unit(self) -> Decimal | None:
        return self.ac / self.accepted if self.ac is not None and self.accepted else None

    @property
    def ev(self) -> Decimal | None:
        """More than was planned earns no more than was set aside."""
        if self.planned_unit is None:
            return None
        return self.bac * min(self.accepted, self.planned) / self.planned

    @property
    def cv(self) -> Decimal | None:
        return None if self.ev is None or self.ac is None else self.ev - self.ac

    @property
    def sv(self) -> Decimal | None:
        return None if self.ev is None or self.pv is None else self.ev - self.pv

    @property
    def cpi(self) -> Decimal | None:
        return self.ev / self.ac if self.ev is not None and self.ac else None

    @property
    def spi(self) -> Decimal | None:
        return self.ev / self.pv if self.ev is not None and self.pv else None

    @property
    def eac(self) -> Decimal | None:
        """At what a unit has cost so far: budget over CPI. The one that is used. What was delivered costs no more."""
        if self.is_over and self.accepted and self.bac:
            return self.ac
        return self.bac / self.cpi if self.cpi else None

    @property
    def eac_rest_as_planned(self) -> Decimal | None:
        """If what was too dear so far does not come again."""
        return None if self.ev is None or self.ac is None else self.ac + self.bac - self.ev

    @property
    def eac_date_held(self) -> Decimal | None:
        """If the due date is held at any price: the rest at cost and pace so far."""
        if self.ev is None or self.ac is None or not self.cpi or not self.spi:
            return None
        return self.ac + (self.bac - self.ev) / (self.cpi * self.spi)

    @property
    def etc(self) -> Decimal | None:
        return None if self.eac is None or self.ac is None else self.eac - self.ac

    @property
    def vac(self) -> Decimal | None:
        return None if self.eac is None else self.bac - self.eac

    @property
    def over_share(self) -> Decimal | None:
        return self.eac / self.bac - 1 if self.eac is not None and self.bac else None

    @property
    def why(self) -> str:
        """What keeps the cost at the end from being known."""
        if not self.bac:
            return NO_BUDGET
        if self.ac is None:
            return self.why_no_ac
        if not self.accepted:
            return NO_UNITS
        return "" if self.ac else NOTHING_SPENT

    @property
    def why_no_spi(self) -> str:
        return "" if self.spi is not None else NO_BUDGET if not self.bac else NOT_BEGUN


def planned_share(points: Sequence[Point], *, on: date) -> Decimal:
    """Where the plan is at the end of a day: even between the days it names, never falling."""
    before = points[0]
    if on < before[0]:
        return Decimal(0)
    for point in points[1:]:
        if on < point[0]:
            gone = Decimal((on - before[0]).days) / (point[0] - before[0]).days
            return before[1] + (point[1] - before[1]) * gone
        before = point
    return before[1]


@dataclass(frozen=True)
class Tolerance:
    """How far over budget is still amber; beyond it is red."""

    amber: Decimal = Decimal("0.05")
    red: Decimal = Decimal("0.10")

    def kind(self, over: Decimal | None) -> str:
        if over is None:
            return "idle"
        return "bad" if over > self.red else "warn" if over > self.amber else "ok"
