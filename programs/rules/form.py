"""What a form may ask."""

from __future__ import annotations

from collections.abc import Sequence

from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.models.form import LONGEST_QUESTION, MOST_QUESTIONS


def can_ask(questions: Sequence[str]) -> Verdict:
    """One question at least, each short and once."""
    if not questions:
        return denied("Write at least one question.")
    if len(questions) > MOST_QUESTIONS:
        return denied(f"These are {len(questions)} questions: a form has at most {MOST_QUESTIONS}.")
    if long := next((one for one in questions if len(one) > LONGEST_QUESTION), None):
        return denied(f"Shorten “{long[:20]}…” to {LONGEST_QUESTION} characters; it has {len(long):,}.")
    if twice := next((one for place, one in enumerate(questions) if one in questions[:place]), None):
        return denied(f"“{twice}” is asked twice.")
    return ALLOWED
