"""What waits for somebody about data: compliance itself, and managers whose programs may not hand out data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from compliance.choices import ClearanceState
from compliance.models import Clearance, DataAgreement
from compliance.reports.classes import beyond, said_of
from compliance.reports.gates import gates
from dataops.work.needs import Need, Urgency
from programs import permissions
from programs.models import Program

REFUSED = {ClearanceState.DECLINED: "declined", ClearanceState.REVOKED: "stopped"}
LOOK_AHEAD = timedelta(days=30)


def needs_of(user, *, at: datetime) -> Iterator[Need]:
    if user.vendor_id is not None:
        return
    if user.has_perm(permissions.CLEAR_PROGRAMS):
        yield from _clearances_waiting(user)
    if user.has_perm(permissions.MANAGE_AGREEMENTS):
        yield from _agreements_ending(user, at)
    if user.has_perm(permissions.START_PROGRAMS):
        yield from _clearances_missing(user, at)


def _clearances_waiting(user) -> Iterator[Need]:
    waiting = Clearance.objects.visible_to(user).waiting().exclude(requested_by=user)
    for clearance in waiting.select_related("program", "requested_by").order_by("requested_at", "pk"):
        yield Need(
            urgency=Urgency.BLOCKS_OTHERS,
            title=f"Decide on the data of {clearance.program}",
            why=f"{clearance.get_sensitivity_display()}: {clearance.basis[:160]}",
            url=reverse("compliance:clearance-detail", args=[clearance.pk]),
            action="Decide",
            meta=(f"asked by {clearance.requested_by.name}",),
            since=clearance.requested_at,
        )


def _agreements_ending(user, at: datetime) -> Iterator[Need]:
    today = at.date()
    ending = DataAgreement.objects.visible_to(user).ending_within(on=today, until=today + LOOK_AHEAD)
    for paper in ending.select_related("vendor__organisation").order_by("ends_on", "pk"):
        yield Need(
            urgency=Urgency.DUE,
            title=f"{paper.reference} with {paper.vendor.name} ends in {(paper.ends_on - today).days} days",
            why="From the day after, this vendor gets no personal data.",
            url=f"{reverse('compliance:agreement-file')}?vendor={paper.vendor.slug}",
            action="File a new one",
        )


def _clearances_missing(user, at: datetime) -> Iterator[Need]:
    own = Program.objects.visible_to(user).managed_by(user).running()
    said = said_of(own)
    for gate in gates(own.order_by("code"), on=at.date()):
        if gate.clearance and (more := beyond(said[gate.program.pk], gate.clearance)):
            yield Need(
                urgency=Urgency.BLOCKS_OTHERS,
                title=f"{more.number} brings more sensitive data into {gate.program}",
                why=f"It said {more.get_sensitivity_display().lower()}; compliance was asked about "
                f"{gate.clearance.get_sensitivity_display().lower()}.",
                url=reverse("compliance:clearance-request", args=[gate.program.code]),
                action="Ask for other data",
                since=more.decided_at,
                tone="warn",
            )
        if gate.is_missing:
            yield Need(
                urgency=Urgency.BLOCKS_OTHERS,
                title=f"{gate.program} has orders but no clearance",
                why="No batch can be handed to a vendor before compliance says yes.",
                url=reverse("compliance:clearance-request", args=[gate.program.code]),
                action="Request clearance",
                tone="bad",
            )
        elif gate.vendors and gate.clearance.state in REFUSED:
            yield Need(
                urgency=Urgency.BLOCKS_OTHERS,
                title=f"Compliance {REFUSED[gate.clearance.state]} the data of {gate.program}",
                why=f"Nothing is handed out before you repair it and ask again: {gate.clearance.decision_reason[:160]}",
                url=reverse("compliance:clearance-request", args=[gate.program.code]),
                action="Ask again",
                since=gate.clearance.decided_at,
                tone="bad",
            )
