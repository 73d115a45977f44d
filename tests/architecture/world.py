"""A small world with two of everything: what is one's own, a rival's twin of it, and what is missing.

Every name of the rival carries a canary; a page that shows one leaks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.models import User
from dataops.accounts.operations import invitation, token
from dataops.jobs.models import Job
from programs.operations.program import admit
from tests.factories import accounts, compliance, labeling, programs, quality, vendors

CANARY = "zqcanary"
MISSING = 2_000_000_011


@dataclass
class House:
    """What belongs to one vendor, by the name that addresses give it."""

    people: dict[str, User] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    staff: dict[str, User]
    own: House
    rival: House
    values: dict[str, Any]

    def person(self, role: str) -> User | None:
        if role == "anyone":
            return None
        return self.own.people.get(role) or self.staff[role]


def build() -> World:
    staff = {
        role.value: accounts.user(role=role)
        for role in Role
        if role not in {Role.LABELER, Role.VENDOR_ADMIN, Role.VENDOR_LABELER}
    }
    program = programs.program(manager=staff[Role.PROGRAM_MANAGER])
    for role in (Role.PROGRAM_MANAGER, Role.REQUESTER, Role.REVIEWER):
        admit(program, staff[role], actor=None)
    own = _house("own", program, staff)
    hidden = programs.program(name=f"{CANARY} program", goal=CANARY)
    rival = _house(CANARY, hidden, staff)
    team = accounts.organisation(kind=OrganisationKind.TEAM, name="Own team")
    own.people[Role.LABELER] = accounts.user(
        role=Role.LABELER, organisation=team, email="labeler@own.example.com"
    )
    return World(staff, own, rival, _company_values(program, staff, own))


def _house(mark: str, program, staff) -> House:
    home = accounts.organisation(name=f"{mark} house")
    vendor = vendors.vendor(organisation=home, contact=f"{mark}@example.com")
    admin = accounts.user(
        role=Role.VENDOR_ADMIN, organisation=home, email=f"{mark}-admin@example.com", name=f"{mark} admin"
    )
    hand = accounts.user(
        role=Role.VENDOR_LABELER, organisation=home, email=f"{mark}-hand@example.com", name=f"{mark} hand"
    )
    worker = vendors.worker(vendor, external_id=f"{mark}-worker", user=hand)
    paper = vendors.contract(vendor, number=f"{mark}-contract")
    rate = vendors.rate_line(paper)
    order = vendors.work_order(rate_line=rate, program_=program, number=f"{mark}-order")
    delivery = vendors.delivery(order, batch_ref=f"{mark}-batch")
    project = labeling.project(program, name=f"{mark} project")
    data = labeling.dataset(program, name=f"{mark} data")
    batch = labeling.batch(project, dataset=data, number=f"{mark}-b1")
    rule = labeling.guideline(project, body=f"# {mark}")
    share = labeling.share(batch, order, delivery=delivery)
    task = labeling.task(batch)
    slot = labeling.slot(share, task)
    label = labeling.annotation(labeling.task(batch), worker)
    gold = quality.gold_item(labeling.task(batch))
    values = {
        "vendor": vendor, "worker": worker, "contract": paper, "rate": rate, "order": order, "delivery": delivery,
        "project": project, "dataset": data, "batch": batch, "guideline": rule, "schema": batch.schema, "share": share,
        "task": task, "slot": slot, "annotation": label, "gold": gold,
        "agreement": compliance.data_agreement(vendor, reference=f"{mark}-paper"),
        "scorecard": vendors.scorecard(vendor),
        "job": Job.objects.create(kind="import", title=f"{mark} job", vendor_id=vendor.pk),
        "person": hand,
        "invitation": invitation.invite(f"{mark}-new@example.com", home, Role.VENDOR_LABELER, actor=admin, at=timezone.now())[0],
        "token": token.issue(f"{mark} script", "read", actor=admin, at=timezone.now())[0],
        "program": program,
    }  # fmt: skip
    return House({Role.VENDOR_ADMIN: admin, Role.VENDOR_LABELER: hand}, values)


def _company_values(program, staff, own) -> dict[str, Any]:
    """What only staff hold: requests, reports, milestones, imports."""
    return {
        "program": program,
        "request": programs.submitted_request(requester=staff[Role.REQUESTER]),
        "milestone": programs.milestone(program),
        "target": programs.target(program),
        "line": programs.budget_line(program),
        "report": programs.report(program),
        "clearance": compliance.clearance(program),
        "run": labeling.import_run(own.values["project"], dataset=own.values["dataset"]),
        "job": Job.objects.create(kind="import", title="a job"),
    }
