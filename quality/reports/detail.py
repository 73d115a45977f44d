"""One project's figures with what each of them means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dataops.stats.results import Estimate
from labeling.models import Project
from quality.models import AggregationSnapshot, GoldItem
from quality.reports.standing import Finding, Targets, agreement_finding, targets_of
from quality.reports.state import few_items, stored_estimate

MEANINGS = (
    (
        "alpha",
        "Krippendorff's alpha",
        "Agreement beyond chance, whoever labeled what. The figure targets are set on.",
    ),
    ("ac1", "Gwet's AC1", "The same, but not dragged down when one answer is common."),
    ("fleiss_kappa", "Fleiss' kappa", "For comparison with published figures."),
    ("brennan_prediger", "Brennan-Prediger", "Beyond guessing evenly among the declared answers."),
)


@dataclass(frozen=True)
class Line:
    """One coefficient with its name and what it says."""

    name: str
    about: str
    estimate: Estimate
    style: str = "coefficient"


@dataclass(frozen=True)
class ProjectDetail:
    alpha: Finding
    lines: tuple[Line, ...]
    targets: Targets
    items: int
    overlapping_items: int
    annotators: int
    judgements: int
    categories: int
    repeats: int
    repeated_pairs: int
    consistent_pairs: int
    few: int | None
    gold_items: int
    aggregation: AggregationSnapshot | None
    computed_at: datetime | None

    @property
    def majority(self) -> Estimate | None:
        return Estimate(**self.aggregation.majority) if self.aggregation else None

    @property
    def dawid_skene(self) -> Estimate | None:
        return Estimate(**self.aggregation.dawid_skene) if self.aggregation else None


def project_detail(project: Project) -> ProjectDetail:
    snapshot = project.agreement_snapshots.order_by("computed_at", "pk").last()
    results = snapshot.results if snapshot else None
    targets = targets_of([project.program_id])[project.program_id]
    percent = Line(
        "Percent agreement",
        "The share of pairs that agree, chance included.",
        stored_estimate(results, "percent_agreement"),
        "share",
    )
    lines = [Line(name, about, stored_estimate(results, key)) for key, name, about in MEANINGS]
    counted = (
        "items",
        "overlapping_items",
        "annotators",
        "judgements",
        "categories",
        "repeats",
        "repeated_pairs",
        "consistent_pairs",
    )
    return ProjectDetail(
        agreement_finding(stored_estimate(results, "alpha"), targets),
        (*lines, percent),
        targets,
        **{name: results[name] if results else 0 for name in counted},
        few=few_items(results),
        gold_items=GoldItem.objects.in_force().filter(project=project).count(),
        aggregation=project.aggregation_snapshots.order_by("computed_at", "pk").last(),
        computed_at=snapshot.computed_at if snapshot else None,
    )
