from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import ChangedMeanwhile, check_version
from programs.choices import Metric
from programs.models import Program, Target

THERE_IS_ONE = "There is a target for {} already: it stands beside yours. Save again to set yours instead."


class CannotSet(Refused):
    pass


@transaction.atomic
def set_target(
    program: Program,
    metric: str,
    *,
    value: Decimal | str | float,
    tolerance: Decimal | str | float = 0,
    version: int | None = None,
    actor: User,
) -> Target:
    """Promise a value of one measure, upon the `version` one has read; 0 is none yet.

    Setting the same value again changes nothing.
    """
    value, tolerance = Decimal(str(value)), Decimal(str(tolerance))
    check_target(Metric(metric), value, tolerance)
    Program.objects.select_for_update().get(pk=program.pk)
    target, is_new = Target.objects.get_or_create(
        program=program, metric=metric, defaults={"value": value, "tolerance": tolerance}
    )
    before = None if is_new else str(target.value)
    if not is_new:
        if (target.value, target.tolerance) == (value, tolerance):
            return target
        if version == 0:
            raise ChangedMeanwhile(target, THERE_IS_ONE.format(target.get_metric_display()))
        check_version(target, version)
        target.value, target.tolerance = value, tolerance
        target.version += 1
        target.save(update_fields=["value", "tolerance", "version", "updated_at"])
    record(
        "target.set", target, actor=actor, metric=metric, was=before, now=str(value), tolerance=str(tolerance)
    )
    return target


def check_target(metric: Metric, value: Decimal, tolerance: Decimal) -> None:
    if tolerance < 0:
        raise CannotSet("How far off is still amber: zero or more.")
    if metric == Metric.UNIT_COST:
        if value <= 0:
            raise CannotSet("A cost per accepted unit is more than zero.")
    elif not 0 < value <= 1:
        raise CannotSet(f"{metric.label} lies between 0 and 1: write .95 for 95 per cent.")
