"""When inspection becomes tighter, normal again, lighter, or stops: the switching rules of Z1.4.

References
----------
ANSI/ASQ Z1.4-2003 (R2018), section 8; MIL-STD-105E (1989), 4.7. The limit numbers of table VIII, optional
since the edition of 1993, are not asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from dataops.stats.arguments import whole_number
from dataops.stats.z14 import IndexedPlan, Severity

Inspection = Literal["normal", "tightened", "reduced", "stopped"]

_WINDOW = 5
_REJECTED_OF_WINDOW = 2
_REJECTED_ON_TIGHTENED = 5
_GOOD_RUN = 10


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot at its first submission; `is_clear` is False for the gap between accept and reject."""

    is_accepted: bool
    is_clear: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How the next lot is inspected, and how many lots back that began."""

    inspection: Inspection
    lots_since: int


def lot_of(plan: IndexedPlan, found: int) -> Lot:
    """What a plan says of a lot in whose sample this many were found."""
    whole_number("found", found)
    return Lot(found < plan.reject, not plan.accept < found < plan.reject)


def standing(lots: Sequence[Lot], *, start: Inspection = "normal", may_reduce: bool = True) -> Standing:
    """How the lot after these is inspected.

    Parameters
    ----------
    lots : (lots,) sequence of Lot
        In the order of submission, without resubmitted ones.
    start : str
        The inspection of the first of them. After a stop that has been put right, begin anew with the
        lots that follow it, on "tightened".
    may_reduce : bool
        Whether production is steady and whoever is responsible agrees to reduced inspection.
    """
    if start not in _RULES:
        raise ValueError(f"Expected an inspection out of {', '.join(_RULES)}; got {start!r}.")
    inspection, since = start, 0
    for seen in range(1, len(lots) + 1):
        following = _RULES[inspection](lots[since:seen], may_reduce)
        if following != inspection:
            inspection, since = following, seen
    if inspection == "reduced" and not may_reduce:
        return Standing("normal", 0)
    return Standing(inspection, len(lots) - since)


def _after_normal(lots: Sequence[Lot], may_reduce: bool) -> Inspection:
    if _rejected(lots[-_WINDOW:]) >= _REJECTED_OF_WINDOW:
        return "tightened"
    if may_reduce and len(lots) >= _GOOD_RUN and not _rejected(lots[-_GOOD_RUN:]):
        return "reduced"
    return "normal"


def _after_tightened(lots: Sequence[Lot], may_reduce: bool) -> Inspection:
    if _rejected(lots) >= _REJECTED_ON_TIGHTENED:
        return "stopped"
    return "normal" if len(lots) >= _WINDOW and not _rejected(lots[-_WINDOW:]) else "tightened"


def _after_reduced(lots: Sequence[Lot], may_reduce: bool) -> Inspection:
    return "reduced" if lots[-1].is_accepted and lots[-1].is_clear else "normal"


def _after_stop(lots: Sequence[Lot], may_reduce: bool) -> Inspection:
    return "stopped"


def _rejected(lots: Sequence[Lot]) -> int:
    return sum(not lot.is_accepted for lot in lots)


_RULES: dict[Inspection, Callable[[Sequence[Lot], bool], Inspection]] = {
    "normal": _after_normal,
    "tightened": _after_tightened,
    "reduced": _after_reduced,
    "stopped": _after_stop,
}


def plan_severity(inspection: Inspection) -> Severity:
    """The table for this inspection; a stop has none."""
    if inspection == "stopped":
        raise ValueError("Expected an inspection that goes on: it has stopped until the cause is put right.")
    return inspection
