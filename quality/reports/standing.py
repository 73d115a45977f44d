"""Where a figure stands against its target. The interval decides, not the point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dataops.stats.results import Estimate
from programs.choices import Metric
from programs.models import Target
from quality.choices import Standing

Targets = dict[str, float]

WORDS = {
    Standing.REACHED: "Reaches the target",
    Standing.OPEN: "Could be either side of the target",
    Standing.MISSED: "Below the target",
    Standing.UNJUDGED: "No target to hold it against",
    Standing.NO_DATA: "No data",
}
TONES = {Standing.REACHED: "ok", Standing.OPEN: "warn", Standing.MISSED: "bad"}


@dataclass(frozen=True)
class Finding:
    """One measured figure with what the program promised of it."""

    metric: str
    label: str
    estimate: Estimate
    target: float | None = None
    style: str = "share"

    @property
    def standing(self) -> Standing:
        found = self.estimate
        if found.estimate is None:
            return Standing.NO_DATA
        if self.target is None:
            return Standing.UNJUDGED
        if found.ci_low is None or found.ci_high is None:
            return Standing.OPEN
        if found.ci_low >= self.target:
            return Standing.REACHED
        return Standing.MISSED if found.ci_high < self.target else Standing.OPEN

    @property
    def words(self) -> str:
        return WORDS[self.standing]

    @property
    def tone(self) -> str:
        return TONES.get(self.standing, "idle")

    @property
    def mark_tone(self) -> str:
        """A mark without a target keeps its own colour."""
        return TONES.get(self.standing, "")

    def to_json(self) -> dict[str, Any]:
        return {
            "metric": self.metric,
            "label": self.label,
            "estimate": self.estimate.to_json(),
            "target": self.target,
            "style": self.style,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Finding:
        return cls(**stored | {"estimate": Estimate(**stored["estimate"])})


def agreement_finding(estimate: Estimate, targets: Targets) -> Finding:
    return Finding("agreement", "Agreement, α", estimate, targets.get(Metric.AGREEMENT), "coefficient")


def gold_finding(estimate: Estimate, targets: Targets) -> Finding:
    return Finding("gold_accuracy", "Gold accuracy", estimate, targets.get(Metric.GOLD_ACCURACY))


def targets_of(program_ids: Iterable[int]) -> dict[int, Targets]:
    """What each program promises, by metric."""
    found: dict[int, Targets] = {pk: {} for pk in program_ids}
    rows = Target.objects.filter(program__in=list(found)).values_list("program", "metric", "value")
    for program_id, metric, value in rows:
        found[program_id][metric] = float(value)
    return found
