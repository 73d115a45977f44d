"""The quality overview: where things stand, in a sentence and in rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from labeling.models import BatchShare, Project
from programs.models import Program
from quality.choices import Outcome, Standing
from quality.models import AcceptanceDecision, GoldCount
from quality.reports.needs import judged_programs, waiting_shares
from quality.reports.projects import (
    BatchRow,
    GoldRow,
    ProjectRow,
    batch_rows,
    gold_of_shares,
    may_rank,
    project_rows,
    vendor_rows,
)
from quality.reports.standing import Finding, targets_of
from quality.rules import brought_by

RECENT = 8


@dataclass(frozen=True)
class Waiting:
    """A delivery to answer, with the agreement in its batch and the vendor's own gold accuracy there."""

    share: BatchShare
    row: BatchRow
    gold: Finding
    may_decide: bool
    is_own: bool


@dataclass(frozen=True)
class Overview:
    projects: list[ProjectRow]
    waiting: list[Waiting]
    vendors: list[GoldRow]
    decisions: list[AcceptanceDecision]
    answered: int
    accepted: int

    @property
    def missed(self) -> list[ProjectRow]:
        return [row for row in self.projects if row.alpha.standing == Standing.MISSED]

    @property
    def measured(self) -> list[ProjectRow]:
        return [row for row in self.projects if row.alpha.estimate.estimate is not None]

    @property
    def gold_judged(self) -> int:
        return sum(row.judged for row in self.vendors)

    @property
    def gold_correct(self) -> int:
        return sum(row.correct for row in self.vendors)

    @property
    def waiting_units(self) -> int:
        return sum(waits.share.delivery.units for waits in self.waiting)

    @property
    def can_rank_vendors(self) -> bool:
        return may_rank(self.vendors)


def overview_of(user, programs: QuerySet[Program]) -> Overview:
    projects = project_rows(
        Project.objects.filter(program__in=programs).order_by("program__code", "name", "pk")
    )
    answered = AcceptanceDecision.objects.filter(share__batch__project__program__in=programs)
    totals = answered.aggregate(all=Count("pk"), accepted=Count("pk", filter=Q(outcome=Outcome.ACCEPTED)))
    return Overview(
        projects,
        _waiting(user, programs),
        vendor_rows(GoldCount.objects.filter(project__program__in=programs), _common_targets(programs)),
        list(
            answered.select_related(
                "share__batch", "vendor__organisation", "decided_by", "delivery"
            ).newest_first()[:RECENT]
        ),
        totals["all"],
        totals["accepted"],
    )


def _waiting(user, programs: QuerySet[Program]) -> list[Waiting]:
    shares = list(waiting_shares(programs))
    judged = set(judged_programs(user).values_list("pk", flat=True))
    brought = brought_by(user, shares)
    rows = {
        row.batch.pk: row
        for row in batch_rows(list({share.batch_id: share.batch for share in shares}.values()))
    }
    gold = gold_of_shares(shares)
    return [
        Waiting(
            share,
            rows[share.batch_id],
            gold[share.pk],
            share.batch.project.program_id in judged and share.pk not in brought,
            share.pk in brought,
        )
        for share in shares
    ]


def _common_targets(programs: QuerySet[Program]) -> dict[str, float]:
    """A target for vendors across programs exists only where all of them promise the same."""
    promised = list(targets_of(programs.values_list("pk", flat=True)).values())
    return promised[0] if promised and all(one == promised[0] for one in promised) else {}
