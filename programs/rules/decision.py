from __future__ import annotations

from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import DecisionState
from programs.models import Decision

FEWEST, MOST = 2, 8
LONGEST = 200
REPLACED = "Another decision has taken the place of the earlier one meanwhile: supersede that one."


def options_of(text: str) -> list[str]:
    """The lines of the text that say something."""
    return [line for line in (line.strip() for line in text.splitlines()) if line]


def can_ask(decision: Decision) -> Verdict:
    """Whether the question can be answered as it is put."""
    options = decision.option_list
    if not decision.question.strip():
        return denied("Say what is to be decided.")
    if not FEWEST <= len(options) <= MOST or len(set(options)) < len(options):
        return denied(
            f"Name {FEWEST} to {MOST} different options, one a line: without a choice nothing is decided."
        )
    if max(map(len, options)) > LONGEST:
        return denied(f"An option has at most {LONGEST} characters.")
    earlier = decision.supersedes
    if earlier is not None and earlier.program_id != decision.program_id:
        return denied("That decision belongs to another program.")
    if earlier is not None and earlier.state == DecisionState.PROPOSED:
        return denied("Only what was decided can be decided anew: change the question that is still open.")
    return ALLOWED


def can_change(decision: Decision) -> Verdict:
    if not decision.is_open:
        return denied("It is decided. Propose another decision that takes its place.")
    return ALLOWED


def can_decide(decision: Decision, choice: str, reason: str) -> Verdict:
    if choice not in decision.option_list:
        return denied("Choose one of the options that were put.")
    if not reason.strip():
        return denied("Say why: who comes later knows only what is written here.")
    if decision.supersedes is not None and decision.supersedes.state == DecisionState.SUPERSEDED:
        return denied(REPLACED)
    return ALLOWED
