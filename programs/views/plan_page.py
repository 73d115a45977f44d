"""The plan of a program as a sheet of paper."""

from __future__ import annotations

from django.utils import timezone

from dataops.web.views.base import Page
from programs import permissions
from programs.reports.plan_page import plan_page_of
from programs.views.program import InProgram


class ProgramPlan(InProgram, Page):
    permission = permissions.SEE_PROGRAMS
    template_name = "programs/program_plan.html"

    def get_context_data(self, **kwargs):
        on, with_money = timezone.now().date(), self.may(permissions.SEE_MONEY)
        view = plan_page_of(self.program, user=self.request.user, on=on, with_money=with_money)
        return super().get_context_data(view=view, line=view.line, on=on, may_see_money=with_money, **kwargs)
