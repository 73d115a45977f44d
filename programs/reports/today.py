"""How a program is worked on today, from the records: where every other plan begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programs import sockets
from programs.choices import BudgetCategory
from programs.models import BudgetLine, Program
from programs.reports.line import ProgramLine, line_of
from programs.reports.outlook import Rework, rework_of
from programs.sockets import Queue, Setting

ALL = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Today:
    """What the records know; what they do not know is None and changes nothing."""

    line: ProgramLine
    queues: Sequence[Queue]
    rework: Rework | None
    lines: Sequence[BudgetLine]
    overlap: Setting | None
    people: Setting | None

    @property
    def review(self) -> Decimal | None:
        """The per cent of units that the budget has reviewed."""
        planned = sum(line.quantity for line in self.lines if line.category == BudgetCategory.REVIEW)
        return ALL * planned / self.line.program.units_planned if planned else None

    @property
    def split(self) -> Mapping[int, Decimal]:
        """Per cent of what remains under open orders, by house; together a hundred."""
        whole = sum(queue.remaining for queue in self.queues)
        if not whole:
            return {}
        parts = {queue.house: (ALL * queue.remaining / whole).quantize(TENTH) for queue in self.queues}
        largest = max(parts, key=lambda house: parts[house])
        parts[largest] += ALL - sum(parts.values())
        return parts

    def starting(self) -> dict[str, Decimal]:
        """By field of the form, what stands in it before anybody changed it."""
        known = {
            "overlap": self.overlap and self.overlap.value,
            "review": self.review,
            "rework": Decimal(str(self.rework.share)) * ALL if self.rework else None,
            "people": ALL,
        }
        split = {f"split_{queue.slug}": self.split.get(queue.house) for queue in self.queues}
        return {name: _short(value) for name, value in (known | split).items() if value is not None}


def today_of(program: Program, *, on: date, with_money: bool) -> Today:
    line = line_of(program.pk, on=on, with_money=with_money)
    return Today(
        line=line,
        queues=sockets.queues_of(program),
        rework=rework_of(line),
        lines=list(program.budget_lines.all()) if with_money else [],
        overlap=sockets.setting_of(sockets.overlaps, program),
        people=sockets.setting_of(sockets.rosters, program),
    )


def _short(value: Decimal) -> Decimal:
    """At most two decimals and no empty ones: as a person would type it."""
    return Decimal(f"{round(value, 2).normalize():f}")
