"""The things of this app that have a page: who may open it, what it is called, who is responsible for it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from dataops.web.templatetags.formats import day
from dataops.work.targets import Kind
from programs import permissions
from programs.models import (
    Ask,
    ChangeRequest,
    DataRequest,
    Decision,
    Milestone,
    Program,
    RaidItem,
    StatusReport,
    Watch,
)


def _programs(user) -> QuerySet:
    """A vendor's people know of a program and have no page of it."""
    seen = Program.objects.visible_to(user)
    return seen.none() if user.vendor_id is not None else seen


def _in_programs(queryset: QuerySet):
    return lambda user: queryset.filter(program__in=_programs(user)).select_related("program")


def _page(name: str):
    return lambda thing, user: reverse(f"programs:{name}", args=[thing.program.code, thing.pk])


def _reports(user) -> QuerySet:
    seen = StatusReport.objects.visible_to(user).select_related("program")
    return seen if user.has_perm(permissions.SEE_REPORTS) else seen.none()


def _watches(user) -> QuerySet:
    seen = Watch.objects.visible_to(user).select_related("metric", "program", "organisation", "portfolio")
    return seen if user.has_perm(permissions.SEE_LEADERSHIP) else seen.none()


def _named(thing) -> str:
    return f"{thing}, {thing.program.code}"


KINDS = {
    "programs.program": Kind(
        noun="Program",
        load=_programs,
        url=lambda program, user: reverse("programs:program-detail", args=[program.code]),
        owners=lambda program: [program.manager_id],
        anchor="program_id",
    ),
    "programs.datarequest": Kind(
        noun="Request",
        load=lambda user: DataRequest.objects.visible_to(user),
        url=lambda request, user: reverse("programs:request-detail", args=[request.number]),
        owners=lambda request: [request.requester_id],
    ),
    "programs.milestone": Kind(
        noun="Milestone",
        load=_in_programs(Milestone.objects.all()),
        url=_page("milestone-detail"),
        name=_named,
        owners=lambda milestone: [milestone.program.manager_id],
    ),
    "programs.raiditem": Kind(
        noun="RAID entry",
        load=_in_programs(RaidItem.objects.all()),
        url=_page("raid-detail"),
        name=_named,
        owners=lambda item: [item.owner_id],
    ),
    "programs.decision": Kind(
        noun="Decision",
        load=_in_programs(Decision.objects.all()),
        url=_page("decision-detail"),
        name=_named,
        owners=lambda decision: [decision.decider_id],
    ),
    "programs.ask": Kind(
        noun="Ask",
        load=_in_programs(Ask.objects.all()),
        url=_page("ask-detail"),
        name=_named,
        owners=lambda ask: [ask.owner_id, ask.program.manager_id],
    ),
    "programs.changerequest": Kind(
        noun="Change request",
        load=_in_programs(ChangeRequest.objects.all()),
        url=_page("change-detail"),
        name=_named,
        owners=lambda change: [change.requested_by_id, change.program.manager_id],
    ),
    "programs.statusreport": Kind(
        noun="Weekly report",
        load=_reports,
        url=lambda report, user: reverse("programs:report-detail", args=[report.pk]),
        name=lambda report: f"{report.program.code}, week of {day(report.week_on)}",
        owners=lambda report: [report.program.manager_id],
    ),
    "programs.watch": Kind(
        noun="Alert",
        load=_watches,
        url=lambda watch, user: reverse("programs:watch-list"),
        owners=lambda watch: [watch.owner_id],
    ),
}
