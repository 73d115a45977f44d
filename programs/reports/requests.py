"""What requests tell the home page and the search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.text import Truncator

from dataops.web.templatetags.formats import day, number, plural_of
from dataops.work.needs import Need, Urgency
from dataops.work.search import Hit
from programs import permissions
from programs.choices import RequestState, SlaGoalKind
from programs.models import DataRequest, SlaClock
from programs.models.request import DataRequestQuerySet
from programs.reports.clocks import Timing, first_timing, with_clocks
from programs.rules import outcome as rules
from programs.sockets import accepted_of

FORGOTTEN = timedelta(days=7)
SOON = timedelta(days=14)


def needs_of_requests(user, *, at: datetime) -> Iterator[Need]:
    """The requester's answers and unsent drafts; for triage, what waits for a decision."""
    if user.vendor_id is not None:
        return
    if user.has_perm(permissions.SUBMIT_REQUESTS):
        yield from _needs_of_requester(user, at=at)
    if user.has_perm(permissions.TRIAGE_REQUESTS):
        waiting = DataRequest.objects.visible_to(user).waiting_for_triage().exclude(requester=user)
        first = with_clocks(waiting.select_related("requester"))
        for request in first.order_by("needed_by", "submitted_at", "pk"):
            yield _need_of_triage(request, at=at)
    yield from needs_of_deliveries(user, at=at)


def needs_of_deliveries(user, *, at: datetime) -> Iterator[Need]:
    """To whom manages the program: what was promised to be delivered by now."""
    late = SlaClock.objects.breached(at=at).filter(
        goal=SlaGoalKind.DELIVERY, done_at=None, request__program__manager=user
    )
    for clock in late.select_related("request__program").order_by("due_at", "pk"):
        request, timing = clock.request, Timing(clock, at)
        yield Need(
            urgency=Urgency.LATE,
            title=f"Deliver {_name(request)}",
            why=f"{clock.promised} was promised, and was due {day(clock.due_at, at.date())}. {timing.words}.",
            url=reverse("programs:program-detail", args=[request.program.code]),
            action="Open program",
            meta=(request.number, request.program.code),
            since=clock.due_at,
            tone="bad",
        )


def _needs_of_requester(user, *, at: datetime) -> Iterator[Need]:
    own = DataRequest.objects.asked_by(user)
    asked = own.waiting_for_requester().prefetch_related("messages__author").order_by("updated_at", "pk")
    for request in asked:
        yield _need_of_an_answer(request, at=at)
    yield from _needs_of_what_came(own, at=at)
    quoted = own.filter(state=RequestState.ESTIMATED, agreed_at=None)
    for request in quoted.order_by("updated_at", "pk"):
        yield Need(
            urgency=Urgency.BLOCKS_OTHERS,
            title=f"Say what you think of the estimate of {_name(request)}",
            why="Triage decides once you agree, or makes another.",
            url=reverse("programs:request-detail", args=[request.number]),
            action="Read it",
            meta=(request.number,),
            since=request.updated_at,
        )
    begun = [request for request in own.drafts().order_by("updated_at", "pk") if not request.is_untouched()]
    for request in begun:
        yield Need(
            urgency=Urgency.WORTH_KNOWING,
            title=f"Finish or delete the draft {_name(request)}",
            why="Triage sees a request only after it is sent.",
            url=reverse("programs:request-detail", args=[request.number]),
            action="Open draft",
            meta=(request.number, f"last changed {day(request.updated_at, at.date())}"),
            since=request.updated_at,
            tone="idle",
        )


def _need_of_an_answer(request: DataRequest, *, at: datetime) -> Need:
    """The question itself, with who asked it and when: unread until it is answered."""
    said = max(request.messages.all(), key=lambda message: message.pk, default=None)
    why = "Nobody works on the request until you answer."
    by = f"asked {day(request.updated_at, at.date())}"
    if said is not None and said.author_id != request.requester_id:
        why = f"“{Truncator(said.body).words(24)}” {why}"
        by = f"new: {said.author.name}, {day(said.created_at, at.date())}"
    return Need(
        urgency=Urgency.BLOCKS_OTHERS,
        title=f"Answer triage about {_name(request)}",
        why=why,
        url=reverse("programs:request-detail", args=[request.number]),
        action="Answer",
        meta=(request.number, by),
        since=request.updated_at,
    )


def _needs_of_what_came(own: DataRequestQuerySet, *, at: datetime) -> Iterator[Need]:
    """What is all there and waits for a verdict, and what was accepted and waits for its metric."""
    taken = own.filter(state=RequestState.ACCEPTED, program__isnull=False).select_related("program")
    waiting = list(taken.filter(verdict__isnull=True).exclude(program__manager=F("requester")).order_by("pk"))
    accepted = accepted_of([request.program_id for request in waiting]) if waiting else {}
    for request in waiting:
        units = sum(accepted[request.program_id].values())
        if units and rules.is_all_there(request, accepted=units, planned=request.program.units_planned):
            title = f"Accept or reject what came of {_name(request)}"
            planned = plural_of(request.program.units_planned, "unit is,units are")
            there = (
                "All units are" if units >= request.program.units_planned else f"{number(units)} of {planned}"
            )
            why = f"{there} there. Your criteria stand beside what was measured."
            yield _need_of_who_asked(request, "judge", title, "Judge", why)
    unmeasured = taken.filter(verdict__is_accepted=True, after__isnull=True, metric_wanted__isnull=False)
    for request in unmeasured.order_by("pk"):
        title = f"Did {_name(request)} move the metric?"
        why = f"Wanted was {request.gain}. Measure it with the new data."
        yield _need_of_who_asked(request, "metric", title, "Write it down", why)


def _need_of_who_asked(request: DataRequest, page: str, title: str, action: str, why: str) -> Need:
    return Need(
        urgency=Urgency.WAITING,
        title=title,
        why=why,
        url=reverse(f"programs:request-{page}", args=[request.number]),
        action=action,
        meta=(request.number, request.program.code),
        since=request.decided_at,
        tone="info",
    )


def _need_of_triage(request: DataRequest, *, at: datetime) -> Need:
    waits = request.waited(at=at)
    left = (request.needed_by - at.date()).days
    timing = first_timing(request, at=at)
    is_broken = timing is not None and timing.tone == "bad"
    is_late, is_due = is_broken or left < SOON.days, waits > FORGOTTEN
    is_due = is_due or (timing is not None and timing.tone == "warn")
    promise = f" {timing.goal}: {timing.words.lower()}." if timing and timing.tone in ("bad", "warn") else ""
    return Need(
        urgency=Urgency.LATE if is_late else Urgency.DUE if is_due else Urgency.WAITING,
        title=f"Decide on {_name(request)}",
        why=_why(request, left=left, waits=request.days_waited(at=at), at=at) + promise,
        url=f"{reverse('programs:triage')}?request={request.number}",
        action="Triage",
        meta=(request.number, f"asked by {request.requester.name}"),
        since=request.submitted_at,
        tone="bad" if is_late else "warn" if is_due else "info",
    )


def _why(request: DataRequest, *, left: int, waits: int, at: datetime) -> str:
    needed = f"Needed by {day(request.needed_by, at.date())}"
    when = f"{needed}, which has passed" if left < 0 else f"{needed}, in {plural_of(left, 'day,days')}"
    return f"{when}; it has waited {plural_of(waits, 'day,days')}."


def _name(request: DataRequest) -> str:
    return request.title or request.number


def found_requests(user, text: str, *, limit: int) -> list[Hit]:
    found = DataRequest.objects.visible_to(user).matching(text).order_by("-updated_at", "-pk")[:limit]
    return [
        Hit(
            noun="Request",
            title=_name(request),
            detail=f"{request.number}, {request.get_state_display().lower()}",
            url=reverse("programs:request-detail", args=[request.number]),
        )
        for request in found
    ]
