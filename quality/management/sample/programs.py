"""Start the sample company's programs: plans, promises, money, projects and orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from django.core.files.base import ContentFile

from compliance.operations.clearance import decide_clearance, request_clearance
from dataops.accounts.choices import Role
from labeling.choices import ImportKind
from labeling.models import Batch, Project
from labeling.operations.batch import prepare_batches
from labeling.operations.dataset import add_dataset
from labeling.operations.imports.run import run_import
from labeling.operations.imports.start import start_import
from labeling.operations.project import open_project
from programs.choices import BudgetCategory, Metric
from programs.models import Program
from programs.operations.admission import admit
from programs.operations.budget import add_budget_line
from programs.operations.program import start_program
from programs.operations.target import set_target
from quality.management.sample.cast import Plan
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company, Partner
from quality.management.sample.labels import Items
from quality.management.sample.plans import promise
from vendors.models import WorkOrder
from vendors.operations.order import answer_order, draft_order, send_order

GOLD_SHARE = 0.3
SPARE_BATCHES = 3  # beyond the history: what is being labeled now and what waits
GUIDELINE = """# {question}

Read the whole text before you choose.

{rules}

## When in doubt

Choose what the writer wants, not what you would advise. If two answers fit, take the one named first in the text.
"""


@dataclass
class Undertaking:
    """A running program of the sample with everything its weeks need."""

    plan: Plan
    program: Program
    items: Items
    project: Project | None = None
    batches: list[Batch] = field(default_factory=list)
    orders: dict[str, WorkOrder] = field(default_factory=dict)


def start(plan: Plan, company: Company, *, today: date, seed: int) -> Undertaking:
    """A program as it stood on its first day."""
    manager = company.people[plan.manager]
    starts, due = today - timedelta(weeks=plan.starts_weeks_ago), today + timedelta(days=plan.due_in_days)
    at = live_at(noon(min(starts, today), 9))
    program = start_program(
        code=plan.code,
        name=plan.name,
        goal=plan.goal,
        manager=manager,
        starts_on=starts,
        due_on=due,
        units_planned=_units(plan),
        sponsor="Adaeze Obi",
        scope_in="Items that customers or colleagues wrote themselves.",
        scope_out="Anything that names a child.",
        actor=manager,
        at=at,
    )
    _promise(plan, program, company, starts=starts, due=due)
    undertaking = Undertaking(
        plan, program, Items(plan.question, plan.code.lower(), np.random.default_rng(seed))
    )
    if plan.items_a_week:
        _set_up(undertaking, company, today=today, at=at)
    return undertaking


def _units(plan: Plan) -> int:
    weeks = plan.starts_weeks_ago + plan.due_in_days / 7
    return int(plan.items_a_week * plan.judgements * weeks * plan.planned_share) or 2400


def _ordered(plan: Plan) -> int:
    """Judgements ordered from each house: its part of all, and a week's more where one may take over from another."""
    week, houses = plan.items_a_week * plan.judgements, max(1, len(plan.houses))
    part = week * (plan.starts_weeks_ago + SPARE_BATCHES) // houses
    return part + week if houses > 1 else part


def _promise(plan: Plan, program: Program, company: Company, *, starts: date, due: date) -> None:
    manager = company.people[plan.manager]
    for person in company.people.values():
        if person.role in {Role.REQUESTER, Role.REVIEWER}:
            admit(program, person, actor=manager)
    promise(program, starts=starts, due=due, actor=manager)
    set_target(program, Metric.AGREEMENT, value=plan.agreement_target, tolerance="0.05", actor=manager)
    set_target(program, Metric.GOLD_ACCURACY, value=plan.accuracy_target, tolerance="0.03", actor=manager)
    units = program.units_planned
    labeled = max(units, _ordered(plan) * len(plan.houses))
    add_budget_line(
        program, category=BudgetCategory.LABELING, quantity=labeled, unit_cost="1.6000", actor=manager
    )
    add_budget_line(
        program, category=BudgetCategory.REVIEW, quantity=units // 10, unit_cost="0.9000", actor=manager
    )
    add_budget_line(program, category=BudgetCategory.TOOLING, quantity=1, unit_cost="150", actor=manager)


def _set_up(undertaking: Undertaking, company: Company, *, today: date, at: datetime) -> None:
    plan, program = undertaking.plan, undertaking.program
    manager, officer = company.people[plan.manager], company.first(Role.COMPLIANCE_OFFICER)
    clearance = request_clearance(
        program,
        sensitivity=plan.sensitivity,
        basis="Our own users agreed to it in the terms of 2025.",
        actor=manager,
        at=at,
    )
    decide_clearance(clearance, is_granted=True, reason="The terms cover labeling.", actor=officer, at=at)
    undertaking.project = _project(plan, program, manager, at=at)
    _bring_items(undertaking, manager)
    for slug in plan.houses:
        undertaking.orders[slug] = _order(undertaking, company.partners[slug], company, today=today, at=at)


def _project(plan: Plan, program: Program, manager, *, at: datetime) -> Project:
    rules = "\n".join(
        f"- **{answer}**: as in “{examples[0].format(thing='the order')}”"
        for answer, examples in zip(plan.question.answers, plan.question.examples, strict=True)
    )
    project = open_project(
        program,
        name=plan.name,
        question=plan.question.text,
        choices=list(plan.question.answers),
        judgements_per_item=plan.judgements,
        guideline=GUIDELINE.format(question=plan.question.text, rules=rules),
        actor=manager,
        at=at,
    )
    Project.objects.filter(pk=project.pk).update(created_at=at)  # rows are stamped by the true clock
    return project


def _bring_items(undertaking: Undertaking, manager) -> None:
    """Items and gold answers come as files, like everybody's."""
    plan, items, project = undertaking.plan, undertaking.items, undertaking.project
    dataset = add_dataset(undertaking.program, name=f"{plan.name}, source texts", actor=manager)
    count = plan.items_a_week * (plan.starts_weeks_ago + SPARE_BATCHES)
    bring(project, ImportKind.ITEMS, items.write(count), "items.csv", actor=manager, dataset=dataset)
    undertaking.batches = prepare_batches(project, dataset, size=plan.items_a_week, actor=manager)
    names = sorted(items.truth)
    gold = sorted(items.rng.choice(names, size=int(len(names) * GOLD_SHARE), replace=False))
    bring(project, ImportKind.GOLD, items.gold(gold), "gold.csv", actor=manager, dataset=dataset)


def bring(
    project: Project, kind: ImportKind, content: bytes, name: str, *, actor, dataset=None, **options
) -> None:
    """Import a file here and now, as `manage.py import_labels` does."""
    run = start_import(
        project,
        kind=kind,
        file=ContentFile(content, name),
        file_name=name,
        options=options,
        dataset=dataset,
        actor=actor,
        is_queued=False,
    )
    run_import(run.pk)
    run.refresh_from_db()
    if run.rows_faulty or run.state != "done":
        raise AssertionError(f"{project}: {name} was refused: {run.message} {run.faults.first()}")


def _order(
    undertaking: Undertaking, partner: Partner, company: Company, *, today: date, at: datetime
) -> WorkOrder:
    plan, buyer = undertaking.plan, company.first(Role.VENDOR_MANAGER)
    due = min(today + timedelta(days=plan.due_in_days), partner.rate.valid_to)
    order = draft_order(
        partner.vendor,
        undertaking.program,
        rate_line=partner.rate,
        units=_ordered(plan),
        due_on=due,
        actor=buyer,
    )
    send_order(order, actor=buyer, at=at)
    # A team of our own has nobody who answers orders, so its buyer does.
    return answer_order(order, is_accepted=True, actor=partner.admin or buyer, at=at)
