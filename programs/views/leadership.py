from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from dataops.web.charts import shows_charts
from dataops.web.views.base import Page
from dataops.web.views.exported import Exported
from programs import charts, permissions
from programs.models import Program, StatusReport
from programs.reports import leadership, portfolio
from programs.reports.behind import behind
from programs.reports.line import lines_of
from programs.reports.raid import heat_of


@shows_charts
class Leadership(Page):
    """Do we deliver what we promised, at the quality and the cost we promised."""

    permission = permissions.SEE_LEADERSHIP
    template_name = "programs/leadership.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        user = self.request.user
        lines = lines_of(Program.objects.visible_to(user).running(), on=now.date())
        weeks = leadership.weeks_of(lines, on=now.date())
        newest = StatusReport.objects.visible_to(user).published().select_related("program")
        return super().get_context_data(
            now=now,
            lines=portfolio.sorted_lines(lines, "")[:10],
            count=len(lines),
            totals=portfolio.totals(lines),
            verdict=portfolio.verdict(lines),
            tiles=leadership.tiles_of(lines, at=now),
            charts=[charts.throughput(weeks), charts.value(leadership.points_of(lines))],
            heat=heat_of(Program.objects.visible_to(user)),
            published=newest.order_by("-published_at", "-pk")[:6],
            **kwargs,
        )


class LeadershipRows(Exported, Page):
    """The rows behind one figure of the leadership page, on a page or as a file."""

    permission = permissions.SEE_LEADERSHIP
    template_name = "programs/leadership_rows.html"

    def load(self, *, figure: str, **kwargs):
        self.now = timezone.now()
        programs = Program.objects.visible_to(self.request.user).running()
        self.lines = lines_of(programs.order_by("code"), on=self.now.date())
        self.behind = behind(figure, self.lines, user=self.request.user, at=self.now)
        if self.behind is None:
            raise Http404

    @property
    def export_name(self) -> str:
        return f"leadership-{self.kwargs['figure']}"

    def export_head(self):
        return ("Code", "Name", *self.behind.columns)

    def export_rows(self):
        return [(row.code, row.name, *row.values) for row in self.behind.rows]

    def get_context_data(self, *, figure: str, **kwargs):
        tiles = leadership.tiles_of(self.lines, at=self.now)
        crumbs = [
            {"label": "Leadership", "url": reverse("programs:leadership")},
            {"label": self.behind.title},
        ]
        return super().get_context_data(
            behind=self.behind,
            tile=next(tile for tile in tiles if tile.key == figure),
            crumbs=crumbs,
            now=self.now,
            **kwargs,
        )
