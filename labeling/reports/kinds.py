"""Projects and batches as things that have a page, for those who see labeling."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from dataops.work.targets import Kind
from labeling.models import Batch, Project
from programs import permissions


def _seen(queryset: QuerySet, user) -> QuerySet:
    may = user.vendor_id is None and user.has_perm(permissions.SEE_LABELING)
    return queryset if may else queryset.none()


KINDS = {
    "labeling.project": Kind(
        noun="Labeling project",
        load=lambda user: _seen(Project.objects.visible_to(user).select_related("program"), user),
        url=lambda project, user: reverse("labeling:project-detail", args=[project.slug]),
        owners=lambda project: [project.program.manager_id],
    ),
    "labeling.batch": Kind(
        noun="Batch",
        load=lambda user: _seen(Batch.objects.visible_to(user).select_related("project__program"), user),
        url=lambda batch, user: reverse("labeling:batch-detail", args=[batch.project.slug, batch.number]),
        owners=lambda batch: [batch.project.program.manager_id],
    ),
}
