from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.choices import RaidKind, RaidState
from programs.models import Program, RaidItem, RiskScore
from programs.rules import raid as rules


class CannotLog(Refused):
    pass


@transaction.atomic
def raise_item(
    program: Program,
    kind: str,
    *,
    likelihood: int | None = None,
    impact: int | None = None,
    actor: User,
    on: date,
    **fields: object,
) -> RaidItem:
    """Write down a risk, an assumption, an issue or a dependency. The same twice is one entry."""
    _known(kind, fields)
    program = Program.objects.select_for_update().get(pk=program.pk)
    item = RaidItem(program=program, kind=kind, likelihood=likelihood, impact=impact, raised_on=on, **fields)
    known = program.raid.open().filter(kind=kind, statement=item.statement).first()
    if known is not None:
        return _as_said(known, item, fields)
    _check(item)
    item.save()
    _score(item, on)
    record(f"{item.kind}.raised", item, actor=actor, **_scored(item))
    return item


def _as_said(known: RaidItem, item: RaidItem, fields: Iterable[str]) -> RaidItem:
    if any(getattr(known, name) != getattr(item, name) for name in (*fields, "likelihood", "impact")):
        kind = known.get_kind_display().lower()
        raise CannotLog(
            f"This {kind} is in the log already, with other words or another score: change that one."
        )
    return known


@transaction.atomic
def change_item(item: RaidItem, *, version: int | None = None, actor: User, **fields: object) -> RaidItem:
    """Say it otherwise, upon the `version` one has read; the score changes by a review. The same again changes nothing."""
    _known(item.kind, fields)
    item = _locked(item)
    changed = [name for name, value in fields.items() if getattr(item, name) != value]
    if not changed:
        return item
    _check_open(item)
    check_version(item, version)
    for name in changed:
        setattr(item, name, fields[name])
    _check(item, with_owner="owner" in changed)
    _save(item, *changed)
    record(f"{item.kind}.changed", item, actor=actor, changed=changed)
    return item


@transaction.atomic
def review_item(
    item: RaidItem,
    *,
    next_step: str,
    review_on: date | None,
    likelihood: int | None = None,
    impact: int | None = None,
    version: int | None = None,
    actor: User,
    on: date,
) -> RaidItem:
    """Look at it again: where it stands, what comes next, and when to look the next time.

    The same review twice on a day changes nothing.
    """
    item = _locked(item)
    if not item.is_risk and (likelihood, impact) != (None, None):
        raise CannotLog("Only a risk has a score.")
    said: dict[str, object] = {"next_step": next_step, "review_on": review_on}
    said |= {"likelihood": likelihood, "impact": impact} if item.is_risk else {}
    is_same = all(getattr(item, name) == value for name, value in said.items())
    if is_same and (not item.is_risk or item.scores.filter(scored_on=on).exists()):
        return item
    _check_open(item)
    check_version(item, version)
    if review_on is not None and review_on <= on:
        raise CannotLog("The next review lies ahead: choose a day after today.")
    was = _scored(item)
    for name, value in said.items():
        setattr(item, name, value)
    _check(item, with_owner=False)
    _save(item, *said)
    _score(item, on)
    moved = {"was": was["score"], "now": _scored(item)["score"]} if item.is_risk else {}
    record(f"{item.kind}.reviewed", item, actor=actor, **moved)
    return item


@transaction.atomic
def close_item(item: RaidItem, *, reason: str, actor: User, on: date) -> RaidItem:
    """It no longer concerns us, and why. Closing it twice changes nothing."""
    item = _locked(item)
    if not item.is_open:
        return item
    if not reason.strip():
        raise CannotLog("Say why it is closed: somebody will ask whether it is really over.")
    item.state, item.closed_on, item.closed_reason = RaidState.CLOSED, on, reason.strip()
    _save(item, "state", "closed_on", "closed_reason")
    record(f"{item.kind}.closed", item, actor=actor, reason=item.closed_reason)
    return item


@transaction.atomic
def turn_into_issue(item: RaidItem, *, next_step: str, actor: User, on: date) -> RaidItem:
    """The risk has happened: it closes, and an issue takes its place and remembers it. Twice is one issue."""
    item = _locked(item)
    if (known := item.became.first()) is not None:
        return known
    if not (verdict := rules.can_happen(item)):
        raise CannotLog(verdict.reason)
    issue = RaidItem.objects.create(
        program_id=item.program_id,
        kind=RaidKind.ISSUE,
        statement=item.statement,
        category=item.category,
        owner_id=item.owner_id,
        next_step=next_step,
        raised_on=on,
        came_from=item,
    )
    close_item(item, reason="It happened and is an issue now.", actor=actor, on=on)
    record("issue.raised", issue, actor=actor, risk=item.pk)
    return issue


def _locked(item: RaidItem) -> RaidItem:
    return RaidItem.objects.select_for_update(of=("self",)).select_related("program").get(pk=item.pk)


def _known(kind: str, fields: dict[str, object]) -> None:
    if unknown := set(fields) - set(rules.fields_of(kind)):
        raise TypeError(f"not a field of a {kind}: {', '.join(sorted(unknown))}")


def _check(item: RaidItem, *, with_owner: bool = True) -> None:
    if not (verdict := rules.can_stand(item)):
        raise CannotLog(verdict.reason)
    if with_owner and not (verdict := rules.can_own(item.program, item.owner)):
        raise CannotLog(verdict.reason)


def _check_open(item: RaidItem) -> None:
    if not (verdict := rules.can_edit(item)):
        raise CannotLog(verdict.reason)


def _save(item: RaidItem, *names: str) -> None:
    item.version += 1
    item.save(update_fields=[*names, "version", "updated_at"])


def _score(item: RaidItem, on: date) -> None:
    """One score a day is kept, so that correcting a slip of the pen is no trend."""
    if item.is_risk:
        score = {"likelihood": item.likelihood, "impact": item.impact}
        RiskScore.objects.update_or_create(item=item, scored_on=on, defaults=score)


def _scored(item: RaidItem) -> dict[str, str]:
    return {"score": f"{item.likelihood} × {item.impact}"} if item.is_risk else {}
