"""The money of a quote as lines of a budget: what the work costs at P50, and a reserve up to what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from programs.choices import BudgetCategory
from programs.models import Estimate

STEP, MOST_PRICE = Decimal("0.0001"), Decimal(10) ** 8


@dataclass(frozen=True)
class Aside:
    category: str
    quantity: int
    unit_cost: Decimal
    note: str


def money_aside(estimate: Estimate) -> list[Aside]:
    """Together the P85 cost, to the cent: what the price of a unit leaves over goes into the reserve."""
    if estimate.cost_p50 is None or estimate.cost_p85 is None:
        return []
    of = f"{estimate.request.number}, estimate {estimate.number}"
    quantity = estimate.units or 1
    price = (estimate.cost_p50 / quantity).quantize(STEP, ROUND_DOWN)
    reserve = estimate.cost_p85 - quantity * price
    lines = [
        Aside(BudgetCategory.LABELING, quantity, price, f"P50 cost of {of}"),
        Aside(BudgetCategory.OTHER, 1, reserve, f"Reserve up to the P85 cost of {of}"),
    ]
    return [line for line in lines if 0 < line.unit_cost < MOST_PRICE]
