"""When the work of a program was ordered and when some of it came."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Max, Min

from programs.extensions import Production
from vendors.choices import OrderState
from vendors.models import WorkOrder


def production_of(program_ids: Sequence[int]) -> dict[int, Production]:
    """The first order that was sent and the last delivery, of each program that has any; in one query."""
    sent = WorkOrder.objects.filter(program__in=program_ids).exclude(state=OrderState.DRAFT)
    rows = (
        sent.order_by()
        .values("program_id")
        .annotate(
            first=Min("sent_at"),
            last=Max("deliveries__delivered_at"),
            orders=Count("pk", distinct=True),
            came=Count("deliveries", distinct=True),
        )
    )
    return {
        row["program_id"]: Production(
            row["first"].date() if row["first"] else None,
            row["last"].date() if row["last"] else None,
            row["orders"],
            row["came"],
        )
        for row in rows
    }
