"""Single sampling plans by lot size and AQL: ANSI/ASQ Z1.4, which is MIL-STD-105E and nearly ISO 2859-1.

Normal and tightened inspection are the same numbers in all three; reduced inspection is that of Z1.4.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from dataops.stats import z14_tables
from dataops.stats.arguments import whole_number
from dataops.stats.hypergeometric import MOST_ITEMS
from dataops.stats.sampling import Plan

Severity = Literal["normal", "tightened", "reduced"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

AQLS: tuple[str, ...] = tuple(z14_tables.AQLS.split())

_ACCEPTANCE = {
    "normal": z14_tables.NORMAL,
    "tightened": z14_tables.TIGHTENED,
    "reduced": z14_tables.REDUCED,
}
_STEP = {"v": 1, "^": -1}
_ITEMS_UP_TO = 10.0  # per cent: above it the AQL counts defects, of which an item may have several
_FINITE = 0.10  # share of the lot from which drawing without putting back is felt


@dataclass(frozen=True, slots=True)
class IndexedPlan:
    """Check `size` items; accept with at most `accept`, reject with at least `reject` found.

    `letter` is the code letter of the lot, `used` that of the plan to which the table's arrows lead. On
    reduced inspection a count between `accept` and `reject` accepts the lot and ends reduced inspection.
    """

    lot: int
    level: str
    aql: str
    severity: Severity
    letter: str
    used: str
    size: int
    accept: int
    reject: int

    @property
    def checks_whole_lot(self) -> bool:
        return self.size == self.lot

    @property
    def plan(self) -> Plan:
        """The plan behind the OC curve: a lot is accepted with anything short of `reject`."""
        defects = float(self.aql) > _ITEMS_UP_TO
        lot = self.lot if self.size > _FINITE * self.lot and not defects else None
        return Plan(self.size, self.reject - 1, lot, defects)


def code_letter(lot: int, level: str = "II") -> str:
    """The letter of table I for a lot of this many items at this inspection level."""
    if whole_number("lot", lot, 0, MOST_ITEMS) < 2:
        raise ValueError(f"Expected a lot of at least 2 items, got {lot}.")
    if level not in z14_tables.LEVELS:
        raise ValueError(f"Expected a level of {', '.join(z14_tables.LEVELS)}, got {level}.")
    rows = [line.split() for line in z14_tables.CODE_LETTERS.split("\n") if line]
    row = next(row for row in rows if row[0] == "-" or lot <= int(row[0]))
    return row[1 + z14_tables.LEVELS.index(level)]


def indexed_plan(
    lot: int, aql: float | str, *, level: str = "II", severity: Severity = "normal"
) -> IndexedPlan:
    """The plan of the standard's tables, its arrows followed.

    Parameters
    ----------
    lot : int
        Items in the lot. A sample as large as the lot means checking all of it.
    aql : per cent
        One of the standard's 26 values, 0.010 to 1000: defective items (from 15 on only defects) per
        hundred items.
    level : str
        I, II (usual) or III; S-1 to S-4 where checks are dear and large risks can be borne.
    severity : str
        What the switching rules say: see `dataops.stats.switching`.

    References
    ----------
    ANSI/ASQ Z1.4-2003 (R2018); MIL-STD-105E (1989), tables I and II-A to II-C.
    """
    column, letter = _column(aql), code_letter(lot, level)
    if severity not in SEVERITIES:
        raise ValueError(f"Expected a severity of {', '.join(SEVERITIES)}, got {severity}.")
    table = _rows(_ACCEPTANCE[severity])
    place = next(number for number, row in enumerate(table) if row[0] == letter)
    while (mark := table[place][2 + column]) in _STEP:
        place += _STEP[mark]
    used, size, accept = table[place][0], int(table[place][1]), int(mark)
    reject = accept + 1
    if severity == "reduced":
        reject = int(_rows(z14_tables.REDUCED_REJECTION)[place][2 + column])
    name = AQLS[column]
    return IndexedPlan(lot, level, name, severity, letter, used, min(size, lot), accept, reject)


def _column(aql: float | str) -> int:
    try:
        return [float(name) for name in AQLS].index(float(aql))
    except (TypeError, ValueError):
        values = ", ".join(AQLS)
        raise ValueError(f"Expected an AQL of the table (per cent): {values}; got {aql}.") from None


@cache
def _rows(table: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in table.strip().split("\n"))
