from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.context import now
from dataops.base.errors import Refused
from dataops.base.verdicts import Verdict
from dataops.base.versions import check_sight, check_version
from programs import rules, sockets
from programs.choices import ProgramState, SlaGoalKind
from programs.models import Closing, Program, ProgramTemplate
from programs.operations import clock
from programs.operations.admission import admit
from programs.operations.beginning import begin_from
from programs.operations.on_top import add_to
from programs.reports.closing import missing_of

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
HIDDEN = ["[hidden]", "[hidden]"]  # as the trail of rows writes it
READ_AGAIN = (
    "The program was changed after you opened this page: it is {} now. Read what it says, then set its state."
)
CHANGEABLE = frozenset(
    [
        "name",
        "goal",
        "scope_in",
        "scope_out",
        "sponsor",
        "manager",
        "starts_on",
        "due_on",
        "units_planned",
        "currency",
        "time_zone",
        "report_due_hours",
        "tolerance_days",
        "tolerance_scope",
        "tolerance_risk",
    ]
)


class CannotStart(Refused):
    pass


class CannotChange(Refused):
    pass


@transaction.atomic
def start_program(
    *,
    code: str = "",
    name: str,
    goal: str,
    manager: User,
    starts_on: date,
    due_on: date,
    units_planned: int,
    currency: str = "USD",
    sponsor: str = "",
    scope_in: str = "",
    scope_out: str = "",
    template: ProgramTemplate | None = None,
    actor: User,
    at: datetime,
) -> Program:
    """Open a program, admit its manager and give it what its template says.

    Without a code it gets the next free number.
    """
    _check_plan(starts_on, due_on, units_planned, CannotStart)
    program = Program.objects.create(
        code=_free_code(code.strip()),
        name=name,
        goal=goal,
        manager=manager,
        starts_on=starts_on,
        due_on=due_on,
        units_planned=units_planned,
        currency=currency,
        sponsor=sponsor,
        scope_in=scope_in,
        scope_out=scope_out,
        state=ProgramState.ACTIVE if starts_on <= at.date() else ProgramState.PLANNED,
    )
    record("program.started", program, actor=actor)
    admit(program, manager, actor=actor)
    if template is not None:
        begin_from(program, template, actor=actor, on=at.date())
    return program


@transaction.atomic
def change_program(program: Program, *, version: int | None = None, actor: User, **fields: object) -> Program:
    """Change what the program says of itself, upon the `version` one has read. The same words again change nothing."""
    if unknown := set(fields) - CHANGEABLE:
        raise TypeError(f"not a field one changes: {', '.join(sorted(unknown))}")
    program = Program.objects.select_for_update().get(pk=program.pk)
    before = {
        name: getattr(program, name) for name, value in fields.items() if getattr(program, name) != value
    }
    if not before:
        return program
    check_version(program, version)
    if "currency" in before:
        _pass(sockets.currency_checks, program)
    for name in before:
        setattr(program, name, fields[name])
    program.version += 1
    _check_plan(program.starts_on, program.due_on, program.units_planned, CannotChange)
    program.save(update_fields=[*before, "version", "updated_at"])
    record("program.changed", program, actor=actor, **_was_and_is(program, before))
    if "units_planned" in before or "scope_in" in before:
        was = {name: before.get(name, getattr(program, name)) for name in ("units_planned", "scope_in")}
        add_to(program, units=was["units_planned"], scope_in=was["scope_in"], actor=actor)
    if "manager" in before:
        admit(program, program.manager, actor=actor)
    return program


@transaction.atomic
def set_state(
    program: Program, state: str, *, version: int | None = None, reason: str = "", actor: User | None
) -> Program:
    """Move the program on, as it was read at `version`. Delivered is refused while any app says something is still
    open, and without a reason where something that was promised is not there."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    if program.state == state:
        return program
    check_sight(program, version, program.version, READ_AGAIN.format(program.get_state_display().lower()))
    if state == ProgramState.DELIVERED and not (verdict := rules.can_deliver(program)):
        raise CannotChange(f"{program.code} is not delivered yet. {verdict.reason}")
    closing = _closing(program, reason, actor) if state == ProgramState.DELIVERED else None
    before, program.state = program.state, ProgramState(state)
    program.version += 1
    program.save(update_fields=["state", "version", "updated_at"])
    if state == ProgramState.DELIVERED:
        for request in program.requests.order_by("pk"):
            clock.finish(request, [SlaGoalKind.DELIVERY], at=now())
    said = {"missing": closing.missing, "reason": closing.reason} if closing and closing.missing else {}
    record("program.state_set", program, actor=actor, was=before, now=state, **said)
    return program


def _closing(program: Program, reason: str, actor: User | None) -> Closing:
    at, words = now(), reason.strip()
    missing = missing_of(program, on=at.date())
    if missing and not words:
        raise CannotChange(f"{' '.join(missing)} Say why {program.code} is delivered all the same.")
    said = {"missing": missing, "reason": words, "delivered_by": actor, "delivered_at": at}
    return Closing.objects.update_or_create(program=program, defaults=said)[0]


def _pass(checks: Iterable[Callable[[Program], Verdict]], program: Program) -> None:
    for check in checks:
        if not (verdict := check(program)):
            raise CannotChange(verdict.reason)


@transaction.atomic
def start_due(*, at: datetime) -> int:
    """What was planned for today or before is under way from now on; say how many programs that are."""
    planned = Program.objects.filter(state=ProgramState.PLANNED, starts_on__lte=at.date())
    due = planned.select_for_update().order_by("pk")
    return len([set_state(program, ProgramState.ACTIVE, actor=None) for program in due])


def _check_plan(starts_on: date, due_on: date, units: int, refusal: type[Refused]) -> None:
    if due_on < starts_on:
        raise refusal("The due date is before the start: move one of them.")
    if units < 1:
        raise refusal("A program plans at least one unit.")


def _free_code(code: str) -> str:
    """The code asked for, if nobody has it, else the next number; two who start at once do not meet."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('programs.code'))")
    if not code:
        taken = Program.objects.filter(code__regex=r"^PRG-[0-9]+$").values_list("code", flat=True)
        return f"PRG-{max((int(other.removeprefix('PRG-')) for other in taken), default=0) + 1:03}"
    if not CODE.fullmatch(code):
        raise CannotStart("A code is capital letters, digits and hyphens, at most 20, such as PRG-035.")
    if Program.objects.filter(code=code).exists():
        raise CannotStart(f"{code} is the code of another program.")
    return code


def _was_and_is(program: Program, before: dict[str, object]) -> dict[str, list[object]]:
    return {
        name: HIDDEN if name in Program.hidden_in_trail else [_plain(was), _plain(getattr(program, name))]
        for name, was in before.items()
    }


def _plain(value: object) -> object:
    """People by their number and days as text: names do not belong in the trail."""
    if isinstance(value, User):
        return value.pk
    if isinstance(value, Decimal):
        return str(value.normalize())
    return value.isoformat() if isinstance(value, date) else value
