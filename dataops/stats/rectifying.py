"""What leaves the gate when rejected lots are checked in full and put right.

References
----------
D. C. Montgomery (2013), Introduction to Statistical Quality Control, 7th ed., section 15.2.
H. F. Dodge, H. G. Romig (1959), Sampling Inspection Tables, 2nd ed.
"""

from dataclasses import dataclass
from math import sqrt

from dataops.stats.arguments import whole_number
from dataops.stats.sampling import Plan

_GOLDEN = (sqrt(5.0) - 1.0) / 2.0
_GRID = 200
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst that can leave on average, and the incoming share at which it does."""

    outgoing: float
    incoming: float


def outgoing_quality(plan: Plan, share: float, lot: int) -> float:
    """AOQ: the average defective share after the gate, when lots of `lot` items come in with `share`."""
    _check(plan, lot)
    return plan.acceptance(share) * share * (lot - plan.size) / lot


def total_inspection(plan: Plan, share: float, lot: int) -> float:
    """ATI: the average number of items checked per lot; a rejected lot is checked in full."""
    _check(plan, lot)
    return plan.size + (1.0 - plan.acceptance(share)) * (lot - plan.size)


def outgoing_limit(plan: Plan, lot: int) -> Worst:
    """AOQL: the worst average quality that leaves, whatever comes in."""
    _check(plan, lot)
    if plan.lot is not None:
        worst = _peak(plan, lot)
        return Worst(outgoing_quality(plan, worst / lot, lot), worst / lot)
    top = max(range(_GRID + 1), key=lambda step: outgoing_quality(plan, step / _GRID, lot))
    return _refined(plan, lot, max(0, top - 1) / _GRID, min(_GRID, top + 1) / _GRID)


def _peak(plan: Plan, lot: int) -> int:
    """The number of defective items with the largest AOQ, found by thirds.

    AOQ rises to one peak and falls: the items it takes until more than `accept` are in the sample follow the negative
    hypergeometric distribution, whose chances are log-concave, and so is the acceptance times the items.
    """
    low, high = 0, lot

    def leaves(items: int) -> float:
        return plan.acceptance_of(items) * items

    while high - low > 2:
        third = (high - low) // 3
        low, high = (low + third, high) if leaves(low + third) < leaves(high - third) else (low, high - third)
    return max(range(low, high + 1), key=leaves)


def _refined(plan: Plan, lot: int, low: float, high: float) -> Worst:
    """Golden-section search between the neighbours of the best point of a grid."""
    while high - low > _CLOSE:
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if outgoing_quality(plan, left, lot) < outgoing_quality(plan, right, lot):
            low = left
        else:
            high = right
    share = (low + high) / 2.0
    return Worst(outgoing_quality(plan, share, lot), share)


def _check(plan: Plan, lot: int) -> None:
    whole_number("lot", lot, 1)
    if plan.counts_defects:
        raise ValueError("Expected a plan that counts defective items, not defects.")
    if lot < plan.size or plan.lot not in (None, lot):
        raise ValueError(f"Expected a lot of {plan.lot or plan.size} items, got {lot}.")
