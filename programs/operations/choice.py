"""Decisions of a program: put as a question with options, decided with a reason, later superseded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.verdicts import Verdict
from dataops.base.versions import check_version
from programs.choices import DecisionState
from programs.models import Decision, Program
from programs.rules import decision as rules
from programs.rules.raid import can_own

CHANGEABLE = frozenset(["question", "options", "decider", "needed_by", "is_reversible", "supersedes"])


class CannotDecide(Refused):
    pass


@transaction.atomic
def propose(
    program: Program,
    *,
    question: str,
    options: Sequence[str],
    decider: User,
    needed_by: date | None = None,
    is_reversible: bool = True,
    supersedes: Decision | None = None,
    actor: User,
) -> Decision:
    """Put a question to who must decide it. The same twice, while it is open, is one."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    decision = Decision(
        program=program,
        question=question,
        options="\n".join(options),
        decider=decider,
        needed_by=needed_by,
        is_reversible=is_reversible,
        supersedes=supersedes,
    )
    if (known := program.decisions.proposed().filter(question=question).first()) is not None:
        if any(getattr(known, name) != getattr(decision, name) for name in CHANGEABLE):
            raise CannotDecide("This question is open already, with other words: change that one.")
        return known
    _pass(rules.can_ask(decision))
    _pass(can_own(program, decider))
    decision.save()
    record("decision.proposed", decision, actor=actor, options=list(options))
    return decision


@transaction.atomic
def change_question(
    decision: Decision, *, version: int | None = None, actor: User, **fields: object
) -> Decision:
    """Put it otherwise while it is open, upon the `version` one has read. The same again changes nothing."""
    if unknown := set(fields) - CHANGEABLE:
        raise TypeError(f"not a field of an open decision: {', '.join(sorted(unknown))}")
    if isinstance(options := fields.get("options"), list):
        fields["options"] = "\n".join(options)
    decision = _locked(decision)
    changed = [name for name, value in fields.items() if getattr(decision, name) != value]
    if not changed:
        return decision
    _pass(rules.can_change(decision))
    check_version(decision, version)
    for name in changed:
        setattr(decision, name, fields[name])
    _pass(rules.can_ask(decision))
    if "decider" in changed:
        _pass(can_own(decision.program, decision.decider))
    _save(decision, *changed)
    record("decision.changed", decision, actor=actor, changed=changed)
    return decision


@transaction.atomic
def decide(
    decision: Decision, *, choice: str, reason: str, version: int | None = None, actor: User, on: date
) -> Decision:
    """Choose one of the options and say why; an earlier decision it replaces is superseded.

    The same choice twice changes nothing.
    """
    decision = _locked(decision)
    if decision.state == DecisionState.DECIDED and (decision.choice, decision.reason) == (
        choice,
        reason.strip(),
    ):
        return decision
    _pass(rules.can_change(decision))
    check_version(decision, version)
    _pass(rules.can_decide(decision, choice, reason))
    decision.state, decision.choice, decision.reason = DecisionState.DECIDED, choice, reason.strip()
    decision.decided_on = on
    _save(decision, "state", "choice", "reason", "decided_on")
    record("decision.decided", decision, actor=actor, choice=choice, reason=decision.reason)
    if decision.supersedes is not None:
        _supersede(decision.supersedes, by=decision, actor=actor)
    return decision


def _supersede(earlier: Decision, *, by: Decision, actor: User) -> None:
    earlier = _locked(earlier)
    if earlier.state == DecisionState.SUPERSEDED:
        raise CannotDecide(rules.REPLACED)
    earlier.state = DecisionState.SUPERSEDED
    _save(earlier, "state")
    record("decision.superseded", earlier, actor=actor, by=by.pk)


def _locked(decision: Decision) -> Decision:
    related = Decision.objects.select_related("program", "supersedes")
    return related.select_for_update(of=("self",)).get(pk=decision.pk)


def _save(decision: Decision, *names: str) -> None:
    decision.version += 1
    decision.save(update_fields=[*names, "version", "updated_at"])


def _pass(verdict: Verdict) -> None:
    if not verdict:
        raise CannotDecide(verdict.reason)
