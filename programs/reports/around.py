"""What stands around the dates and measures of programs: late milestones, risks, changes, and what was reported last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import Coalesce

from programs.choices import ChangeState, RaidState
from programs.models import ChangeRequest, Milestone, Program, RaidItem, StatusReport
from programs.reports.money import Money
from programs.rules import Around, Said
from programs.rules.earned import Tolerance
from programs.rules.status import OVERALL

OF_SCOPE = Q(units_planned__isnull=False) | Q(scope_in__isnull=False) | Q(scope_out__isnull=False)


@dataclass(frozen=True)
class Surroundings:
    """Of many programs, each by its key."""

    risks: Mapping[int, RaidItem]
    changes: Mapping[int, tuple[int, int | None]]
    reports: Mapping[int, StatusReport]

    def of(self, program: Program, *, money: Money | None, coming: Milestone | None, on: date) -> Around:
        pk, kept = program.pk, getattr(program, "budget_tolerance", None)
        risk, report = self.risks.get(pk), self.reports.get(pk)
        waiting, agreed = self.changes.get(pk, (0, None))
        return Around(
            over_share=money.over_share if money else None,
            tolerance=Tolerance(kept.amber, kept.red) if kept else Tolerance(),
            no_cost="Nothing is spent yet." if money and money.budget else "No budget is set.",
            late=coming if coming and coming.due_on < on else None,
            risk=risk if risk and risk.is_open else None,
            risks=risk.open_count if risk else None,  # type: ignore[attr-defined]
            waiting_changes=waiting,
            baseline=agreed or (report.baseline_units if report else None),
            said=said_in(report) if report else {},
        )


def surroundings_of(ids: Sequence[int]) -> Surroundings:
    """In three queries, however many programs there are."""
    return Surroundings(_risks(ids), _changes(ids), _reports(ids))


def said_in(report: StatusReport) -> dict[str, Said]:
    """What the report says against the rule, of its dimensions and overall."""
    said = {name: Said(**words) for name, words in report.overrides.items()}
    if report.rag_override:
        said[OVERALL] = Said(report.rag_override, report.override_reason, report.rag)
    return said


def _risks(ids: Sequence[int]) -> dict[int, RaidItem]:
    """The heaviest open risk of each program, or one that is closed; with how many are open."""
    is_open = Q(state=RaidState.OPEN)
    counted = Window(Count("pk", filter=is_open), partition_by=[F("program_id")])
    risks = RaidItem.objects.filter(program__in=ids).risks().annotate(open_count=counted)
    place = Case(When(is_open, then=Value(0)), default=Value(1))
    product = Coalesce(F("likelihood") * F("impact"), 0)
    first = risks.order_by("program_id", place, product.desc(), "pk").distinct("program_id")
    return {risk.program_id: risk for risk in first}


def _changes(ids: Sequence[int]) -> dict[int, tuple[int, int | None]]:
    """How many changes of scope wait, and the units that were agreed upon last."""
    agreed = Q(state=ChangeState.APPROVED, units_planned__isnull=False)
    rows = (
        ChangeRequest.objects.filter(OF_SCOPE, program__in=ids)
        .values_list("program_id")
        .annotate(
            waiting=Count("pk", filter=Q(state=ChangeState.WAITING)),
            agreed=ArrayAgg("units_planned", filter=agreed, order_by="-decided_at", default=[]),
        )
        .order_by()
    )
    return {pk: (waiting, agreed[0] if agreed else None) for pk, waiting, agreed in rows}


def _reports(ids: Sequence[int]) -> dict[int, StatusReport]:
    """The newest published report of each program, without its numbers."""
    newest = StatusReport.objects.filter(program__in=ids).published().order_by("program_id", "-week_on")
    needed = ("program_id", "week_on", "rag", "rag_override", "override_reason", "overrides")
    return {row.program_id: row for row in newest.distinct("program_id").only(*needed, "baseline_units")}
