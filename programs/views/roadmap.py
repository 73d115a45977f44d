"""The quarter roadmap: on a page, as a file, and on paper."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import Page
from dataops.web.views.exported import Exported
from programs import permissions
from programs.forms.leadership import FilterLeadership
from programs.reports.narrowing import narrowing_of
from programs.reports.roadmap import quarter_of, quarters_from, roads_of

FARTHEST = 40  # quarters from now, in either direction


class Roadmap(Exported, Page):
    """Rows are programs, grouped by portfolio; columns are quarters; every milestone says how it stands."""

    permission = permissions.SEE_PROGRAMS
    template_name = "programs/roadmap.html"
    export_name = "roadmap"

    def load(self, **kwargs):
        self.on = timezone.now().date()
        self.narrowing = narrowing_of(self.request.GET)
        asked = self.request.GET.get("later", "")
        is_number = asked.removeprefix("-").isascii() and asked.removeprefix("-").isdigit() and len(asked) < 4
        self.later = max(-FARTHEST, min(FARTHEST, int(asked))) if is_number else 0
        self.quarters = quarters_from(quarter_of(self.on, later=self.later).starts_on)

    def roads(self):
        programs = self.narrowing.programs(self.request.user).select_related("portfolio")
        rows = list(programs.order_by("portfolio__name", "code"))
        return roads_of(rows, self.quarters, on=self.on)

    def export_head(self):
        return ("Portfolio", "Program", "Milestone", "Due", "First promise", "P50", "P85", "Stands")

    def export_rows(self):
        for road in self.roads():
            for stop in (stop for cell in road.cells for stop in cell):
                found = stop.milestone
                yield (
                    road.program.portfolio and road.program.portfolio.name, road.program.code, found.name,
                    found.due_on, found.baseline_on, stop.p50_on, stop.p85_on, stop.word,
                )  # fmt: skip

    def get_context_data(self, **kwargs):
        form = FilterLeadership(self.narrowing.given)
        del form.fields["period"]
        return super().get_context_data(
            roads=self.roads(),
            quarters=self.quarters,
            narrowing=self.narrowing,
            form=form,
            on=self.on,
            earlier=self.later - 1,
            later=self.later + 1,
            crumbs=[{"label": "Programs", "url": reverse("programs:program-list")}, {"label": "Roadmap"}],
            **kwargs,
        )
