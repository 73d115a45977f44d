"""A target beside what was measured, in figures and in words."""

from __future__ import annotations

from dataclasses import dataclass

from programs.choices import Metric
from programs.models import Target
from programs.rules import Kept, written
from programs.sockets import Measure, Unit

SHORT = {
    Metric.AGREEMENT: "α",
    Metric.GOLD_ACCURACY: "gold",
    Metric.ACCEPTANCE: "accepted",
    Metric.ON_TIME: "on time",
    Metric.UNIT_COST: "a unit",
}
UNITS: dict[Metric, Unit] = {Metric.AGREEMENT: "coefficient", Metric.UNIT_COST: "money"}


@dataclass(frozen=True)
class Promise:
    target: Target
    measure: Measure | None
    kept: Kept
    currency: str

    @property
    def unit(self) -> Unit:
        return UNITS.get(Metric(self.target.metric), "share")

    @property
    def short(self) -> str:
        return SHORT[Metric(self.target.metric)]

    @property
    def value(self) -> str:
        return self._write(self.measure.value if self.measure else None)

    @property
    def promised(self) -> str:
        return self._write(float(self.target.value))

    @property
    def target_value(self) -> float:
        return float(self.target.value)

    @property
    def tolerance(self) -> str:
        return self._write(float(self.target.tolerance)) if self.target.tolerance else ""

    @property
    def between(self) -> str:
        return between(self.measure, self.currency)

    @property
    def axis_start(self) -> float:
        return axis_of(self.measure, float(self.target.value))[0]

    @property
    def axis_end(self) -> float:
        return axis_of(self.measure, float(self.target.value))[1]

    def _write(self, value: float | None) -> str:
        return written(value, self.unit, self.currency)


@dataclass(frozen=True)
class Figure:
    """One key figure of a program; without a target it has no tone."""

    label: str
    measure: Measure | None
    promise: Promise | None
    currency: str

    @property
    def value(self) -> str:
        if self.measure is None or self.measure.value is None:
            return ""
        return written(self.measure.value, self.measure.unit, self.currency)

    @property
    def sub(self) -> str:
        target = f"target {self.promise.promised}" if self.promise else "no target"
        if self.measure is None or self.measure.value is None:
            return (self.measure.reason if self.measure else "") or "Nothing measures this yet."
        return f"{between(self.measure, self.currency)}, {target}"

    @property
    def tone(self) -> str:
        return self.promise.kept.kind if self.promise else ""

    @property
    def url(self) -> str:
        return self.measure.url if self.measure else ""

    @property
    def target_value(self) -> float | None:
        return float(self.promise.target.value) if self.promise else None

    @property
    def axis_start(self) -> float:
        return axis_of(self.measure, self.target_value)[0]

    @property
    def axis_end(self) -> float:
        return axis_of(self.measure, self.target_value)[1]


def between(measure: Measure | None, currency: str) -> str:
    """The interval in words; a figure without one is exact or says why not."""
    if measure is None:
        return ""
    if measure.low is None or measure.high is None:
        return measure.reason.removesuffix(".") or "exact"
    return (
        f"{written(measure.low, measure.unit, currency)} to {written(measure.high, measure.unit, currency)}"
    )


def axis_of(measure: Measure | None, target: float | None) -> tuple[float, float]:
    """Half to one for shares and coefficients, lower when something lies lower; around the figures for money."""
    if measure is None or measure.value is None:
        return 0.0, 1.0
    values = [one for one in (measure.low, measure.value, measure.high, target) if one is not None]
    if measure.unit in ("share", "coefficient"):
        return (0.5, 1.0) if min(values) >= 0.5 else (min(0.0, *values), 1.0)
    return 0.0, max(values) * 1.25 or 1.0
