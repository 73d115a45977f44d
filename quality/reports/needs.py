"""What waits for whoever judges quality: deliveries to answer, batches under their target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from guardian.shortcuts import get_objects_for_user

from dataops.web.templatetags.formats import coefficient, plural_of
from dataops.work.needs import Need, Urgency
from labeling.models import Batch, BatchShare
from programs import permissions
from programs.models import Program
from quality.choices import Standing
from quality.reports.projects import batch_rows
from quality.rules import brought_by
from vendors.choices import DeliveryState


def judged_programs(user) -> QuerySet[Program]:
    """The programs whose deliveries this person may answer."""
    if not user.is_authenticated or user.vendor_id is not None:
        return Program.objects.none()
    if user.has_perm(permissions.JUDGE_QUALITY):
        return Program.objects.visible_to(user)
    return get_objects_for_user(user, permissions.JUDGE_QUALITY, Program, accept_global_perms=False)


def waiting_shares(programs: QuerySet[Program]) -> QuerySet[BatchShare]:
    """Delivered and not yet answered, longest waiting first."""
    return (
        BatchShare.objects.filter(
            batch__project__program__in=programs, delivery__state=DeliveryState.RECEIVED
        )
        .select_related("vendor__organisation", "batch__project__program", "delivery")
        .order_by("delivery__delivered_at", "pk")
    )


def quality_needs(user, *, at: datetime) -> Iterator[Need]:
    shares = list(waiting_shares(judged_programs(user)))
    by_program: dict[Program, list[BatchShare]] = defaultdict(list)
    brought = brought_by(user, shares)
    for share in shares:
        if share.pk in brought:
            continue
        by_program[share.batch.project.program].append(share)
    for program, waiting in by_program.items():
        yield _to_answer(program, waiting)
    yield from _under_target(shares)


def _to_answer(program: Program, waiting: list[BatchShare]) -> Need:
    oldest = waiting[0]
    url = (
        reverse("quality:share-decide", args=[oldest.pk])
        if len(waiting) == 1
        else f"{reverse('quality:overview')}?program={program.code}#waiting"
    )
    vendors = sorted({share.vendor.name for share in waiting})
    return Need(
        Urgency.BLOCKS_OTHERS,
        f"{plural_of(len(waiting), 'delivery waits,deliveries wait')} for acceptance",
        f"{program.code} {program.name}: nothing is owed or used before you decide.",
        url,
        "Decide",
        (", ".join(vendors), plural_of(sum(share.delivery.units for share in waiting), "unit,units")),
        oldest.delivery.delivered_at,
        "info",
    )


def _under_target(shares: list[BatchShare]) -> Iterator[Need]:
    """Batches that wait for an answer and whose whole interval lies below what the program promised."""
    batches = list({share.batch_id: share.batch for share in shares}.values())
    for row in batch_rows(batches):
        if row.alpha.standing == Standing.MISSED:
            yield _too_low(row.batch, row.alpha.estimate.estimate, row.alpha.target, row.computed_at)


def _too_low(batch: Batch, found: float | None, target: float | None, since: datetime | None) -> Need:
    return Need(
        Urgency.DUE,
        f"Agreement in {batch.number} is below its target",
        f"α {coefficient(found)}, promised {coefficient(target)}, and the interval does not reach it.",
        reverse("quality:batch-detail", args=[batch.number]),
        "Look at the batch",
        (batch.project.program.code, batch.project.name),
        since,
    )
