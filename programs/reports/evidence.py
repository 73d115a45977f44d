"""What a requester asked for beside what was measured: each criterion with its figure, interval and number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from dataops.base.sight import sight_of
from dataops.web.templatetags.formats import number
from programs import sockets
from programs.choices import Metric, Operator
from programs.models import Criterion, DataRequest
from programs.reports.promise import UNITS
from programs.rules import written
from programs.sockets import Measure

NOBODY = "Nothing measures this yet."
GONE = "This is measured no longer: nobody can say whether it is met."
# met → (shape of its mark, word)
LOOKS = {"met": ("ok", "Met"), "unsure": ("warn", "Met, not certain"), "missed": ("bad", "Not met"), "": ("idle", "No data")}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """One criterion as it stood on a day; all of it plain, so that it can be kept."""

    label: str
    asked: str
    measured: str
    between: str
    n: int
    reason: str
    met: str

    @property
    def kind(self) -> str:
        return LOOKS[self.met][0]

    @property
    def word(self) -> str:
        return LOOKS[self.met][1]


@dataclass(frozen=True)
class Evidence:
    judged: Sequence[Judged]
    accepted: int
    planned: int

    @property
    def frozen(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self.judged]

    @property
    def version(self) -> int:
        return sight_of(self.frozen, self.accepted, self.planned)


def evidence_of(request: DataRequest, *, on: date) -> Evidence:
    """The criteria of a request beside the figures of its program, and how many units are there."""
    program = request.program
    assert program is not None
    measures = sockets.measures_of([program.pk], on=on)[program.pk]
    by_day = sockets.accepted_of([program.pk])[program.pk]
    judged = [_judge(one, measures.get(one.metric), program.currency) for one in criteria_of(request)]
    accepted = sum(units for day, units in by_day.items() if day <= on)
    return Evidence(judged, accepted, program.units_planned)


def kept_evidence(rows: Iterable[dict[str, Any]]) -> list[Judged]:
    return [Judged(**row) for row in rows]


def without_money(rows: Iterable[Judged]) -> list[Judged]:
    """For people who may not see what things cost: whether it is met, and not the amount."""
    return [
        replace(one, measured="Not shown", between="", reason="What it cost is for those who may see money.")
        if one.label == Metric.UNIT_COST.label and one.measured
        else one
        for one in rows
    ]


def criteria_of(request: DataRequest) -> list[Criterion]:
    """What was asked for: the criteria, and the two qualities that have a question of their own."""
    rows = list(request.criteria.all())
    named = {row.metric for row in rows}
    own = {Metric.AGREEMENT: request.agreement_wanted, Metric.GOLD_ACCURACY: request.accuracy_wanted}
    implied = [
        Criterion(request=request, metric=metric, operator=Operator.AT_LEAST, threshold=wanted)
        for metric, wanted in own.items()
        if wanted is not None and metric not in named
    ]
    return implied + rows


def _judge(criterion: Criterion, measure: Measure | None, currency: str) -> Judged:
    unit = UNITS.get(criterion.metric, "share") if criterion.is_measured else "share"
    sign = f"{criterion.get_operator_display().lower()} {written(float(criterion.threshold), unit, currency)}"
    asked = f"{sign}{criterion.on_items}"
    if measure is None or measure.value is None or not criterion.is_measured:
        reason = GONE if not criterion.is_measured else (measure.reason if measure else "") or NOBODY
        return Judged(criterion.label, asked, "", "", 0, reason, "")
    low, high = measure.low, measure.high
    between = ""
    if low is not None and high is not None:
        between = f"{written(low, unit, currency)} to {written(high, unit, currency)}"
    short = criterion.sample_size is not None and measure.n < criterion.sample_size
    reason = (
        f"Known on {number(measure.n)} of {number(criterion.sample_size)} items." if short else measure.reason
    )
    met = "" if short else _met(criterion, measure)
    return Judged(
        criterion.label, asked, written(measure.value, unit, currency), between, measure.n, reason, met
    )


def _met(criterion: Criterion, measure: Measure) -> str:
    """Met when the figure lies right, and certain when all of its interval does; what has none is exact."""
    assert measure.value is not None
    sign = 1 if criterion.operator == Operator.AT_LEAST else -1
    threshold = float(Decimal(criterion.threshold))
    worst = measure.low if sign == 1 else measure.high
    if sign * measure.value < sign * threshold:
        return "missed"
    return "unsure" if worst is not None and sign * worst < sign * threshold else "met"
