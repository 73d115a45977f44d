"""The forms of the sample company: what every program writes down beside its plan, and one that was filled in."""

from __future__ import annotations

from datetime import date, timedelta

from dataops.accounts.models import User
from programs.models import Program, ProgramTemplate
from programs.operations.form import add_form, fill_form
from programs.operations.template import add_form as add_form_to
from quality.management.sample.clock import live_at, noon

PLAN, PATH = "QA plan", "Escalation path"
QUESTIONS = {
    PLAN: (
        "Which share of the items has a gold answer, and who writes it?",
        "How many items of a delivery are checked before it is accepted?",
        "What happens when agreement falls below its target?",
    ),
    PATH: (
        "Who is told first, and within how long?",
        "Who is told when it is not settled by then?",
        "Who may stop the work?",
    ),
}
ANSWERS = {
    PLAN: (
        "Five of a hundred. The QA lead writes them, and a second person reads each.",
        "All gold items, and fifty others drawn by lot.",
        "The vendor holds a calibration session before the next batch.",
    ),
    PATH: (
        "The program manager, within four working hours.",
        "The vendor manager, the next working day.",
        "",
    ),
}


def keep_forms(template: ProgramTemplate, *, actor: User) -> None:
    for name, questions in QUESTIONS.items():
        add_form_to(template, name=name, questions=questions, actor=actor)


def fill_in(program: Program, *, today: date) -> None:
    """One form is complete, the other has still a question open."""
    at = live_at(noon(today - timedelta(days=39), 9))
    for name, questions in QUESTIONS.items():
        form = add_form(program, name=name, questions=questions, actor=program.manager)
        fill_form(form, answers=ANSWERS[name], actor=program.manager, at=at)
