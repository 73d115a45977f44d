"""What the sample company's ML teams ask for: asked, scored, answered, and some of it still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from dataops.accounts.choices import Role
from programs.models import DataRequest, Program
from programs.operations.request.attachment import attach
from programs.operations.request.criterion import add_criterion
from programs.operations.request.decision import accept, decline
from programs.operations.request.draft import save_step, start_draft
from programs.operations.request.talk import ask as ask_back
from programs.operations.request.talk import submit
from programs.operations.request.worth import score
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company


@dataclass(frozen=True)
class Wish:
    """One request: what for, how much it is worth, and how it fared."""

    title: str
    purpose: str
    model: str
    question: str
    classes: tuple[str, ...]
    volume: int
    days_ago: int
    sensitivity: str = "internal"
    worth: tuple[int, str, int, str] | None = None  # reach, impact, confidence, effort in weeks
    program: str = ""
    outcome: str = ""  # "", "asked", "declined"


WISHES = [
    Wish("Names in clinical notes", "Research may not see names; the tagger misses initials.", "deid-tagger", "Does the note name a person?", ("No", "Yes"), 3000, 84, "special", (40000, "2", 80, "9"), "PRG-022"),
    Wish("Preferences for shorter answers", "People stop reading after the second paragraph.", "assistant-m", "Which answer would you rather get?", ("The first", "About the same", "The second"), 2600, 76, "internal", (250000, "1", 80, "10"), "PRG-035"),
    Wish("Relevance of the top thousand queries", "Offline metrics no longer follow clicks.", "ranker-7", "How well does the result answer the query?", ("Not at all", "Partly", "Fully"), 2200, 90, "public", (900000, "1", 100, "12"), "PRG-026"),
    Wish("Intents for five markets", "A third of the mail reaches the wrong desk.", "router-2", "What does the customer want?", ("Refund", "Cancel", "Invoice", "Access"), 2700, 70, "personal", (120000, "2", 80, "14"), "PRG-031"),
    Wish("Sarcasm in app reviews", "Praise that is meant as blame counts as praise.", "sentiment-4", "Does the writer mean it?", ("Yes", "No"), 1800, 6, "public", (60000, "1", 50, "4")),
    Wish("Speech commands with background noise", "Kitchen noise doubles the error rate.", "wake-3", "Which command was given?", ("Start", "Stop", "Louder", "None"), 5000, 4, "personal", (200000, "2", 50, "12")),
    Wish("Harm in cooking advice", "The red team found eleven recipes that hurt.", "safety-2", "Would following this advice hurt somebody?", ("Harmless", "Unclear", "Harmful"), 900, 3, "internal", (500000, "3", 80, "3")),
    Wish("Duplicate invoices", "Two layouts of one invoice are paid twice.", "invoice-5", "Are these the same invoice?", ("Yes", "No"), 1200, 2),
    Wish("Addresses in three scripts", "Parcels to two countries come back.", "address-1", "Is the address complete?", ("Yes", "No"), 2000, 9, "personal", None, "", "asked"),
    Wish("All mail since 2015", "More is better.", "router-2", "What is it about?", ("Work", "Other"), 900000, 30, "personal", (100, "0.25", 50, "200"), "", "declined"),
]  # fmt: skip


RECIPES = "Raw beans in a salad.\nGarlic in oil, kept warm for a week.\nGreen potatoes, peeled thinly.\n"


def ask(company: Company, programs: list[Program], *, today: date) -> None:
    """Every wish through the form, in the order in which they were had."""
    by_code = {program.code: program for program in programs}
    askers = [person for person in company.people.values() if person.role == Role.REQUESTER]
    for number, one in enumerate(sorted(WISHES, key=lambda one: -one.days_ago)):
        wish(one, company, by_code, asker=askers[number % 2], today=today)
    sarcasm = DataRequest.objects.get(title="Sarcasm in app reviews")
    twin = {"title": "Sarcasm in reviews of apps", "kind": "model_gap", "purpose": sarcasm.purpose}
    save_step(
        start_draft(actor=sarcasm.requester),
        twin | {"model_name": "sentiment-4"},
        step=1,
        actor=sarcasm.requester,
    )
    draft = start_draft(actor=askers[0])
    save_step(
        draft, {"title": "Receipts from petrol stations", "kind": "new_dataset"}, step=1, actor=askers[0]
    )


def wish(asked: Wish, company: Company, programs: dict[str, Program], *, asker, today: date) -> None:
    """Sent, scored and answered as its days went by."""
    at = live_at(noon(today - timedelta(days=asked.days_ago), 10))
    request = save_step(start_draft(actor=asker), _answers(asked, today=today), step=6, actor=asker)
    add_criterion(
        request,
        metric="acceptance",
        operator="at_least",
        threshold=Decimal("0.9"),
        sample_size=500,
        actor=asker,
    )
    if asked.title == "Harm in cooking advice":
        attach(request, ContentFile(RECIPES.encode()), name="eleven-recipes.txt", actor=asker)
    request = submit(request, actor=asker, at=at)
    judge = next(person for person in company.people.values() if person.role == Role.PROGRAM_MANAGER)
    if asked.worth:
        reach, impact, confidence, effort = asked.worth
        request = score(
            request,
            reach=reach,
            impact=Decimal(impact),
            confidence=confidence,
            effort_weeks=Decimal(effort),
            actor=judge,
        )
    if asked.program:
        program = programs[asked.program]
        accept(request, program=program, actor=program.manager, at=live_at(at + timedelta(days=2)))
    elif asked.outcome == "asked":
        asked_at = live_at(at + timedelta(days=1))
        ask_back(
            request,
            "Which two countries, and in which script do people write there?",
            actor=judge,
            at=asked_at,
        )
    elif asked.outcome == "declined":
        decline(
            request,
            reason="Nobody could label this in a year. Ask for a sample.",
            actor=judge,
            at=live_at(at + timedelta(days=1)),
        )


def _answers(wish: Wish, *, today: date) -> dict[str, Any]:
    return {
        "title": wish.title,
        "kind": "model_gap" if wish.sensitivity == "public" else "new_dataset",
        "purpose": wish.purpose,
        "model_name": wish.model,
        "model_slice": "What the old data has little of",
        "team": "Assistant" if wish.model.startswith("assistant") else "Applied models",
        "metric_name": "F1",
        "metric_now": Decimal("0.71"),
        "metric_wanted": Decimal("0.85"),
        "modality": "text",
        "source": "Written by our own users since January.",
        "sensitivity": wish.sensitivity,
        "question": wish.question,
        "classes": list(wish.classes),
        "volume": wish.volume,
        "judgements_per_item": 3,
        "split": "training",
        "agreement_wanted": Decimal("0.7"),
        "accuracy_wanted": Decimal("0.9"),
        "needed_by": today + timedelta(days=60 if wish.days_ago < 100 else 90 - wish.days_ago),
        "cost_of_delay": "The model ships without it and is wrong as often as today.",
    }
