from __future__ import annotations

from collections.abc import Iterator

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from dataops.work.search import Hit
from labeling.models import Batch, Dataset, Project
from programs import permissions


def find(user, text: str, *, limit: int) -> Iterator[Hit]:
    """Projects, datasets and batches, for those who see labeling."""
    if user.vendor_id is not None or not user.has_perm(permissions.SEE_LABELING):
        return
    yield from _projects(user, text, limit)
    yield from _datasets(user, text, limit)
    yield from _batches(user, text, limit)


def _projects(user, text: str, limit: int) -> Iterator[Hit]:
    named = Q(name__icontains=text) | Q(slug__icontains=text)
    for project in (
        Project.objects.visible_to(user).filter(named).select_related("program").order_by("-pk")[:limit]
    ):
        url = reverse("labeling:project-detail", args=[project.slug])
        yield Hit("Labeling project", project.name, project.program.code, url)


def _datasets(user, text: str, limit: int) -> Iterator[Hit]:
    """A dataset is shown on the page of its program's newest project."""
    home = Project.objects.filter(program=OuterRef("program")).order_by("-pk").values("slug")[:1]
    found = Dataset.objects.visible_to(user).filter(name__icontains=text).annotate(home=Subquery(home))
    for dataset in found.exclude(home=None).select_related("program").order_by("-pk")[:limit]:
        url = reverse("labeling:project-detail", args=[dataset.home])
        yield Hit("Dataset", dataset.name, dataset.program.code, url)


def _batches(user, text: str, limit: int) -> Iterator[Hit]:
    found = Batch.objects.visible_to(user).filter(number__icontains=text).select_related("project")
    for batch in found.order_by("-pk")[:limit]:
        url = reverse("labeling:batch-detail", args=[batch.project.slug, batch.number])
        yield Hit("Batch", batch.number, batch.project.name, url)
