"""What a requester agreed to becomes the money of the program, so that nobody types it again."""

from __future__ import annotations

from django.db import transaction

from dataops.accounts.models import User
from programs.models import BudgetLine, DataRequest, Estimate, Program
from programs.operations.budget import add_budget_line
from programs.rules.quoted import money_aside


def agreed_of(request: DataRequest) -> Estimate | None:
    return request.estimates.agreed().select_related("request").first()


@transaction.atomic
def set_aside(program: Program, estimate: Estimate, *, actor: User) -> list[BudgetLine]:
    """Nothing where the program is kept in another money: the quote stands beside it then. Twice is once."""
    if estimate.currency != program.currency:
        return []
    known = list(estimate.budget_lines.filter(program=program))
    return known or [
        add_budget_line(program, **vars(line), estimate=estimate, actor=actor)
        for line in money_aside(estimate)
    ]
