"""How many people work for a program now, for who weighs another plan."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count
from django.urls import reverse

from programs import permissions
from programs.extensions import Setting
from programs.models import Program
from vendors.models import Worker, WorkOrder


def roster_of(program: Program) -> Setting | None:
    """The active people of every house that has an open order; None where no house has."""
    houses = WorkOrder.objects.filter(program=program).open().order_by().values("vendor")
    found = Worker.objects.filter(vendor__in=houses, is_active=True).aggregate(
        people=Count("pk"), houses=Count("vendor", distinct=True)
    )
    if not found["people"]:
        return None
    several = f"the {found['houses']} houses with open orders"
    where = several if found["houses"] > 1 else "the one house with open orders"
    return Setting(
        value=Decimal(found["people"]),
        words=f"on the roster of {where}",
        url=f"{reverse('vendors:order-list')}?program={program.code}",
        permission=permissions.SEE_VENDORS,
    )
