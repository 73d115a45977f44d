"""The improvement ledger: an idea, its trial, and what somebody else found it to have brought."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.verdicts import Verdict
from dataops.base.versions import check_version
from programs.choices import ImprovementState as State
from programs.models import Improvement, MetricDefinition, MetricSnapshot, Program
from programs.rules import improvement as rules

SAID = frozenset(["title", "change", "saved_amount", "saved_currency", "saved_hours", "saved_how"])


class CannotImprove(Refused):
    pass


@transaction.atomic
def add_improvement(
    *, title: str, change: str, metric: MetricDefinition, program: Program | None = None, actor: User
) -> Improvement:
    """Write the idea down. The same twice is one."""
    User.objects.select_for_update().get(pk=actor.pk)
    known = Improvement.objects.filter(title=title, metric=metric, program=program, owner=actor).first()
    if known is not None:
        return known
    if not (verdict := rules.can_measure_by(metric)):
        raise CannotImprove(verdict.reason)
    made = Improvement.objects.create(title=title, change=change, metric=metric, program=program, owner=actor)
    record("improvement.added", made, actor=actor)
    return made


@transaction.atomic
def change_improvement(
    improvement: Improvement, *, version: int | None = None, actor: User, **fields: object
) -> Improvement:
    """Say it otherwise, or what it saves and how that was reckoned. The same again changes nothing."""
    if unknown := set(fields) - SAID:
        raise TypeError(f"not a field of an improvement: {', '.join(sorted(unknown))}")
    improvement = _locked(improvement)
    changed = [name for name, value in fields.items() if getattr(improvement, name) != value]
    if not changed:
        return improvement
    _check(rules.can_edit(improvement))
    check_version(improvement, version)
    for name in changed:
        setattr(improvement, name, fields[name])
    _check(rules.can_save(improvement))
    _save(improvement, *changed)
    record("improvement.changed", improvement, actor=actor, changed=changed)
    return improvement


@transaction.atomic
def begin_trial(
    improvement: Improvement,
    *,
    baseline: MetricSnapshot,
    changed_on: date,
    version: int | None = None,
    actor: User,
) -> Improvement:
    """From this day on it is done otherwise; `baseline` is a week before it. Twice changes nothing."""
    improvement = _locked(improvement)
    if improvement.state == State.TRIAL and (improvement.baseline, improvement.changed_on) == (
        baseline,
        changed_on,
    ):
        return improvement
    _check(rules.can_edit(improvement))
    _check(rules.can_begin(improvement, baseline, changed_on))
    check_version(improvement, version)
    improvement.state, improvement.baseline, improvement.changed_on = State.TRIAL, baseline, changed_on
    _save(improvement, "state", "baseline", "changed_on")
    record("improvement.tried", improvement, actor=actor, value=baseline.value)
    return improvement


@transaction.atomic
def verify_improvement(
    improvement: Improvement, *, after: MetricSnapshot, version: int | None = None, actor: User, on: date
) -> Improvement:
    """Somebody else than its owner has looked: `after` is a week after the change. Twice changes nothing."""
    improvement = _locked(improvement)
    if improvement.state == State.VERIFIED and improvement.after_id == after.pk:
        return improvement
    _check(rules.can_verify(improvement, after, actor))
    check_version(improvement, version)
    improvement.state, improvement.after = State.VERIFIED, after
    improvement.ended_by, improvement.ended_on = actor, on
    _save(improvement, "state", "after", "ended_by", "ended_on")
    record("improvement.verified", improvement, actor=actor, value=after.value)
    return improvement


@transaction.atomic
def drop_improvement(
    improvement: Improvement, *, reason: str, version: int | None = None, actor: User, on: date
) -> Improvement:
    """It is not pursued, and why. Twice changes nothing."""
    improvement = _locked(improvement)
    if improvement.state == State.DROPPED:
        return improvement
    _check(rules.can_edit(improvement))
    if not reason.strip():
        raise CannotImprove("Say why it is dropped: somebody will have the same idea again.")
    check_version(improvement, version)
    improvement.state, improvement.ended_reason = State.DROPPED, reason.strip()
    improvement.ended_by, improvement.ended_on = actor, on
    _save(improvement, "state", "ended_reason", "ended_by", "ended_on")
    record("improvement.dropped", improvement, actor=actor, reason=improvement.ended_reason)
    return improvement


def _check(verdict: Verdict) -> None:
    if not verdict:
        raise CannotImprove(verdict.reason)


def _locked(improvement: Improvement) -> Improvement:
    rows = Improvement.objects.select_for_update(of=("self",))
    return rows.select_related("program", "metric", "baseline", "after", "owner").get(pk=improvement.pk)


def _save(improvement: Improvement, *names: str) -> None:
    improvement.version += 1
    improvement.save(update_fields=[*names, "version", "updated_at"])
