"""Keep the clocks of a request right; what happened to the request is the event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.work.operations.notification import notify
from programs import permissions
from programs.choices import ClockState, RequestState, Rest, SlaGoalKind
from programs.models import BusinessCalendar, DataRequest, RequestRest, SlaClock, SlaGoal, SlaPolicy
from programs.models.sla import hours_of
from programs.rules.sla import policy_for

WARNED_AFTER = 0.75  # of the working time
NOTHING = timedelta(0)
TRIAGERS = [role for role, held in permissions.COMPANY_WIDE.items() if permissions.TRIAGE_REQUESTS in held]
WAITING = {RequestState.NEEDS_INFORMATION: Rest.NEEDS_INFORMATION, RequestState.ESTIMATED: Rest.ESTIMATED}


def begin(request: DataRequest, *, at: datetime) -> None:
    """Promise what the first fitting policy promises. What runs already goes on."""
    policy = policy_for(request, SlaPolicy.objects.in_force())
    if policy is None:
        return
    known = set(request.clocks.values_list("goal", flat=True))
    for goal in policy.goals.all():
        if goal.goal not in known:
            clock = SlaClock(request=request, goal=goal.goal, started_at=at)
            set_terms(clock, policy, policy.calendar, goal)
            _reckon(clock, [], at=at)
            clock.save()


def renew(request: DataRequest, *, at: datetime) -> None:
    """Another policy may hold for it now: what is open goes on under that one's terms, counted from its start."""
    settle(request.clocks.open(), at=at)
    policy = policy_for(request, SlaPolicy.objects.in_force())
    goals = {goal.goal: goal for goal in policy.goals.all()} if policy else {}
    for clock in request.clocks.open():
        if policy is not None and clock.goal in goals and clock.policy_id != policy.pk:
            set_terms(clock, policy, policy.calendar, goals[clock.goal])
            clock.save()
    reckon(request, at=at)


def set_terms(clock: SlaClock, policy: SlaPolicy, calendar: BusinessCalendar, goal: SlaGoal) -> None:
    clock.policy, clock.promised = policy, str(goal)
    clock.terms, clock.pauses = calendar.terms, list(policy.pauses)
    clock.work = goal.work_on(calendar.hours)


def follow(request: DataRequest, *, at: datetime) -> None:
    """The request has another state: end or begin its rest, and let its clocks know."""
    if request.snoozed_until is not None and not request.is_undecided:
        awake(request, at=at)
    wanted = None if request.is_undecided else WAITING.get(RequestState(request.state))
    held = request.rests.filter(until=None).first()
    if held is not None and held.why != wanted:
        held.until = max(at, held.since)
        held.save(update_fields=["until", "updated_at"])
    if wanted is not None and (held is None or held.why != wanted):
        settle(request.clocks.open(), at=at)
        RequestRest.objects.create(request=request, why=wanted, since=at)
    reckon(request, at=at)


def awake(request: DataRequest, *, at: datetime) -> None:
    """The snooze ends now, or has ended on its day."""
    request.rests.filter(why=Rest.SNOOZED, until__gt=at).update(until=at, updated_at=at)
    request.snoozed_until, request.snooze_reason = None, ""
    request.save(update_fields=["snoozed_until", "snooze_reason", "updated_at"])


def finish(request: DataRequest, goals: Iterable[SlaGoalKind], *, at: datetime) -> None:
    """What these clocks wait for has happened, in time or not."""
    clocks = list(request.clocks.filter(goal__in=goals, done_at=None).exclude(state=ClockState.CANCELLED))
    settle(clocks, at=at)
    for clock in clocks:
        if clock.is_open:
            clock.state = ClockState.MET
        clock.done_at, clock.paused_since, clock.resumes_at = at, None, None
        clock.save(update_fields=["state", "done_at", "paused_since", "resumes_at", "updated_at"])


def cancel(request: DataRequest, goals: Iterable[SlaGoalKind], *, at: datetime) -> None:
    """Nothing is owed any more: the request will not be delivered."""
    settle(request.clocks.open(), at=at)
    left = request.clocks.open().filter(goal__in=goals)
    left.update(state=ClockState.CANCELLED, paused_since=None, resumes_at=None, updated_at=at)


def settle(clocks: Iterable[SlaClock], *, at: datetime) -> list[SlaClock]:
    """Write down what is past its due moment; say which."""
    broken = [clock for clock in clocks if clock.state == ClockState.RUNNING and clock.due_at <= at]
    for clock in broken:
        clock.state, clock.resumes_at = ClockState.BREACHED, None
        clock.save(update_fields=["state", "resumes_at", "updated_at"])
        record("clock.breached", clock, actor=None, due=clock.due_at.isoformat())
        _tell(clock, at=at)
    return broken


def _tell(clock: SlaClock, *, at: datetime) -> None:
    """Who can still put it right: triage, or who manages the program that delivers."""
    request = clock.request
    people = User.objects.active().filter(role__in=TRIAGERS)
    if request.program_id is not None:
        people = User.objects.active().filter(programs=request.program_id)
    notify(
        people,
        verb="request.promise_broken",
        key=clock.goal,
        target=request,
        sentence=f"{request.number}: {clock.promised} was promised and is overdue.",
        actor=None,
        at=at,
    )


def reckon(request: DataRequest, *, at: datetime) -> None:
    rests = list(request.rests.all())
    for clock in request.clocks.open():
        if not settle([clock], at=at):
            _reckon(clock, rests, at=at)
            clock.save()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)


def _reckon(clock: SlaClock, rests: Sequence[RequestRest], *, at: datetime) -> None:
    """From its terms and the rests that count by them."""
    hours = hours_of(clock.terms)
    counted = [rest for rest in rests if rest.why in clock.pauses]
    spans = [(rest.since, rest.until) for rest in counted if rest.until is not None]
    held = next((rest for rest in counted if rest.until is None), None)
    coming = [until for _, until in spans if until > at]
    clock.state = ClockState.PAUSED if held else ClockState.RUNNING
    clock.paused_since = held.since if held else None
    clock.resumes_at = max(coming) if coming else None
    clock.paused_total = sum(
        (hours.worked(max(begin, clock.started_at), end) for begin, end in spans), NOTHING
    )
    clock.due_at = hours.due(clock.started_at, clock.work, spans)
    clock.warn_at = hours.due(clock.started_at, clock.work * WARNED_AFTER, spans)
