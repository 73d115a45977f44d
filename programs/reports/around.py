"""What stands around the dates and measures of programs: late milestones, risks, changes, and what was reported last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce

from programs.choices import ChangeState, RaidState
from programs.models import ChangeRequest, Milestone, MilestoneForecast, Program, RaidItem, StatusReport
from programs.reports.money import Money
from programs.rules import Around, Said
from programs.rules.earned import Tolerance
from programs.rules.standing import Slip
from programs.rules.status import OVERALL

OF_SCOPE = Q(units_planned__isnull=False) | Q(scope_in__isnull=False) | Q(scope_out__isnull=False)


@dataclass(frozen=True)
class Surroundings:
    """Of many programs, each by its key."""

    risks: Mapping[int, RaidItem]
    changes: Mapping[int, tuple[int, int | None]]
    reports: Mapping[int, StatusReport]

    def of(self, program: Program, *, money: Money | None, coming: Sequence[Milestone], on: date) -> Around:
        pk, kept = program.pk, getattr(program, "budget_tolerance", None)
        risk, report = self.risks.get(pk), self.reports.get(pk)
        waiting, agreed = self.changes.get(pk, (0, None))
        return Around(
            over_share=money.over_share if money else None,
            bound_share=money.bound_share if money else None,
            tolerance=Tolerance(kept.amber, kept.red) if kept else Tolerance(),
            no_cost="Nothing is spent yet." if money and money.budget else "No budget is set.",
            late=coming[0] if coming and coming[0].due_on < on else None,
            slipping=_slipping(program, coming, on),
            risk=risk if risk and risk.is_open else None,
            risks=risk.open_count if risk else None,  # type: ignore[attr-defined]
            waiting_changes=waiting,
            baseline=agreed or (report.baseline_units if report else None),
            said=said_in(report) if report else {},
        )


def milestones_ahead(ids: Sequence[int], *, on: date) -> Mapping[int, list[Milestone]]:
    """The open milestones of each program, the next first, each with what is forecast for it."""
    known = MilestoneForecast.objects.filter(milestone=OuterRef("pk"), computed_on__lte=on)
    newest = known.order_by("-computed_on")
    found: dict[int, list[Milestone]] = defaultdict(list)
    rows = Milestone.objects.filter(program__in=ids).open().order_by("program_id", "due_on", "pk")
    for row in rows.annotate(**{name: Subquery(newest.values(name)[:1]) for name in ("p50_on", "p85_on")}):
        found[row.program_id].append(row)
    return found


def _slipping(program: Program, coming: Sequence[Milestone], on: date) -> Slip | None:
    """The milestone whose forecast lies furthest after its due date, by P50 first; an overdue one is told as that."""
    tolerated = timedelta(days=program.tolerance_days)
    slips = []
    for one in coming:
        p50_on, p85_on, latest = one.p50_on, one.p85_on, one.due_on + tolerated  # type: ignore[attr-defined]
        if one.due_on >= on and p50_on and max(p50_on, p85_on or p50_on) > latest:
            slips.append(Slip(one, p50_on, p85_on, is_likely=p50_on > latest))
    return max(slips, key=lambda slip: (slip.is_likely, slip.p50_on - slip.milestone.due_on), default=None)


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
