"""Which programs are looked at together."""

from __future__ import annotations

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.models import Portfolio, Program

TAKEN = "There is a portfolio “{}” already: choose another name."


class CannotGroup(Refused):
    pass


@transaction.atomic
def add_portfolio(*, name: str, note: str = "", actor: User) -> Portfolio:
    """Begin a portfolio. The same twice is one."""
    one_at_a_time("programs.portfolio_name")
    portfolio, is_new = Portfolio.objects.get_or_create(name=name, defaults={"note": note})
    if is_new:
        record("portfolio.added", portfolio, actor=actor)
    elif portfolio.note != note:
        raise CannotGroup(TAKEN.format(portfolio))
    return portfolio


@transaction.atomic
def change_portfolio(
    portfolio: Portfolio, *, name: str, note: str, version: int | None = None, actor: User
) -> Portfolio:
    """Call it otherwise; saved views and snapshots stay with it. The same again changes nothing."""
    one_at_a_time("programs.portfolio_name")
    portfolio = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    if (portfolio.name, portfolio.note) == (name, note):
        return portfolio
    check_version(portfolio, version)
    if Portfolio.objects.filter(name=name).exclude(pk=portfolio.pk).exists():
        raise CannotGroup(TAKEN.format(name))
    was = portfolio.name
    portfolio.name, portfolio.note = name, note
    portfolio.version += 1
    portfolio.save(update_fields=["name", "note", "version", "updated_at"])
    record("portfolio.changed", portfolio, actor=actor, was=was, now=name)
    return portfolio


@transaction.atomic
def group_program(program: Program, portfolio: Portfolio | None, *, actor: User) -> Program:
    """Put the program into the portfolio, or into none. Twice changes nothing."""
    program = Program.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=program.pk)
    was = program.portfolio
    if was == portfolio:
        return program
    program.portfolio = portfolio
    program.save(update_fields=["portfolio", "updated_at"])
    record(
        "program.grouped",
        program,
        actor=actor,
        was=was.name if was else None,
        now=portfolio.name if portfolio else None,
    )
    return program
