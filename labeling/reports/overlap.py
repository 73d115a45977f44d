"""How many labels an item gets now, for who weighs another plan."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from labeling.models import Project
from programs import permissions
from programs.extensions import Setting
from programs.models import Program


def overlap_of(program: Program) -> Setting | None:
    """The settings of its open projects, each weighing as much as it has items; without items they weigh alike."""
    projects = list(
        Project.objects.open()
        .filter(program=program)
        .annotate(items=Coalesce(Sum("batches__items"), 0))
        .order_by("pk")
    )
    if not projects:
        return None
    whole = sum(project.items for project in projects)
    weights = [project.items if whole else 1 for project in projects]
    sums = sum(
        weight * project.judgements_per_item for weight, project in zip(weights, projects, strict=True)
    )
    return Setting(
        value=round(Decimal(sums) / sum(weights), 2),
        words=f"set in {projects[0]}" if len(projects) == 1 else f"mean of {len(projects)} open projects",
        url=reverse("labeling:project-detail", args=[projects[0].slug])
        if len(projects) == 1
        else f"{reverse('labeling:project-list')}?q={program.code}",
        permission=permissions.SEE_LABELING,
    )
