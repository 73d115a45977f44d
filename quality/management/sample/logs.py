"""What the sample company's managers write down about the programs that worry them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from programs.choices import BudgetCategory
from programs.models import Program, RaidItem
from programs.operations.admission import admit
from programs.operations.change import approve_change, decline_change, request_change
from programs.operations.choice import decide, propose
from programs.operations.raid import raise_item, review_item
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company


@dataclass(frozen=True)
class Worry:
    """One entry of the RAID log: where, what, whose, and how its score went, oldest first."""

    program: str
    kind: str
    statement: str
    category: str
    owner: str
    next_step: str
    scores: tuple[tuple[int, int], ...] = ()
    review_in_days: int = 9
    more: dict[str, Any] = field(default_factory=dict)
    needed_in_days: int = 0


MITIGATED = {"treatment": "mitigate", "residual_likelihood": 2, "residual_impact": 3}
WORRIES = [
    Worry("PRG-035", "risk", "Harbor’s pace does not come back", "capacity", "Ines Carvalho", "Tessera offers four raters, answer due Friday", ((3, 4), (4, 4)), -1, MITIGATED),
    Worry("PRG-035", "risk", "Raters prefer the longer answer", "drift", "Priya Raman", "Calibration session with 20 pairs", ((3, 4),), 5, MITIGATED),
    Worry("PRG-035", "risk", "Harbor’s contract ends before the last batch", "vendor", "Jonas Eklund", "Extension is with their counsel", ((4, 4), (2, 4)), 12, MITIGATED),
    Worry("PRG-035", "dependency", "Prompts of the December model", "schedule", "Ines Carvalho", "Ask on Monday", (), 9, {"direction": "inward", "counterparty": "Alignment team"}, 6),
    Worry("PRG-022", "risk", "A name slips through into the release", "compliance", "Hanna Lindqvist", "Second pass over notes with initials", ((2, 5), (3, 5)), 4, {"treatment": "mitigate", "residual_likelihood": 1, "residual_impact": 5}),
    Worry("PRG-022", "risk", "Gold answers lag behind the rule on initials", "quality", "Priya Raman", "Write forty gold answers anew", ((4, 3), (4, 3)), 3, MITIGATED),
    Worry("PRG-022", "issue", "Lumen reads initials by the old rule", "quality", "Priya Raman", "Retrain before the next batch", (), 2),
    Worry("PRG-022", "assumption", "Notes of 2026 look like those of 2025", "drift", "Ines Carvalho", "Compare a sample of 200", (), 20),
    Worry("PRG-022", "dependency", "Sign-off of the transfer to research", "compliance", "Hanna Lindqvist", "Questions are answered, waits for legal", (), 6, {"direction": "inward", "counterparty": "Legal"}, 5),
    Worry("PRG-026", "risk", "Queries of the holidays change what is relevant", "drift", "Ines Carvalho", "Draw a fresh sample in the first week", ((2, 3),), 8, {"treatment": "avoid"}),
    Worry("PRG-031", "risk", "One market has too few letters", "quality", "Ines Carvalho", "Ask support for last year’s", ((2, 2), (2, 2)), 15, {"treatment": "accept"}),
    Worry("PRG-037", "risk", "Raters tire of harmful texts", "capacity", "Tomasz Wójcik", "Shorter days, a counsellor on call", ((3, 3),), 7, MITIGATED),
    Worry("PRG-030", "risk", "Stories are told by the same few people", "quality", "Tomasz Wójcik", "Cap at twenty for one sender", ((2, 3), (1, 3)), 10, MITIGATED),
]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One decision: what was asked, what could be chosen, and what was, so many days ago; or until when it is needed."""

    program: str
    question: str
    options: tuple[str, ...]
    decider: str
    choice: int = 0  # which of them
    reason: str = ""
    days_ago: int = 0
    needed_in_days: int = 0


CHOICES = [
    Choice("PRG-035", "Keep the five-point scale for Q4?", ("Keep five points", "Go to seven points"), "Ines Carvalho", 0, "The gold set can be used again.", 24),
    Choice("PRG-035", "Who takes over what Harbor leaves?", ("Four raters of Tessera", "Kestrel takes more", "Keep the pace and the slip"), "Ines Carvalho", 0, "", 0, 2),
    Choice("PRG-022", "Do initials count as a name?", ("Always", "Beside a date of birth", "Never"), "Priya Raman", 1, "Alone they name nobody; with the date they do.", 40),
    Choice("PRG-022", "Split the rest between Lumen and Tessera?", ("Half each", "All to Tessera", "Leave it as it is"), "Ines Carvalho", 0, "", 0, 4),
]  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """One change request: who asks for what, and what came of it."""

    program: str
    title: str
    reason: str
    by: str
    more_units: int = 0
    later_days: int = 0
    milestone: str = ""  # moves with the due date
    scope_in: str | None = None
    tooling: str = ""
    outcome: str = ""  # "", "approved", "declined"
    because: str = ""


WANTED = [
    Wanted("PRG-035", "Switch to a seven-point scale", "Five points hide small preferences.", "Tomasz Wójcik", scope_in="Pairs on a seven-point scale, old ones judged again.", more_units=200, outcome="declined", because="It needs a new gold set and a fortnight that we do not have."),
    Wanted("PRG-035", "Add 150 safety pairs", "Fills the refusal gap of evaluation run 88.", "Noah Okafor", more_units=150),
    Wanted("PRG-022", "Deliver a month later", "Initials have to be read again, and research can wait until then.", "Mei Tanaka", later_days=30, milestone="Everything accepted"),
    Wanted("PRG-026", "Pay for the query viewer", "Judges open every result by hand today.", "Tomasz Wójcik", tooling="240", outcome="approved", because="It pays for itself in two weeks."),
]  # fmt: skip


def write_down(company: Company, programs: list[Program], *, today: date) -> None:
    """In the order in which it was written: every entry weeks ago, its later scores since."""
    by_code = {program.code: program for program in programs}
    for worry in WORRIES:
        _worry(worry, by_code[worry.program], company, today=today)
    for asked in CHOICES:
        _choice(asked, by_code[asked.program], company, today=today)
    for wanted in WANTED:
        _wanted(wanted, by_code[wanted.program], company, today=today)


def _wanted(wanted: Wanted, program: Program, company: Company, *, today: date) -> None:
    on = today - timedelta(days=4)
    live_at(noon(on, 14))
    program.refresh_from_db()
    line = program.budget_lines.filter(category=BudgetCategory.TOOLING).first() if wanted.tooling else None
    due_on = program.due_on + timedelta(days=wanted.later_days) if wanted.later_days else None
    milestone = program.milestones.filter(name=wanted.milestone).first()
    change = request_change(
        program,
        title=wanted.title,
        reason=wanted.reason,
        due_on=due_on,
        moves={milestone: due_on} if milestone and due_on else None,
        units_planned=program.units_planned + wanted.more_units if wanted.more_units else None,
        scope_in=wanted.scope_in,
        budget_line=line,
        quantity=1 if line else None,
        unit_cost=Decimal(wanted.tooling) if line else None,
        actor=company.people[wanted.by],
        on=on,
    )
    if wanted.outcome:
        decide_on = approve_change if wanted.outcome == "approved" else decline_change
        decide_on(change, reason=wanted.because, actor=program.manager, at=live_at(noon(today, 5)))


def _choice(asked: Choice, program: Program, company: Company, *, today: date) -> None:
    on = today - timedelta(days=asked.days_ago or 3)
    live_at(noon(on, 11))
    decision = propose(
        program,
        question=asked.question,
        options=asked.options,
        decider=company.people[asked.decider],
        needed_by=today + timedelta(days=asked.needed_in_days) if asked.needed_in_days else None,
        actor=program.manager,
    )
    if asked.reason:
        pick = asked.options[asked.choice]
        decide(decision, choice=pick, reason=asked.reason, actor=decision.decider, on=on)


def _worry(worry: Worry, program: Program, company: Company, *, today: date) -> RaidItem:
    on = today - timedelta(days=7 * len(worry.scores) + 3)
    live_at(noon(on, 10))
    words = {"statement": worry.statement, "category": worry.category, "next_step": worry.next_step}
    words |= worry.more
    if worry.needed_in_days:
        words["need_by"] = today + timedelta(days=worry.needed_in_days)
    if words.get("treatment") == "accept":
        words["accepted_until"] = today + timedelta(days=30)
    if worry.scores:
        words["likelihood"], words["impact"] = worry.scores[0]
    owner, manager = company.people[worry.owner], program.manager
    admit(program, owner, actor=manager)
    review_on = today + timedelta(days=worry.review_in_days)
    item = raise_item(program, worry.kind, owner=owner, review_on=review_on, actor=manager, on=on, **words)
    for week, (likelihood, impact) in enumerate(worry.scores[1:], start=1):
        day = on + timedelta(days=7 * week)
        live_at(noon(day, 10))
        item = review_item(
            item,
            next_step=worry.next_step,
            review_on=review_on,
            likelihood=likelihood,
            impact=impact,
            actor=owner,
            on=day,
        )
    return item
