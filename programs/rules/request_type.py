"""What a type of request may ask, and if not, the sentence that says why."""

from __future__ import annotations

from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import QuestionKind
from programs.models import RequestQuestion, RequestType
from programs.models.request import ANSWERS
from programs.models.request_type import ALWAYS, LONGEST_HINT

MOST_QUESTIONS, MOST_OPTIONS, LONGEST_OPTION = 20, 30, 80


def can_ask_so(kept: RequestType) -> Verdict:
    """Known answers only, none both required and not asked, and never without what triage needs."""
    named = {*kept.required, *kept.not_asked, *kept.hints}
    if unknown := sorted(named - set(ANSWERS)):
        return denied(f"No request has an answer “{unknown[0]}”.")
    if both := sorted(set(kept.required) & set(kept.not_asked)):
        return denied(f"“{both[0]}” cannot be required and not asked.")
    if left_out := [name for name in ALWAYS if name in kept.not_asked]:
        return denied(f"Every request needs “{left_out[0]}”: it is always asked.")
    if long := next((name for name, hint in kept.hints.items() if len(hint) > LONGEST_HINT), None):
        return denied(f"Shorten the help of “{long}” to {LONGEST_HINT} characters.")
    others = RequestType.objects.exclude(pk=kept.pk)
    if others.filter(name=kept.name).exists():
        return denied(f"Another type is called “{kept.name}” already: choose another name.")
    if not kept.is_offered and not others.offered().exists():
        return denied("This is the last type that is offered: offer another one first.")
    return ALLOWED


def can_be_asked(question: RequestQuestion) -> Verdict:
    if question.type.questions.count() >= MOST_QUESTIONS:
        return denied(f"A type has {MOST_QUESTIONS} questions of your own at most: take one out first.")
    if question.kind != QuestionKind.CHOICE:
        return denied("Only a choice has options.") if question.options else ALLOWED
    if len(set(question.options)) < 2:
        return denied("A choice needs at least two different options, one per line.")
    if len(question.options) > MOST_OPTIONS:
        return denied(f"A choice has {MOST_OPTIONS} options at most.")
    if any(len(option) > LONGEST_OPTION for option in question.options):
        return denied(f"An option has {LONGEST_OPTION} characters at most.")
    return ALLOWED
