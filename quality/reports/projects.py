"""The rows of the quality pages: projects, batches, vendors and workers with their figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from dataops.stats.intervals import cannot_rank, wilson
from dataops.stats.results import Estimate
from labeling.models import Batch, BatchShare, Project
from quality.models import AgreementSnapshot, BatchTally, GoldCount
from quality.reports.standing import Finding, Targets, agreement_finding, gold_finding, targets_of
from quality.reports.state import NOTHING, few_items, stored_estimate


@dataclass(frozen=True)
class ProjectRow:
    """A project with its newest figures."""

    project: Project
    alpha: Finding
    ac1: Estimate
    percent: Estimate
    gold: Finding
    judgements: int
    computed_at: datetime | None


@dataclass(frozen=True)
class BatchRow:
    """A batch with the figures of it alone."""

    batch: Batch
    alpha: Finding
    percent: Estimate
    gold: Finding
    items: int
    judgements: int
    repeats: int
    computed_at: datetime | None
    few: int | None


@dataclass(frozen=True)
class GoldRow:
    """Gold accuracy of one vendor or worker, out of two integers."""

    key: int
    name: str
    home: str
    correct: int
    judged: int
    finding: Finding


def project_rows(projects: QuerySet[Project]) -> list[ProjectRow]:
    shown = list(projects.select_related("program"))
    newest = {
        row.project_id: row
        for row in AgreementSnapshot.objects.filter(project__in=shown).newest_per_project()
    }
    targets = targets_of({project.program_id for project in shown})
    gold = _gold_by("project", GoldCount.objects.filter(project__in=shown))
    return [
        _project_row(
            project, newest.get(project.pk), targets[project.program_id], gold.get(project.pk, NOTHING)
        )
        for project in shown
    ]


def _project_row(
    project: Project, snapshot: AgreementSnapshot | None, targets: Targets, gold: Estimate
) -> ProjectRow:
    results = snapshot.results if snapshot else None
    return ProjectRow(
        project,
        agreement_finding(stored_estimate(results, "alpha"), targets),
        stored_estimate(results, "ac1"),
        stored_estimate(results, "percent_agreement"),
        gold_finding(gold, targets),
        snapshot.judgements if snapshot else 0,
        snapshot.computed_at if snapshot else None,
    )


def batch_rows(batches: Sequence[Batch]) -> list[BatchRow]:
    tallies = {tally.batch_id: tally for tally in BatchTally.objects.filter(batch__in=batches).defer("state")}
    targets = targets_of({batch.project.program_id for batch in batches})
    gold = _gold_by("batch", GoldCount.objects.filter(batch__in=batches))
    return [
        _batch_row(
            batch, tallies.get(batch.pk), targets[batch.project.program_id], gold.get(batch.pk, NOTHING)
        )
        for batch in batches
    ]


def _batch_row(batch: Batch, tally: BatchTally | None, targets: Targets, gold: Estimate) -> BatchRow:
    results = tally.results if tally else None
    items, judgements, repeats = (
        (results["items"], results["judgements"], results["repeats"]) if results else (0, 0, 0)
    )
    return BatchRow(
        batch,
        agreement_finding(stored_estimate(results, "alpha"), targets),
        stored_estimate(results, "percent_agreement"),
        gold_finding(gold, targets),
        items,
        judgements,
        repeats,
        tally.computed_at if tally else None,
        few_items(results),
    )


def _gold_by(group: str, counts: QuerySet[GoldCount]) -> dict[int, Estimate]:
    return {
        row[group]: wilson(row["correct_sum"], row["judged_sum"])
        for row in counts.values(group).sums().order_by()
    }


def gold_of_shares(shares: Sequence[BatchShare]) -> dict[int, Finding]:
    """Of each share its own vendor's gold accuracy in the batch."""
    counts = GoldCount.objects.filter(batch__in={share.batch_id for share in shares})
    found = {
        (row["batch"], row["vendor"]): wilson(row["correct_sum"], row["judged_sum"])
        for row in counts.values("batch", "vendor").sums().order_by()
    }
    targets = targets_of({share.batch.project.program_id for share in shares})
    return {
        share.pk: gold_finding(
            found.get((share.batch_id, share.vendor_id), NOTHING), targets[share.batch.project.program_id]
        )
        for share in shares
    }


def vendor_rows(counts: QuerySet[GoldCount], targets: Targets) -> list[GoldRow]:
    """Gold accuracy by vendor, by name: an order by accuracy would rank what may not be ranked."""
    rows = counts.values("vendor", "vendor__organisation__name").sums().order_by("vendor__organisation__name")
    return [_gold_row(row["vendor"], row["vendor__organisation__name"], "", row, targets) for row in rows]


def worker_rows(counts: QuerySet[GoldCount], targets: Targets) -> list[GoldRow]:
    """Gold accuracy by worker, by their pseudonym."""
    rows = (
        counts.values("worker", "worker__external_id", "vendor__organisation__name")
        .sums()
        .order_by("worker__external_id", "worker")
    )
    return [
        _gold_row(row["worker"], row["worker__external_id"], row["vendor__organisation__name"], row, targets)
        for row in rows
    ]


def _gold_row(key: int, name: str, home: str, row: dict[str, int], targets: Targets) -> GoldRow:
    found = wilson(row["correct_sum"], row["judged_sum"])
    return GoldRow(key, name, home, row["correct_sum"], row["judged_sum"], gold_finding(found, targets))


def may_rank(rows: Iterable[GoldRow]) -> bool:
    """Do some two of these intervals lie wholly apart?"""
    found = [row.finding.estimate for row in rows]
    return not cannot_rank([(one.ci_low, one.ci_high) for one in found if one.ci_low is not None])
