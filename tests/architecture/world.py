"""A small world with two of everything: what is one's own, a rival's twin of it, and what is missing.

Every name of the rival carries a canary; a page that shows one to who must not see it leaks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.signing import dumps
from django.utils import timezone

from dataops.accounts.choices import ROLES_OF, OrganisationKind, Role
from dataops.accounts.models import User
from dataops.accounts.operations import invitation, token
from dataops.audit.models import Event
from dataops.jobs.models import Job, Outbox
from dataops.jobs.progress import start_job
from dataops.work.operations.calendar import issue_calendar
from dataops.work.operations.mail import STOP
from programs.choices import Dimension, RequestKind, RequestState
from programs.operations.admission import admit
from programs.operations.report import draft_report, edit_report, publish_report
from quality.operations.project import measure_project
from quality.operations.tally import measure_batch
from tests.conftest import NOON
from tests.factories import accounts, compliance, labeling, programs, quality, vendors, work

CANARY = "zqcanary"
MISSING = 2_000_000_011

STAFF = sorted(role.value for role in ROLES_OF[OrganisationKind.COMPANY])
PORTAL = sorted({role.value for role in Role} - set(STAFF))
ADMITTED = (Role.PROGRAM_MANAGER, Role.REQUESTER, Role.REVIEWER)
Things = dict[str, Any]


@dataclass
class World:
    """Who asks, and for each of them the things that an address can name: theirs, and somebody else's."""

    people: dict[str, User]
    own: dict[str, Things] = field(default_factory=dict)
    rival: dict[str, Things] = field(default_factory=dict)

    def things(self, role: str, whose: str) -> Things:
        return (self.own if whose == "own" else self.rival)[role]


def build() -> World:
    staff = {role: accounts.user(role=role) for role in STAFF}
    program = programs.program(manager=staff[Role.PROGRAM_MANAGER])
    hidden = programs.program(name=f"{CANARY} program", goal=CANARY)
    for role in ADMITTED:
        admit(program, staff[role], actor=None)
    team = _house("team", program, staff, kind=OrganisationKind.TEAM)
    ours, theirs = _house("own", program, staff), _house(CANARY, hidden, staff)
    company, elsewhere = _company("own", program, ours), _company(CANARY, hidden, theirs)

    people = {
        **staff,
        Role.LABELER.value: team["hand"],
        Role.VENDOR_LABELER.value: ours["hand"],
        Role.VENDOR_ADMIN.value: ours["admin"],
    }
    world = World(people)
    for role in STAFF:
        world.own[role] = ours | company | _personal(staff[role], program, company["milestone"])
        world.rival[role] = theirs | elsewhere
    for role in PORTAL:
        home = team if role == Role.LABELER else ours
        world.own[role] = company | home | _personal(people[role], program, home["order"])
        world.rival[role] = elsewhere | theirs
    world.own["anyone"], world.rival["anyone"] = company | ours, elsewhere | theirs
    return world


def _house(mark: str, program, staff: dict[str, User], *, kind=OrganisationKind.VENDOR) -> Things:
    """A vendor or a team, with its people, its papers and its part of one project."""
    now = timezone.now()
    home = accounts.organisation(kind=kind, name=f"{mark} house")
    is_team = kind == OrganisationKind.TEAM
    first, second = (Role.LABELER,) * 2 if is_team else (Role.VENDOR_ADMIN, Role.VENDOR_LABELER)
    admin = accounts.user(role=first, organisation=home, email=f"{mark}-1@example.com", name=f"{mark} admin")
    hand = accounts.user(role=second, organisation=home, email=f"{mark}-2@example.com", name=f"{mark} hand")
    vendor = vendors.vendor(organisation=home, contact=f"{mark}@example.com")
    worker = vendors.worker(vendor, external_id=f"{mark}-worker", user=hand)
    paper = vendors.contract(vendor, number=f"{mark}-contract")
    rate = vendors.rate_line(paper, task_type=f"{mark}-work")
    order = vendors.work_order(rate_line=rate, program_=program, number=f"{mark}-order")
    delivery = vendors.delivery(order, batch_ref=f"{mark}-batch")
    project = labeling.project(program, name=f"{mark} project")
    data = labeling.dataset(program, name=f"{mark} data")
    rule = labeling.guideline(project, body=f"# {mark}", number=7 if mark == CANARY else 1)
    batch = labeling.batch(project, dataset=data, number=f"{mark}-b1", guideline=rule)
    share = labeling.share(batch, order, delivery=delivery)
    slot = labeling.slot(share, labeling.task(batch))
    known = labeling.task(batch)
    label, gold = labeling.annotation(known, worker), quality.gold_item(known)
    measure_batch(batch.pk, at=now)
    invited, secret = invitation.invite(f"{mark}-new@example.com", home, second, actor=admin, at=now)
    return {
        "admin": admin, "hand": hand, "person": hand, "invitation": invited, "secret": secret,
        "token": token.issue(f"{mark} script", "read", actor=admin, at=now)[0],
        "vendor": vendor, "worker": worker, "contract": paper, "rate": rate, "order": order,
        "delivery": delivery, "entry": (entry := vendors.ledger_entry(delivery)),
        "invoice": vendors.invoice(entry, number=f"{mark}-invoice", recorded_by=staff[Role.VENDOR_MANAGER]),
        "scorecard": vendors.scorecard(vendor),
        "agreement": compliance.data_agreement(vendor, reference=f"{mark}-paper"),
        "program": program, "project": project, "dataset": data, "guideline": rule, "batch": batch,
        "share": share, "slot": slot, "annotation": label, "gold": gold,
        "measured": measure_project(project.pk, at=now),
        "job": Job.objects.create(kind="import", title=f"{mark} job", vendor_id=vendor.pk, started_by=admin),
        "about": f"vendors.workorder.{order.pk}",
        "comment": work.comment(order, admin, body=f"{mark} comment", is_shared=True),
        "notification": work.notification(order, admin, sentence=f"{mark} news"),
    }  # fmt: skip


def _company(mark: str, program, house: Things) -> Things:
    """What only the company holds about one program, begun by its manager."""
    manager = program.manager
    kind = RequestKind.RELABEL.value if mark == CANARY else RequestKind.NEW_DATASET.value
    template = programs.template(name=f"{mark} template")
    request = _request(mark, program)
    milestone = programs.milestone(program, name=f"{mark} milestone")
    hook = work.webhook(manager, name=f"{mark} webhook")
    return {
        "template": template,
        "planned": template.milestones.get(),
        "seed": template.seeds.get(),
        "aim": template.targets.get(),
        "paper": template.forms.get(),
        "sheet": programs.form(program, name=f"{mark} form"),
        "request": request,
        **_parts_of(request),
        "estimate": programs.estimate(request, made_by=manager),
        "policy": (policy := programs.policy(name=f"{mark} policy")),
        "calendar": policy.calendar,
        "kind": kind,
        "question": programs.request_question(kind, label=f"{mark} question"),
        "step": 1,
        "figure": "backlog",
        "milestone": milestone,
        "about": f"programs.milestone.{milestone.pk}",
        "comment": work.comment(milestone, manager, body=f"{mark} comment"),
        "notification": work.notification(milestone, manager, sentence=f"{mark} news"),
        "action": work.action(milestone, manager, title=f"{mark} action"),
        "link": dumps([manager.pk, "comment"], salt=STOP),
        "calendar_key": issue_calendar(actor=accounts.user(), at=timezone.now()),
        "metric": programs.metric(),
        "portfolio": programs.portfolio(name=f"{mark} portfolio"),
        "improvement": programs.improvement(program, title=f"{mark} improvement"),
        "watch": programs.watch(manager),
        "view": (view := programs.saved_view(manager, name=f"{mark} view")),
        "delivery_of_view": programs.view_delivery(view),
        "target": programs.target(program),
        "line": programs.budget_line(program, note=mark),
        "cost": programs.cost_entry(program, note=mark),
        "day_off": programs.day_off(program, name=f"{mark} feast"),
        "crew": programs.crew_change(program, note=f"{mark} crew"),
        "report": _report(mark, program),
        "published": _published(mark, program),
        "ask": programs.ask(program, what=f"{mark} ask"),
        "change": programs.change_request(program, title=f"{mark} change"),
        "decision": programs.decision(program, question=f"{mark} question?"),
        "stakeholder": programs.stakeholder(program, name=f"{mark} team"),
        "activity": programs.activity(program, name=f"{mark} activity"),
        "raid": programs.raid_item(program, statement=f"{mark} risk"),
        "clearance": compliance.clearance(program, basis=mark),
        "run": labeling.import_run(house["project"], file_name=f"{mark}.csv", dataset=house["dataset"]),
        "job": start_job("import", f"{mark} file", actor=manager),
        "person": manager,
        "event": Event.objects.newest_first().first(),
        "webhook": hook,
        "sent": work.sent(hook),
        "promise": Outbox.objects.create(name="programs.send_report", parked_reason=f"{mark} gave up"),
    }


def _request(mark: str, program):
    """Ours went on in the program, where staff can follow it; the other waits for triage."""
    if mark == CANARY:
        return programs.submitted_request(title=f"{mark} request")
    return programs.submitted_request(
        title=f"{mark} request", state=RequestState.ACCEPTED, program=program, decided_at=NOON
    )


def _parts_of(request) -> Things:
    attachment = programs.attachment(request)
    criterion = programs.criterion(request)
    return {
        "criterion": criterion,
        "attachment": attachment,
        "file": attachment.pk,
        "other": request.number,
    }


def _report(mark: str, program):
    drafted = programs.report(program)
    return edit_report(drafted, version=drafted.version, actor=program.manager, summary=mark)


def _published(mark: str, program):
    """That of the week before, which leadership reads."""
    drafted = draft_report(program, NOON.date() - timedelta(days=7), actor=None, at=NOON)
    words = {"summary": mark, "comments": dict.fromkeys(Dimension.values, mark)}
    said = edit_report(drafted, version=drafted.version, actor=program.manager, **words)
    return publish_report(said, actor=program.manager, at=NOON)


def _personal(person: User, program, about) -> Things:
    """What everybody has only for themselves."""
    is_outside = person.vendor_id is not None
    mine: Things = {
        "comment": work.comment(about, person, is_shared=is_outside),
        "notification": work.notification(about, person),
        "link": dumps([person.pk, "comment"], salt=STOP),
        "calendar_key": issue_calendar(actor=person, at=timezone.now()),
        "token": token.issue("my script", "read", actor=person, at=timezone.now())[0],
        "job": start_job("import", "my file", actor=person),
    }
    if not is_outside:
        mine["action"] = work.action(about, person)
    if person.role in (Role.PROGRAM_MANAGER, Role.REQUESTER, Role.ADMINISTRATOR):
        mine["request"] = programs.submitted_request(requester=person)
        mine |= _parts_of(mine["request"])
        mine["estimate"] = programs.estimate(mine["request"], made_by=person)
    return mine
