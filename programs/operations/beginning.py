"""Give a new program what its template says: milestones with gates, entries of its RAID log, targets, forms."""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import Any

from dataops.accounts.models import User
from dataops.base.errors import Refused
from dataops.web.templatetags.formats import day
from programs.choices import SeedKind, Treatment
from programs.models import Milestone, Program, ProgramTemplate, TemplateMilestone, TemplateSeed
from programs.operations.form import add_form
from programs.operations.milestone import plan_milestone
from programs.operations.raid import raise_item
from programs.operations.target import set_target
from programs.rules.template import day_after


class CannotBegin(Refused):
    pass


def begin_from(program: Program, template: ProgramTemplate, *, actor: User, on: date) -> None:
    """Inside the transaction that starts the program: all of the template, or no program."""
    before: Milestone | None = None
    days = [(_day(program, line), line) for line in template.milestones.all()]
    for due_on, line in sorted(days, key=lambda pair: (pair[0], pair[1].pk)):
        before = _plan(program, template, line, due_on, before, actor)
    for seed in template.seeds.all():
        raise_item(program, seed.kind, actor=actor, on=on, **_words(seed), owner=program.manager)
    for aim in template.targets.all():
        set_target(program, aim.metric, value=aim.value, tolerance=aim.tolerance, actor=actor)
    for form in template.forms.all():
        add_form(program, name=form.name, questions=form.questions, actor=actor)


def _words(seed: TemplateSeed) -> dict[str, Any]:
    said = {name: getattr(seed, name) for name in ("statement", "category", "likelihood", "impact")}
    return said | ({"treatment": Treatment.MITIGATE} if seed.kind == SeedKind.RISK else {})


def _day(program: Program, line: TemplateMilestone) -> date:
    return day_after(program.starts_on, months=line.after_months, days=line.after_days)


def _plan(
    program: Program,
    template: ProgramTemplate,
    line: TemplateMilestone,
    due_on: date,
    before: Milestone | None,
    actor: User,
) -> Milestone:
    if due_on > program.due_on:
        raise CannotBegin(
            f"By the template “{template}”, “{line}” falls on {day(due_on)}, after the due date "
            f"{day(program.due_on)}: choose a later due date, or another template."
        )
    units = None if line.percent is None else ceil(program.units_planned * line.percent / 100)
    needed = [before] if before is not None and line.waits_for_the_one_before else []
    return plan_milestone(
        program, name=line.name, due_on=due_on, units=units, gate=line.gate, needed=needed, actor=actor
    )
