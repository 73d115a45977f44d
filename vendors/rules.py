"""What may happen now to orders, deliveries and scorecards, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import F, Sum

from dataops.accounts.models import User
from dataops.base.verdicts import ALLOWED, Verdict, denied
from dataops.web.templatetags.formats import day
from programs.choices import ProgramState
from programs.models import Program
from vendors.choices import DeliveryState, OrderState, ScorecardState, Unit, VendorState
from vendors.models import Contract, Delivery, LedgerEntry, RateLine, Scorecard, WorkOrder

MOST_WORTH = 10**10  # what an amount of the ledger has digits for


def rate_on(order: WorkOrder, *, on: date) -> RateLine | None:
    """The price of the order's kind of work on a day, under the order's contract."""
    asked = order.rate_line
    return RateLine.objects.filter(
        contract_id=order.contract_id,
        task_type=asked.task_type,
        unit=asked.unit,
        valid_from__lte=on,
        valid_to__gte=on,
    ).first()


def bound_money(contracts: Sequence[Contract]) -> dict[int, Decimal]:
    """By contract, what its orders may still cost, and what its finished ones did cost."""
    finished = LedgerEntry.objects.filter(
        work_order__contract__in=contracts, work_order__state=OrderState.CLOSED
    ).values_list("work_order__contract")
    binding = WorkOrder.objects.binding().filter(contract__in=contracts).values_list("contract")
    spent = dict(finished.annotate(total=Sum("amount")).order_by())
    ordered = dict(binding.annotate(total=Sum(F("units") * F("unit_price"))).order_by())
    zero = Decimal(0)
    return {paper.pk: ordered.get(paper.pk, zero) + spent.get(paper.pk, zero) for paper in contracts}


def is_one_money(contract: Contract, program: Program) -> Verdict:
    """A program adds up what its orders cost, so all of them are paid in its own money."""
    if contract.currency == program.currency:
        return ALLOWED
    return denied(
        f"Contract {contract.number} is in {contract.currency} and {program.code} in {program.currency}. "
        f"Order under a contract in {program.currency}."
    )


def ends_in_time(contract: Contract, *, due_on: date) -> Verdict:
    """Work is due while its contract still holds."""
    if due_on <= contract.ends_on:
        return ALLOWED
    return denied(
        f"{day(due_on)} is after contract {contract.number} ends, {day(contract.ends_on)}: "
        "choose an earlier day, or order under a contract that lasts."
    )


def is_per_judgement(order: WorkOrder) -> Verdict:
    """What is delivered here is counted in judgements, so a price for anything else cannot be applied."""
    if order.rate_line.unit == Unit.JUDGEMENT:
        return ALLOWED
    return denied(
        f"Order {order.number} is priced per {order.rate_line.unit}, and work is paid by the judgement. "
        "Draft it under a rate per judgement."
    )


def keeps_its_money(program: Program) -> Verdict:
    """A program's currency holds once there are orders in it."""
    if order := program.work_orders.order_by("pk").first():
        return denied(f"Order {order.number} is in {program.currency}, so the currency stays what it is.")
    return ALLOWED


def can_send(order: WorkOrder, *, on: date) -> Verdict:
    """May the vendor be bound to this order today, at today's price?"""
    vendor, contract = order.vendor, order.contract
    if order.state != OrderState.DRAFT:
        return denied("This order was sent already.")
    if vendor.state != VendorState.ACTIVE:
        return denied(f"{vendor.name} is not active ({vendor.get_state_display().lower()}).")
    if order.program.state == ProgramState.DELIVERED:
        return denied(f"{order.program.code} is delivered; it takes no more orders.")
    if not contract.starts_on <= on <= contract.ends_on:
        return denied(f"Contract {contract.number} is not in force on {on}.")
    if order.due_on < on:
        return denied(f"The order was due on {order.due_on}. Draft it with a date to come.")
    for verdict in (
        ends_in_time(contract, due_on=order.due_on),
        is_one_money(contract, order.program),
        is_per_judgement(order),
    ):
        if not verdict:
            return verdict
    rate = rate_on(order, on=on)
    if rate is None:
        return denied(f"Contract {contract.number} has no rate for {order.rate_line.task_type} on {on}.")
    return _within_cap(order, rate)


def _within_cap(order: WorkOrder, rate: RateLine) -> Verdict:
    contract = order.contract
    if order.units * rate.price >= MOST_WORTH:
        return denied(
            f"The ledger takes orders below {contract.currency} {MOST_WORTH:,}: draft smaller ones."
        )
    if contract.cap is None:
        return ALLOWED
    left = contract.cap - bound_money([contract])[contract.pk]
    if order.units * rate.price > left:
        return denied(
            f"The order would cost {contract.currency} {order.units * rate.price:,.2f}; "
            f"contract {contract.number} has {contract.currency} {left:,.2f} left."
        )
    return ALLOWED


def can_answer(order: WorkOrder, *, actor: User | None) -> Verdict:
    """A vendor answers for itself. A team of ours has no people for that: who manages vendors answers."""
    if order.state != OrderState.SENT:
        state = order.get_state_display().lower()
        return denied(f"Order {order.number} is {state}; there is nothing to answer.")
    if actor is not None and actor.vendor_id is None and not order.vendor.is_internal:
        return denied(f"{order.vendor.name} answers this order itself.")
    return ALLOWED


def nothing_open(program: Program) -> Verdict:
    """A program does not end over work that waits for our word, or that a vendor still owes it."""
    waiting = Delivery.objects.waiting().filter(work_order__program=program).count()
    owed = program.work_orders.open().count()
    found = []
    if waiting:
        found.append(
            "1 delivery waits for its decision"
            if waiting == 1
            else f"{waiting:,} deliveries wait for their decision"
        )
    if owed:
        found.append("1 work order is open" if owed == 1 else f"{owed:,} work orders are open")
    return denied(f"{' and '.join(found)}.") if found else ALLOWED


def can_close(order: WorkOrder) -> Verdict:
    """An order closes when no delivery of it waits for our word."""
    if order.state == OrderState.DECLINED:
        return denied("The vendor declined this order, so there is nothing to close.")
    if order.deliveries.waiting().exists():
        return denied("A delivery of this order waits for its decision. Accept or reject it first.")
    return ALLOWED


def units_left(orders: Sequence[WorkOrder]) -> dict[int, int]:
    """By order, the units that no delivery, waiting or accepted, has taken."""
    deliveries = Delivery.objects.filter(work_order__in=orders).exclude(state=DeliveryState.REJECTED)
    taken = dict(deliveries.values_list("work_order").annotate(total=Sum("units")).order_by())
    return {order.pk: order.units - taken.get(order.pk, 0) for order in orders}


def can_deliver(order: WorkOrder, *, units: int) -> Verdict:
    if order.state != OrderState.ACCEPTED:
        return denied(
            f"Order {order.number} is {order.get_state_display().lower()}; only accepted ones take work."
        )
    if units < 1:
        return denied("A delivery holds at least one unit.")
    left = units_left([order])[order.pk]
    if units > left:
        return denied(f"Order {order.number} has {left:,} of {order.units:,} units left; this is {units:,}.")
    return ALLOWED


def can_settle(card: Scorecard) -> Verdict:
    """Only what the vendor disputes is answered."""
    if card.state != ScorecardState.DISPUTED:
        return denied("The vendor does not dispute this scorecard.")
    return ALLOWED


def can_publish(card: Scorecard, *, on: date) -> Verdict:
    if card.state != ScorecardState.COMPUTED:
        return denied("This scorecard is published; its numbers stand.")
    if (on.year, on.month) <= (card.month_on.year, card.month_on.month):
        return denied("The month is not over, so its numbers can still move.")
    if card.score is None:
        return denied("Nothing happened in this month, so there is no score to publish.")
    return ALLOWED


def can_respond(card: Scorecard) -> Verdict:
    if card.state in (ScorecardState.PUBLISHED, ScorecardState.DISPUTED):
        return ALLOWED
    return denied("This scorecard does not wait for an answer.")
