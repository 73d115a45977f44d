from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from dataops.accounts.models import User
from dataops.base.verdicts import ALLOWED, Verdict, denied
from dataops.web.templatetags.formats import day
from programs import permissions
from programs.choices import ImprovementState, MetricUnit, SnapshotScope
from programs.models import Improvement, MetricDefinition, MetricSnapshot
from programs.models.metric import KeptWeekQuerySet


def weeks_for(improvement: Improvement) -> KeptWeekQuerySet:
    """The frozen weeks that can stand for before and after: of its program, or of the house."""
    rows = MetricSnapshot.objects.filter(metric=improvement.metric_id, is_frozen=True, value__isnull=False)
    if improvement.program_id:
        return rows.filter(scope=SnapshotScope.PROGRAM, program=improvement.program_id)
    return rows.filter(scope=SnapshotScope.HOUSE)


def metrics_for(user: User) -> QuerySet[MetricDefinition]:
    """By what somebody can measure: numbers that are kept, and what things cost if they may know it."""
    unfit = [MetricUnit.DATE, MetricUnit.WORD]
    if not user.has_perm(permissions.SEE_MONEY):
        unfit.append(MetricUnit.MONEY)
    return MetricDefinition.objects.kept().exclude(unit__in=unfit).order_by("place")


def can_measure_by(metric: MetricDefinition) -> Verdict:
    if not metric.is_kept:
        return denied(f"{metric.name} is no longer kept: choose a metric that is.")
    return (
        ALLOWED if metric.has_thresholds else denied(f"{metric.name} is not a number, so it has no before.")
    )


def can_edit(improvement: Improvement) -> Verdict:
    if improvement.is_open:
        return ALLOWED
    return denied(f"It is {improvement.get_state_display().lower()} and stays as it was.")


def can_save(improvement: Improvement) -> Verdict:
    saves = improvement.saved_amount is not None or improvement.saved_hours is not None
    if saves and not improvement.saved_how.strip():
        return denied("Say how the saving was reckoned: a sum without its reckoning is believed by nobody.")
    if improvement.saved_amount is not None and not improvement.saved_currency:
        return denied("Say in which currency it saves.")
    if any(one is not None and one < 0 for one in (improvement.saved_amount, improvement.saved_hours)):
        return denied("What is saved is zero or more; what it costs belongs into the reckoning.")
    return ALLOWED


def can_begin(improvement: Improvement, baseline: MetricSnapshot, changed_on: date) -> Verdict:
    if not weeks_for(improvement).filter(pk=baseline.pk).exists():
        return denied("The week before is one that was kept of this metric: choose one of the list.")
    if baseline.last_day >= changed_on:
        return denied(f"The week before ends {day(baseline.last_day)}, which is not before the change.")
    return ALLOWED


def can_verify(improvement: Improvement, after: MetricSnapshot, actor: User) -> Verdict:
    if improvement.state != ImprovementState.TRIAL:
        return denied("Only what was tried can be verified: begin its trial first.")
    if actor.pk == improvement.owner_id:
        return denied("Somebody else than its owner verifies an improvement.")
    if not weeks_for(improvement).filter(pk=after.pk).exists():
        return denied("The week after is one that was kept of this metric: choose one of the list.")
    if improvement.changed_on is not None and after.week_on < improvement.changed_on:
        return denied("The week after begins before the change: choose a later one.")
    return ALLOWED
