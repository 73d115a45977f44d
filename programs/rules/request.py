"""Whether something may happen to a request now, and if not, the sentence that says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs import permissions
from programs.choices import ProgramState, RequestState
from programs.models import DataRequest, Program, RequestType
from programs.models.request import FIBONACCI, LONGEST_CLASS, MOST_CLASSES

FARTHEST_NEED = timedelta(days=5 * 365)
LONGEST_SNOOZE = timedelta(days=366)


def can_answer(request: DataRequest, actor) -> Verdict:
    """The requester changes answers until it is sent, and again while triage waits for information."""
    if request.requester_id != actor.pk:
        return denied("Only the person who asks can change the answers.")
    if request.state in (RequestState.DRAFT, RequestState.NEEDS_INFORMATION):
        return ALLOWED
    return denied(f"This request is {_state(request)}: its answers stand as they are.")


def can_delete(request: DataRequest, actor) -> Verdict:
    if request.requester_id != actor.pk:
        return denied("Only the person who began a draft can delete it.")
    if request.state != RequestState.DRAFT:
        return denied("A request that was sent is kept: only drafts can be deleted.")
    return ALLOWED


def can_submit(request: DataRequest, actor, *, on: date) -> Verdict:
    if request.requester_id != actor.pk:
        return denied("Only the person who asks can send the request.")
    if request.state != RequestState.DRAFT:
        return denied(f"This request is {_state(request)} already.")
    return is_offered(request) and is_complete(request, on=on)


def can_reply(request: DataRequest, actor, *, on: date) -> Verdict:
    if request.requester_id != actor.pk:
        return denied("Only the person who asks can answer triage.")
    if request.state != RequestState.NEEDS_INFORMATION:
        return denied("Triage is not waiting for an answer.")
    return is_complete(request, on=on)


def is_complete(request: DataRequest, *, on: date) -> Verdict:
    return is_answered(request) and is_date_possible(request.needed_by, on=on)


def is_answered(request: DataRequest) -> Verdict:
    if missing := len(request.unanswered()):
        return denied(f"{missing} required answer{'s are' if missing > 1 else ' is'} still missing.")
    least = 2 if "classes" in request.asking.required else 0
    return (
        are_classes(request.classes, least=least)
        and is_class_possible(request.smallest_class, request.volume)
        and is_metric_possible(request.metric_name, request.metric_now, request.metric_wanted)
    )


def is_offered(request: DataRequest) -> Verdict:
    """A draft of a type that is offered no longer can become one of another type."""
    kept = RequestType.objects.filter(kind=request.kind, is_offered=False).first()
    if kept is None:
        return ALLOWED
    return denied(f"“{kept.name}” is not offered any more: choose another type; your answers stay.")


def is_metric_possible(name: str, now: Decimal | None, wanted: Decimal | None) -> Verdict:
    """Two different numbers of one metric that has a name."""
    if now is None and wanted is None:
        return ALLOWED
    if not name:
        return denied("Name the metric that the numbers are of, such as macro-F1.")
    if now is not None and now == wanted:
        return denied("The metric is wanted as it is today: enter what it should become.")
    return ALLOWED


def is_date_possible(needed_by: date | None, *, on: date) -> Verdict:
    if needed_by is None:
        return denied("Say by which day the data is needed.")
    if needed_by <= on:
        return denied("The day the data is needed by has passed: choose a later one.")
    if needed_by > on + FARTHEST_NEED:
        return denied("The day the data is needed by is more than five years away: choose an earlier one.")
    return ALLOWED


def are_classes(classes: Sequence[str], *, least: int = 2) -> Verdict:
    """Two different answers at least, short enough for a button; a draft may still have fewer."""
    if len(classes) < least:
        return denied("Write at least two classes, one per line.")
    if len(classes) > MOST_CLASSES:
        return denied(f"These are {len(classes):,} classes: one question takes at most {MOST_CLASSES}.")
    if long := next((name for name in classes if len(name) > LONGEST_CLASS), None):
        return denied(f"Shorten “{long[:20]}…” to {LONGEST_CLASS} characters; it has {len(long):,}.")
    seen: set[str] = set()
    for name in classes:
        if name.casefold() in seen:
            return denied(f"“{name}” is there twice: every class has its own name.")
        seen.add(name.casefold())
    return ALLOWED


def is_class_possible(smallest: int | None, volume: int | None) -> Verdict:
    """A class is a part of all items."""
    if smallest is None or volume is None or smallest <= volume:
        return ALLOWED
    return denied(f"The smallest class needs {smallest:,} items, and the request asks for {volume:,} in all.")


def can_triage(request: DataRequest, actor) -> Verdict:
    """Somebody else's request that was sent and not decided."""
    if request.requester_id == actor.pk:
        return denied("Nobody triages their own request: a colleague does.")
    if request.state == RequestState.DRAFT:
        return denied("This request has not been sent.")
    if not request.is_open:
        return denied(f"This request is {_state(request)} already.")
    return ALLOWED


def can_accept(request: DataRequest, actor) -> Verdict:
    """Who asks may blank an answer while triage waits for another: a program needs them all."""
    if not (verdict := can_triage(request, actor)):
        return verdict
    if request.state == RequestState.ESTIMATED and not request.is_undecided:
        return denied(f"{request.requester.name} has not agreed to the estimate yet.")
    if not (verdict := is_answered(request)):
        return denied(f"{verdict.reason} Ask {request.requester.name} for what is not there.")
    return ALLOWED


def can_begin(request: DataRequest, units: int | None) -> Verdict:
    """Whether a program of its own can begin from it: one that asks for no units is about one that exists."""
    if units is None:
        return denied(
            "This request asks for no number of units: take it into the program it is about, or say how many."
        )
    return ALLOWED


def can_rank(request: DataRequest, actor) -> Verdict:
    if verdict := can_triage(request, actor):
        waits = request.is_undecided
        return (
            ALLOWED
            if waits
            else denied("It waits for the requester: it has no place in the queue until then.")
        )
    return verdict


def can_snooze(request: DataRequest, actor, *, until: date, on: date) -> Verdict:
    if not (verdict := can_triage(request, actor)):
        return verdict
    if not request.is_undecided:
        return denied("It waits for the requester and is out of the queue already.")
    if until <= on:
        return denied("That day has come already: snooze until a later one.")
    if until > on + LONGEST_SNOOZE:
        return denied("That is more than a year away: decline the request, or choose an earlier day.")
    return ALLOWED


def is_wsjf_possible(*parts: int) -> Verdict:
    if set(parts) <= set(FIBONACCI):
        return ALLOWED
    return denied(f"Each part is one of {', '.join(map(str, FIBONACCI[:-1]))} or {FIBONACCI[-1]}.")


def is_score_possible(reach: int, impact: Decimal, confidence: int, effort_weeks: Decimal) -> Verdict:
    if not 0 <= reach <= 1_000_000_000:
        return denied("Reach is a whole number from 0 to 1,000,000,000.")
    if not 0 <= impact <= 10:
        return denied("Impact lies between 0 and 10.")
    if not 0 <= confidence <= 100:
        return denied("Confidence is a percentage from 0 to 100.")
    if not Decimal("0.1") <= effort_weeks <= 10_000:
        return denied("Effort is at least 0.1 and at most 10,000 person-weeks.")
    return ALLOWED


def can_stand_for(original: DataRequest, duplicate: DataRequest) -> Verdict:
    """Whether `duplicate` may be closed in favour of `original`."""
    if original.pk == duplicate.pk:
        return denied("A request cannot be a duplicate of itself.")
    if original.state == RequestState.DRAFT:
        return denied(f"{original.number} has not been sent: nothing can be a duplicate of it.")
    if original.state == RequestState.DECLINED:
        return denied(f"{original.number} was declined: decline this one too, or decide on it by itself.")
    return ALLOWED


def can_join(program: Program, actor) -> Verdict:
    """Whether `actor` may take another request into a program that exists."""
    may = actor.has_perm(permissions.CHANGE_PROGRAM) or actor.has_perm(permissions.CHANGE_PROGRAM, program)
    if not may:
        return denied(f"You do not manage {program.code}: its manager can take the request in.")
    if program.state == ProgramState.DELIVERED:
        return denied(f"{program.code} is delivered: start a new program.")
    return ALLOWED


def _state(request: DataRequest) -> str:
    is_duplicate = request.state == RequestState.DUPLICATE
    return "closed as a duplicate" if is_duplicate else request.get_state_display().lower()
