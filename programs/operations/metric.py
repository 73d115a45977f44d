"""The metric registry, kept by those who answer for figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.models import MetricDefinition
from programs.reports.built_in import BUILT_IN
from programs.rules.metric import can_aim

AIMS = frozenset(["target", "amber", "red"])
SAID = AIMS | {"name", "meaning", "formula", "uncertainty", "owner"}


class CannotKeepMetric(Refused):
    pass


@transaction.atomic
def keep_built_in() -> int:
    """Every figure that the program makes is in the registry; what people wrote there stays."""
    known = set(MetricDefinition.objects.values_list("key", flat=True))
    missing = [MetricDefinition(**row) for row in BUILT_IN if row["key"] not in known]
    for definition in missing:
        definition.save()
        record("metric.added", definition, actor=None)
    return len(missing)


@transaction.atomic
def change_metric(
    metric: MetricDefinition, *, version: int | None = None, actor: User, **fields: object
) -> MetricDefinition:
    """Say it in other words, aim for something else, or hand it to another owner. The same again changes nothing."""
    if unknown := set(fields) - SAID:
        raise TypeError(f"not a field of a metric: {', '.join(sorted(unknown))}")
    metric = _locked(metric)
    fields |= {name: _exact(fields[name]) for name in AIMS & fields.keys()}
    before = {name: getattr(metric, name) for name in fields}
    changed = [name for name, value in fields.items() if before[name] != value]
    if not changed:
        return metric
    check_version(metric, version)
    for name in changed:
        setattr(metric, name, fields[name])
    if not (verdict := can_aim(metric)):
        raise CannotKeepMetric(verdict.reason)
    _save(metric, *changed)
    words = {
        name: [_plain(before[name]), _plain(getattr(metric, name))] for name in changed if name != "owner"
    }
    record("metric.changed", metric, actor=actor, changed=changed, words=words)
    return metric


@transaction.atomic
def retire_metric(
    metric: MetricDefinition, *, actor: User, on: date, version: int | None = None
) -> MetricDefinition:
    """It is computed no longer; what it was stays, and what names it says that it is retired."""
    metric = _locked(metric)
    if not metric.is_kept:
        return metric
    check_version(metric, version)
    metric.retired_on = on
    _save(metric, "retired_on")
    record("metric.retired", metric, actor=actor)
    return metric


@transaction.atomic
def restore_metric(metric: MetricDefinition, *, actor: User, version: int | None = None) -> MetricDefinition:
    """It is computed again from the next snapshot on."""
    metric = _locked(metric)
    if metric.is_kept:
        return metric
    check_version(metric, version)
    metric.retired_on = None
    _save(metric, "retired_on")
    record("metric.restored", metric, actor=actor)
    return metric


def _locked(metric: MetricDefinition) -> MetricDefinition:
    return MetricDefinition.objects.select_for_update(of=("self",)).select_related("owner").get(pk=metric.pk)


def _save(metric: MetricDefinition, *names: str) -> None:
    metric.version += 1
    metric.save(update_fields=[*names, "version", "updated_at"])


def _exact(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
