"""What triage promises, kept by an administrator. Clocks that run keep their terms unless somebody says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.models import BusinessCalendar, SlaClock, SlaGoal, SlaPolicy
from programs.operations import clock as clocks
from programs.rules import sla as rules

HOURS = ("time_zone", "weekdays", "opens", "closes", "holidays")
TERMS = ("name", "position", "kind", "priority", "calendar", "pauses", "is_active")
Goals = Mapping[str, tuple[int, str]]  # the kind of goal: how much, hours or days


class CannotPromise(Refused):
    pass


@transaction.atomic
def add_calendar(*, name: str, actor: User | None, **hours: Any) -> BusinessCalendar:
    """Say when the house works. The same twice is one."""
    one_at_a_time("programs.calendar_name")
    calendar = BusinessCalendar(name=name, **hours)
    _check_hours(calendar)
    known = BusinessCalendar.objects.filter(name=name).first()
    if known is None:
        calendar.save()
        record("calendar.added", calendar, actor=actor)
        return calendar
    if known.terms != calendar.terms:
        raise CannotPromise(f"There is a calendar “{name}” already: choose another name.")
    return known


@transaction.atomic
def change_calendar(
    calendar: BusinessCalendar,
    *,
    is_moving_clocks: bool = False,
    version: int | None = None,
    actor: User,
    at: datetime,
    **fields: Any,
) -> BusinessCalendar:
    """Work other hours from now on, upon the `version` one has read. The same again changes nothing."""
    _only(fields, ("name", *HOURS))
    one_at_a_time("programs.calendar_name")
    calendar = BusinessCalendar.objects.select_for_update().get(pk=calendar.pk)
    changed = [name for name, value in fields.items() if getattr(calendar, name) != value]
    if changed:
        check_version(calendar, version)
        for name in changed:
            setattr(calendar, name, fields[name])
        _check_hours(calendar)
        if BusinessCalendar.objects.filter(name=calendar.name).exclude(pk=calendar.pk).exists():
            raise CannotPromise(f"There is a calendar “{calendar}” already: choose another name.")
        calendar.version += 1
        calendar.save()
    moved = sum(_move(policy, at=at) for policy in calendar.policies.all()) if is_moving_clocks else 0
    if changed or moved:
        record("calendar.changed", calendar, actor=actor, changed=changed, clocks_moved=moved)
    return calendar


@transaction.atomic
def add_policy(*, goals: Goals, actor: User | None, **terms: Any) -> SlaPolicy:
    """Promise something to those who ask from now on. The same twice is one."""
    _only(terms, TERMS)
    one_at_a_time("programs.policy_name")
    policy, wanted = SlaPolicy(**terms), _goals(goals)
    known = SlaPolicy.objects.filter(name=policy.name).first()
    if known is None:
        policy.save()
        _keep_goals(policy, wanted)
        record("policy.added", policy, actor=actor)
        return policy
    if _said(known) != _said(policy) or _promised(known.goals.all()) != _promised(wanted):
        raise CannotPromise(f"There is a policy “{policy}” already: choose another name.")
    return known


@transaction.atomic
def change_policy(
    policy: SlaPolicy,
    *,
    goals: Goals | None = None,
    is_moving_clocks: bool = False,
    version: int | None = None,
    actor: User,
    at: datetime,
    **terms: Any,
) -> SlaPolicy:
    """Promise otherwise from now on; `is_moving_clocks` takes those that run along. Twice changes nothing."""
    _only(terms, TERMS)
    one_at_a_time("programs.policy_name")
    policy = SlaPolicy.objects.select_for_update().get(pk=policy.pk)
    changed = [name for name, value in terms.items() if getattr(policy, name) != value]
    wanted = None if goals is None else _goals(goals)
    if wanted is not None and _promised(wanted) != _promised(policy.goals.all()):
        changed.append("goals")
    if changed:
        check_version(policy, version)
        for name in terms:
            setattr(policy, name, terms[name])
        if SlaPolicy.objects.filter(name=policy.name).exclude(pk=policy.pk).exists():
            raise CannotPromise(f"There is a policy “{policy}” already: choose another name.")
        policy.version += 1
        policy.save()
    if wanted is not None and "goals" in changed:
        _keep_goals(policy, wanted)
    moved = _move(policy, at=at) if is_moving_clocks else 0
    if changed or moved:
        record("policy.changed", policy, actor=actor, changed=changed, clocks_moved=moved)
    return policy


@transaction.atomic
def mark_breaches(*, at: datetime) -> int:
    """Write down what is past its due moment, each once; the pages show it without this. Say how many."""
    late = SlaClock.objects.late(at=at).select_for_update(of=("self",), skip_locked=True)
    return len(clocks.settle(list(late.select_related("request").order_by("pk")), at=at))


def _move(policy: SlaPolicy, *, at: datetime) -> int:
    """Give the clocks that run under it the terms that stand now; say how many moved."""
    goals = {goal.goal: goal for goal in policy.goals.all()}
    running = SlaClock.objects.open().filter(policy=policy).select_related("request")
    moved = 0
    for clock in running.select_for_update(of=("self",)).order_by("pk"):
        if clocks.settle([clock], at=at) or clock.goal not in goals:
            continue
        before = (clock.terms, clock.work, list(clock.pauses))
        clocks.set_terms(clock, policy, policy.calendar, goals[clock.goal])
        if before != (clock.terms, clock.work, list(clock.pauses)):
            clock.save()
            clocks.reckon(clock.request, at=at)
            moved += 1
    return moved


def _check_hours(calendar: BusinessCalendar) -> None:
    if not (verdict := rules.is_calendar(*[getattr(calendar, name) for name in HOURS])):
        raise CannotPromise(verdict.reason)


def _goals(goals: Goals) -> list[SlaGoal]:
    wanted = rules.in_order(
        SlaGoal(goal=kind, amount=much, unit=unit) for kind, (much, unit) in goals.items()
    )
    if not (verdict := rules.are_goals(wanted)):
        raise CannotPromise(verdict.reason)
    return wanted


def _keep_goals(policy: SlaPolicy, wanted: list[SlaGoal]) -> None:
    policy.goals.all().delete()
    for goal in wanted:
        goal.policy = policy
    SlaGoal.objects.bulk_create(wanted)


def _promised(goals: Any) -> list[tuple[object, ...]]:
    return [(goal.goal, goal.amount, goal.unit) for goal in rules.in_order(goals)]


def _said(policy: SlaPolicy) -> list[object]:
    return [getattr(policy, name) for name in TERMS]


def _only(fields: Mapping[str, Any], known: tuple[str, ...]) -> None:
    if unknown := set(fields) - set(known):
        raise TypeError(f"not a field of it: {', '.join(sorted(unknown))}")
