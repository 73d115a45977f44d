"""The change requests of a program as a list and as a file."""

from __future__ import annotations

from django.utils import timezone

from dataops.web.views.base import ListPage
from dataops.web.views.exported import Exported
from programs import permissions
from programs.filters.change import ChangeFilter
from programs.reports.change import MOVES, RELATED, shown_in
from programs.reports.line import line_of
from programs.views.program import InProgram

COLUMNS = (
    ("Request", lambda row: row.change.code),
    ("What should change", lambda row: row.change.title),
    ("Why", lambda row: row.change.reason),
    ("Requested by", lambda row: row.change.requested_by.name),
    ("Requested on", lambda row: row.change.requested_on),
    ("State", lambda row: row.change.get_state_display()),
    ("New due date", lambda row: row.change.due_on),
    ("New dates of milestones", lambda row: "; ".join(str(move) for move in row.change.moves.all())),
    ("New units", lambda row: row.change.units_planned),
    ("P85 moves by days", lambda row: row.effect and row.effect.p85_days),
    ("Decided by", lambda row: row.change.decided_by and row.change.decided_by.name),
    ("Decided at", lambda row: row.change.decided_at),
    ("Because", lambda row: row.change.decision_reason),
)
MONEY_COLUMNS = (("Cost at completion moves by", lambda row: row.effect and row.effect.cost),)


class ChangeList(InProgram, Exported, ListPage):
    """Every change that anybody asked for in this program, with what each does or did."""

    permission = permissions.SEE_PROGRAMS
    template_name = "programs/change_list.html"
    export_name = "changes"
    filterset_class = ChangeFilter

    def base_queryset(self):
        return self.program.changes.select_related(*RELATED).prefetch_related(MOVES)

    def get_queryset(self):
        return super().get_queryset().newest_first()

    def shown(self, changes):
        with_money = self.may(permissions.SEE_MONEY)
        line = line_of(self.program.pk, on=timezone.now().date(), with_money=with_money)
        return shown_in(line, list(changes))

    def export_head(self):
        return [title for title, _ in self.columns()]

    def export_rows(self):
        return [[read(row) for _, read in self.columns()] for row in self.shown(self.get_queryset())]

    def columns(self):
        return (*COLUMNS, *MONEY_COLUMNS) if self.may(permissions.SEE_MONEY) else COLUMNS

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            waiting=self.program.changes.waiting().count(),
            may_ask=self.may(permissions.SUBMIT_REQUESTS),
            may_change=self.may(permissions.CHANGE_PROGRAM, self.program),
            may_see_money=self.may(permissions.SEE_MONEY),
            is_narrowed=any(self.request.GET.get(name) for name in ChangeFilter.base_filters),
            **kwargs,
        )
        return context | {"rows": self.shown(context["page_obj"])}
