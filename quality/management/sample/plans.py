"""What the sample company's managers promised, in which order, and who has a say in it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from dataops.accounts.choices import Role
from programs.choices import Part
from programs.models import Program, Stakeholder
from programs.operations.milestone import move_milestone, plan_milestone
from programs.operations.raci import add_activity, add_stakeholder
from programs.operations.template import add_milestone, add_seed, add_target, add_template
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company
from quality.management.sample.papers import fill_in, keep_forms

PILOT = timedelta(days=14)
RELEASE, EVERYTHING = "Release to the model team", "Everything accepted"
# Program → why its release moved, from so many days before the due date to so many.
SLIPS = {
    "PRG-022": ("Research asked for the notes of October too.", 9, 4),
    "PRG-035": ("Two raters of Harbor left in the same week.", 12, 0),
}
STAKEHOLDERS = (
    ("Data operations", "Ines Carvalho", "One plan that everybody reads."),
    ("Quality", "Priya Raman", "Rules that two people read alike."),
    ("Compliance", "Hanna Lindqvist", "Nothing leaves without a basis."),
    ("Model team", "", "A release that can be trained on without asking."),
)
ACTIVITIES = {
    "Write the guideline": "RACI",
    "Label and deliver": "ACII",
    "Accept deliveries": "CAII",
    "Clear the data": "CIAI",
    "Sign the release off": "RCCA",
}
STAGES = [
    {
        "name": "Guideline and gold set",
        "after_days": 10,
        "gate": "Two people who wrote none of it agree on fifty items",
    },
    {
        "name": "Pilot accepted",
        "after_days": 24,
        "percent": 5,
        "gate": "Agreement of the pilot meets its target",
    },
    {"name": "Half of the units", "after_months": 2, "percent": 50},
    {"name": "Everything accepted", "after_months": 3, "percent": 100},
]
TIRED = {
    "kind": "risk",
    "statement": "Raters tire and agree less by the week",
    "category": "quality",
    "likelihood": 3,
    "impact": 3,
}
DRIFT = {
    "kind": "risk",
    "statement": "New items differ from those of the guideline",
    "category": "drift",
    "likelihood": 3,
    "impact": 4,
}
SAME = {
    "kind": "assumption",
    "statement": "The sources stay open until the last batch",
    "category": "compliance",
}
# Name, when to use it, milestones, what goes into the RAID log, targets with their tolerance.
TEMPLATES = [
    ("Preference data", "People choose between answers of a model.", STAGES, [TIRED, SAME], [("agreement", "0.60", "0.05")]),
    ("Text classification", "One class for one text.", STAGES, [DRIFT, SAME], [("agreement", "0.70", "0.05"), ("gold_accuracy", "0.90", "0.03")]),
]  # fmt: skip
PARTS = {part.letter: part for part in Part}


def promise(program: Program, *, starts: date, due: date, actor) -> None:
    """The pilot first, then half of the units, then all of them."""
    half = starts + (due - starts) / 2
    pilot = plan_milestone(
        program,
        name="Pilot accepted",
        starts_on=starts,
        due_on=starts + PILOT,
        gate="The agreement of the pilot is within the tolerance of its target",
        actor=actor,
    )
    middle = plan_milestone(
        program,
        name="Half of the units",
        starts_on=min(starts + PILOT, half),
        due_on=half,
        units=program.units_planned // 2,
        needed=[pilot],
        actor=actor,
    )
    plan_milestone(
        program,
        name=EVERYTHING,
        starts_on=half,
        due_on=due,
        units=program.units_planned,
        needed=[middle],
        actor=actor,
    )


def keep_templates(company: Company, *, today: date) -> None:
    """Two sorts of programs that come again and again."""
    manager = company.first(Role.PROGRAM_MANAGER)
    live_at(noon(today - timedelta(days=60), 9))
    for name, description, stages, seeds, targets in TEMPLATES:
        template = add_template(name=name, description=description, actor=manager)
        for stage in stages:
            add_milestone(template, actor=manager, **stage)
        for seed in seeds:
            add_seed(template, actor=manager, **seed)
        for metric, value, tolerance in targets:
            value, tolerance = Decimal(value), Decimal(tolerance)
            add_target(template, metric=metric, value=value, tolerance=tolerance, actor=manager)
        keep_forms(template, actor=manager)


def plan_out(company: Company, programs: list[Program], *, today: date) -> None:
    """Who has a say, and releases whose dates moved: one of them before what it waits for."""
    for program in programs:
        if program.code in SLIPS:
            _release(program, today=today)
            _share_out(program, company, today=today)
            fill_in(program, today=today)


def _release(program: Program, *, today: date) -> None:
    why, before, after = SLIPS[program.code]
    everything = program.milestones.get(name=EVERYTHING)
    live_at(noon(today - timedelta(days=30), 10))
    release = plan_milestone(
        program,
        name=RELEASE,
        due_on=program.due_on - timedelta(days=before),
        gate="Gold accuracy of the last batch meets its target, and compliance has cleared the transfer",
        deliverable="Release 1.0, training and validation",
        needed=[everything],
        actor=program.manager,
    )
    at = live_at(noon(today - timedelta(days=6), 15))
    due_on = program.due_on - timedelta(days=after)
    move_milestone(release, due_on, reason=why, actor=program.manager, at=at)


def _share_out(program: Program, company: Company, *, today: date) -> None:
    live_at(noon(today - timedelta(days=40), 9))
    named: list[Stakeholder] = [
        add_stakeholder(
            program, name=name, person=company.people.get(person), interest=interest, actor=program.manager
        )
        for name, person, interest in STAKEHOLDERS
    ]
    for activity, letters in ACTIVITIES.items():
        parts = {who: PARTS[letter] for who, letter in zip(named, letters, strict=True)}
        add_activity(program, name=activity, parts=parts, actor=program.manager)
