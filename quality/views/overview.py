from __future__ import annotations

from django.shortcuts import get_object_or_404

from dataops.web.views.base import Page
from labeling.models import Project
from programs import permissions
from programs.models import Program
from quality.forms import ProgramFilter
from quality.reports import overview
from quality.reports.projects import project_rows


class Overview(Page):
    """How good the labels are, by project and by vendor, and which deliveries wait for an answer."""

    permission = permissions.SEE_QUALITY
    template_name = "quality/overview.html"

    def get_context_data(self, **kwargs):
        seen = Program.objects.visible_to(self.request.user).filter(projects__isnull=False).distinct()
        form = ProgramFilter(self.request.GET, programs=seen.order_by("code"))
        chosen = form.cleaned_data["program"] if form.is_valid() else None
        programs = seen.filter(pk=chosen.pk) if chosen else seen
        view = overview.overview_of(self.request.user, programs)
        return super().get_context_data(form=form, chosen=chosen, view=view, **kwargs)


class ProgramPanel(Page):
    """What the program page shows of quality: its projects with their figures."""

    permission = permissions.SEE_QUALITY
    template_name = "quality/_program_panel.html"

    def load(self, *, program: str, **kwargs):
        self.program = get_object_or_404(Program.objects.visible_to(self.request.user), code=program)

    def permission_object(self):
        return self.program

    def get_context_data(self, **kwargs):
        projects = Project.objects.filter(program=self.program).order_by("name", "pk")
        return super().get_context_data(**kwargs | {"program": self.program, "rows": project_rows(projects)})
