"""What the quality pages share: how they find the project, batch or delivery in their address."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse

from dataops.web.views.base import Guarded
from labeling.models import Batch, BatchShare, Project


class InQuality(Guarded):
    """A page below the overview; `trail` are the crumbs between it and the overview."""

    def trail(self) -> list[dict[str, str]]:
        return []

    def get_context_data(self, **kwargs):
        crumbs = [{"label": "Quality", "url": reverse("quality:overview")}, *self.trail()]
        return super().get_context_data(**kwargs | {"crumbs": crumbs})


class InProject(InQuality):
    """A page of one project; what is held on programs decides."""

    project: Project

    def load(self, *, project: str, **kwargs):
        seen = Project.objects.visible_to(self.request.user).select_related("program")
        self.project = get_object_or_404(seen, slug=project)

    def permission_object(self):
        return self.project.program

    def trail(self):
        return [{"label": self.project.name, "url": self.project_url()}]

    def project_url(self) -> str:
        return reverse("quality:project-detail", args=[self.project.slug])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"project": self.project, "program": self.project.program})


class InBatch(InProject):
    """A page of one batch, which its address names by number."""

    batch: Batch

    def load(self, *, batch: str, **kwargs):
        seen = Batch.objects.visible_to(self.request.user).select_related("project__program", "schema")
        self.batch = get_object_or_404(seen, number=batch)
        self.project = self.batch.project

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"batch": self.batch})


class InShare(InBatch):
    """A page of one vendor's part of a batch."""

    share: BatchShare

    def load(self, *, share: int, **kwargs):
        seen = BatchShare.objects.filter(
            batch__in=Batch.objects.visible_to(self.request.user)
        ).select_related(
            "batch__project__program", "batch__schema", "vendor__organisation", "delivery", "work_order"
        )
        self.share = get_object_or_404(seen, pk=share)
        self.batch, self.project = self.share.batch, self.share.batch.project

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"share": self.share})
