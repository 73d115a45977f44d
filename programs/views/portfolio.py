"""All programs side by side, as a page, as a file, and as a panel of the home page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from dataops.web.links import same_list
from dataops.web.views.base import Guarded, Page
from dataops.web.views.exported import exported
from programs import permissions
from programs.forms.program import FilterPrograms
from programs.models import Program
from programs.reports import feed, portfolio
from programs.reports.line import ProgramLine, lines_of
from programs.reports.missing import missing_of
from programs.reports.narrowing import narrowing_of

PER_PAGE = 50


class Portfolio(Guarded):
    """What the address asks for: a saved view, a text, a status, an order."""

    permission = permissions.SEE_PROGRAMS

    def select(self) -> list[ProgramLine]:
        self.now = timezone.now()
        user, on = self.request.user, self.now.date()
        self.with_money = self.may(permissions.SEE_MONEY)
        narrowing = narrowing_of(self.request.GET)
        is_narrowed = narrowing.given or narrowing.faults
        programs = narrowing.programs(user) if is_narrowed else Program.objects.visible_to(user)
        self.lines = lines_of(programs, on=on, with_money=self.with_money)
        missing = missing_of([line.program for line in self.lines], at=self.now)
        for line in self.lines:
            line.program.missing = missing.get(line.program.pk, [])
        self.form = FilterPrograms(self.request.GET)
        asked = self.form.cleaned_data if self.form.is_valid() else {"view": "", "q": "", "status": ""}
        self.view = asked["view"]
        self.matched = portfolio.matching(self.lines, text=asked["q"], status=asked["status"])
        shown = portfolio.chosen(self.matched, self.view, user=user, on=on)
        return portfolio.sorted_lines(shown, self.request.GET.get("sort", ""))


class ProgramList(Portfolio, Page):
    """Which programs keep their promises, and why not."""

    template_name = "programs/program_list.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        shown = self.select()
        start, end = portfolio.calendar(shown, on=self.now.date())
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            lines=self.lines,
            page=page,
            tabs=self.tabs(),
            verdict=portfolio.verdict(self.lines),
            totals=portfolio.totals(shown),
            all_totals=portfolio.totals(self.lines),
            form=self.form,
            axis={"start": start, "end": end, "today": self.now.date()},
            may_see_money=self.with_money,
            may_start=self.may(permissions.START_PROGRAMS),
            forecasts_at=max(
                (line.forecast.computed_at for line in self.lines if line.forecast), default=None
            ),
            **kwargs,
        )

    def tabs(self) -> list[dict[str, Any]]:
        on = self.now.date()
        return [
            {
                "label": view.label,
                "url": same_list(self.request, view=view.key),
                "count": view.count,
                "current": view.key == self.view,
            }
            for view in portfolio.views(self.matched, user=self.request.user, on=on)
        ]


class ProgramExport(Portfolio):
    """The same rows in the same order as a file."""

    def get(self, request):
        shown = self.select()
        head = [title for title, _, is_money in portfolio.COLUMNS if self.with_money or not is_money]
        rows = [
            [read(line) for _, read, is_money in portfolio.COLUMNS if self.with_money or not is_money]
            for line in shown
        ]
        return exported(request, "programs", head, rows, at=self.now)


class HomePanel(Page):
    """A part of the home page; opened by itself it leads to the portfolio, or to the reports of who sees none."""

    permission = permissions.SEE_REPORTS

    def get(self, request, *args, **kwargs):
        if not request.htmx:
            sees_all = self.may(permissions.SEE_PROGRAMS)
            return HttpResponseRedirect(reverse(f"programs:{'program' if sees_all else 'report'}-list"))
        return super().get(request, *args, **kwargs)


class MinePanel(HomePanel):
    template_name = "programs/_program_mine.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        seen = Program.objects.visible_to(user).running()
        mine = seen.managed_by(user)
        shown = mine if mine.exists() else seen
        lines = lines_of(shown, on=timezone.now().date(), with_money=self.may(permissions.SEE_MONEY))
        worst = portfolio.sorted_lines(lines, "")[:8]
        return super().get_context_data(lines=worst, is_own=shown is mine, count=len(lines), **kwargs)


class ActivityPanel(HomePanel):
    template_name = "programs/_program_activity.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(entries=feed.recent(self.request.user, limit=8), **kwargs)
