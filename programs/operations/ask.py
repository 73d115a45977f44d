"""What a program needs from somebody by a day: asked, changed, answered or taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from dataops.work.operations.notification import notify
from programs.choices import AskState
from programs.models import Ask, Program
from programs.rules.week import local_day

CHANGEABLE = frozenset(["what", "recommendation", "dimension", "owner", "needed_by"])


class CannotAsk(Refused):
    pass


@transaction.atomic
def add_ask(
    program: Program,
    *,
    what: str,
    owner: User,
    needed_by: date,
    recommendation: str = "",
    dimension: str = "",
    actor: User,
    at: datetime,
) -> Ask:
    """Ask somebody for something by a day. The same, while it is open, is one ask."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    if (known := program.asks.open().filter(what=what, owner=owner).first()) is not None:
        return known
    today = local_day(program, at)
    _check(owner, needed_by, today)
    ask = Ask.objects.create(
        program=program,
        what=what,
        owner=owner,
        needed_by=needed_by,
        recommendation=recommendation,
        dimension=dimension,
        asked_by=actor,
        asked_on=today,
    )
    record("ask.made", ask, actor=actor, needed_by=needed_by.isoformat())
    notify([owner], verb="ask.made", target=program, key=str(ask.pk), sentence=f"{program.code} needs from you: {what}", actor=actor, at=at)  # fmt: skip
    return ask


@transaction.atomic
def change_ask(ask: Ask, *, version: int | None = None, actor: User, at: datetime, **fields: object) -> Ask:
    """Ask otherwise while it is open, upon the `version` one has read. The same again changes nothing."""
    if unknown := set(fields) - CHANGEABLE:
        raise TypeError(f"not a field of an ask: {', '.join(sorted(unknown))}")
    ask = _open(ask)
    changed = [name for name, value in fields.items() if getattr(ask, name) != value]
    if not changed:
        return ask
    check_version(ask, version)
    for name in changed:
        setattr(ask, name, fields[name])
    if {"owner", "needed_by"} & set(changed):
        _check(ask.owner, ask.needed_by, local_day(ask.program, at))
    ask.version += 1
    ask.save(update_fields=[*changed, "version", "updated_at"])
    record("ask.changed", ask, actor=actor, changed=sorted(changed))
    return ask


def answer_ask(
    ask: Ask, *, answer: str, state: str = AskState.MET, version: int | None = None, actor: User, at: datetime
) -> Ask:
    """Say that it is there, or that it will not come."""
    return _close(ask, AskState(state), answer, version=version, actor=actor, at=at)


def withdraw_ask(ask: Ask, *, reason: str, version: int | None = None, actor: User, at: datetime) -> Ask:
    """It is not needed any more."""
    return _close(ask, AskState.WITHDRAWN, reason, version=version, actor=actor, at=at)


@transaction.atomic
def _close(ask: Ask, state: AskState, answer: str, *, version: int | None, actor: User, at: datetime) -> Ask:
    """Once: the same answer again changes nothing, another one is refused."""
    answer = answer.strip()
    found = Ask.objects.select_for_update(of=("self",)).select_related("program").get(pk=ask.pk)
    if (found.state, found.answer) == (state, answer):
        return found
    ask = _open(ask)
    if not answer:
        raise CannotAsk("Say what came of it: who asked reads this in the next report.")
    check_version(ask, version)
    ask.state, ask.answer, ask.closed_on = state, answer, local_day(ask.program, at)
    ask.version += 1
    ask.save(update_fields=["state", "answer", "closed_on", "version", "updated_at"])
    record(f"ask.{state.value}", ask, actor=actor, answer=answer)
    told = f"{ask.program.code}, {ask.get_state_display().lower()}: {ask.what}"
    notify([ask.asked_by], verb=f"ask.{state.value}", target=ask.program, key=str(ask.pk), sentence=told, actor=actor, at=at)  # fmt: skip
    return ask


def _open(ask: Ask) -> Ask:
    ask = Ask.objects.select_for_update(of=("self",)).select_related("program").get(pk=ask.pk)
    if not ask.is_open:
        raise CannotAsk(
            f"It is {ask.get_state_display().lower()}: {ask.answer} Ask anew if it is needed again."
        )
    return ask


def _check(owner: User, needed_by: date, today: date) -> None:
    if owner.vendor_id is not None or not owner.is_active:
        raise CannotAsk(f"{owner.name} cannot be asked: choose somebody of the company.")
    if needed_by < today:
        raise CannotAsk("The day has passed already: choose one that is still to come.")
