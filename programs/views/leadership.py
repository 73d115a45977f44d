"""Do we deliver what we promised, at the quality and the cost we promised: the page, its file, and the rows behind."""

from __future__ import annotations

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from dataops.base.arrays import Keys
from dataops.web.charts import shows_charts
from dataops.web.views.base import Page
from dataops.web.views.exported import Exported
from programs import charts, permissions
from programs.forms.leadership import FilterLeadership
from programs.models import Improvement, Program, SavedView, StatusReport
from programs.reports import leadership, portfolio
from programs.reports.behind import behind, plain
from programs.reports.board import EIGHT, board_of, figure_of, figures_of, vendors_of
from programs.reports.improvements import saved_of
from programs.reports.narrowing import narrowing_of
from programs.reports.raid import heat_of
from programs.reports.waiting import SHOWN, waiting_in


class Narrowed(Exported, Page):
    """A page under the filters of its address."""

    permission = permissions.SEE_LEADERSHIP

    def load(self, **kwargs):
        self.now = timezone.now()
        self.narrowing = narrowing_of(self.request.GET)

    def get_context_data(self, **kwargs):
        words = {"now": self.now, "narrowing": self.narrowing, "form": FilterLeadership(self.narrowing.given)}
        return super().get_context_data(**words | kwargs)


@shows_charts
class Leadership(Narrowed):
    template_name = "programs/leadership.html"
    export_name = "leadership"

    def get(self, request, *args, **kwargs):
        """Opened without any filter, it goes to the view that its reader chose to open with: links and file follow."""
        own = SavedView.objects.filter(owner=request.user, is_default=True, removed_at=None)
        if not request.GET and (chosen := own.first()):
            return HttpResponseRedirect(request.path + narrowing_of(chosen.filters).exact)
        return super().get(request, *args, **kwargs)

    @property
    def whose(self) -> str:
        """The eight figures are of the vendor alone, the weeks of the whole programs it works for."""
        return "These programs with all their vendors. " if self.narrowing.vendor else ""

    def board(self, *, with_trends: bool = True):
        return board_of(self.request.user, self.narrowing, at=self.now, with_trends=with_trends)

    def export_head(self):
        return ("Figure", "Value", "Low", "High", "n", "As on the page", "Made from", "Target", "Filter")

    def export_rows(self):
        for figure in figures_of(self.board()):
            found = figure.measure
            numbers = (plain(found), found.low, found.high, found.n) if found else (None,) * 4
            yield (figure.label, *numbers, figure.value, figure.detail, figure.aim, self.narrowing.words)

    def get_context_data(self, **kwargs):
        board = self.board()
        lines, on, user = board.lines, board.on, self.request.user
        ids = Keys(line.program.pk for line in lines)
        shown = portfolio.sorted_lines(lines, "")[:10]
        start, end = portfolio.calendar(shown, on=on)
        newest = StatusReport.objects.published().filter(program__in=ids)  # of programs that one sees
        waiting = waiting_in(ids)
        return super().get_context_data(
            lines=shown,
            count=len(lines),
            axis={"start": start, "end": end, "today": on},
            may_see_money=True,
            totals=portfolio.totals(lines),
            verdict=portfolio.verdict(lines),
            tiles=figures_of(board),
            charts=[
                charts.throughput(leadership.weeks_of(lines, on=on), whose=self.whose),
                charts.value(leadership.points_of(lines)),
            ],
            vendors=vendors_of(board),
            waiting=waiting[:SHOWN],
            waiting_left=len(waiting) - SHOWN,
            saved=saved_of(Improvement.objects.visible_to(user)),
            views=[
                (view, narrowing_of(view.filters).exact)
                for view in SavedView.objects.visible_to(user).order_by("name", "pk")[:12]
            ],
            heat=heat_of(Program.objects.filter(pk__in=ids)),
            published=newest.select_related("program").order_by("-published_at", "-pk")[:6],
            **kwargs,
        )


class LeadershipRows(Narrowed):
    """The rows behind one figure of the leadership page, on a page or as a file, under the same filters."""

    template_name = "programs/leadership_rows.html"

    def load(self, *, figure: str, **kwargs):
        super().load(**kwargs)
        self.board = board_of(self.request.user, self.narrowing, at=self.now, with_trends=False)
        self.behind = behind(figure, self.board, user=self.request.user)
        if self.behind is None:
            raise Http404

    @property
    def export_name(self) -> str:  # type: ignore[override]
        return f"leadership-{self.kwargs['figure']}"

    def export_head(self):
        return ("Code", "Name", *self.behind.columns)

    def export_rows(self):
        return [(row.code, row.name, *row.values) for row in self.behind.rows]

    def get_context_data(self, *, figure: str, **kwargs):
        above = {"label": "Leadership", "url": reverse("programs:leadership") + self.narrowing.exact}
        is_budget = figure == "budget"
        tile = leadership.budget_tile(self.board.lines) if is_budget else figure_of(self.board, figure)
        return super().get_context_data(
            behind=self.behind,
            tile=tile,
            is_registered=figure in EIGHT or figure in ("acceptance", "budget"),
            figure=figure,
            crumbs=[above, {"label": self.behind.title}],
            **kwargs,
        )
