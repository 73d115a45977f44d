"""What sending or closing an order sets in motion, to be read before it is done."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum

from dataops.web.templatetags.formats import day, money, number
from programs.reports.money import budgets_of
from vendors import rules
from vendors.models import LedgerEntry, WorkOrder
from vendors.reports.orders import progress_of
from vendors.sockets import gates

Facts = list[tuple[str, str]]


def stakes_of_sending(order: WorkOrder, *, on: date, with_money: bool) -> Facts:
    """Who is bound to what, what it costs, what is left, and whether data may flow."""
    facts = [
        ("Vendor", order.vendor.name),
        ("Program", str(order.program)),
        ("Units", number(order.units)),
        ("Due", day(order.due_on)),
    ]
    closed = [verdict.reason for gate in gates if not (verdict := gate(order.vendor, order.program, on=on))]
    return [
        *facts,
        *(_money_of_sending(order, on) if with_money else []),
        ("Data gate", f"Closed: {' '.join(closed)}" if closed else "Open"),
    ]


def stakes_of_closing(order: WorkOrder, *, with_money: bool) -> Facts:
    """What was accepted, and what is given up."""
    progress = progress_of([order])[0]
    rest, currency = max(0, order.units - progress.accepted), order.contract.currency
    facts = [("Accepted", f"{number(progress.accepted)} of {number(order.units)} units")]
    facts.append(("Given up", f"{number(rest)} units"))
    if not with_money:
        return facts
    return [
        *facts,
        ("Paid", money(progress.amount, currency)),
        ("Freed", money(rest * order.unit_price, currency)),
    ]


def _money_of_sending(order: WorkOrder, on: date) -> Facts:
    rate, currency = rules.rate_on(order, on=on) or order.rate_line, order.program.currency
    budget, costs, bound = budgets_of([order.program_id], on=on)[order.program_id]
    entered = LedgerEntry.objects.in_program(order.program).filter(currency=currency)
    spent = (entered.aggregate(amount=Sum("amount"))["amount"] or 0) + costs
    free = budget - spent - bound  # orders that were sent bind money before it is spent
    left = f"{money(free, currency)} of {money(budget, currency)}" if budget else "No budget is set"
    return [("Amount", money(order.units * rate.price, order.contract.currency)), ("Budget left", left)]
