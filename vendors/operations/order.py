from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs.models import Program
from vendors import rules
from vendors.choices import OrderState
from vendors.models import Contract, RateLine, Vendor, WorkOrder


class CannotDraftOrder(Refused):
    pass


class CannotSendOrder(Refused):
    pass


class CannotAnswerOrder(Refused):
    pass


class CannotCloseOrder(Refused):
    pass


@transaction.atomic
def draft_order(
    vendor: Vendor, program: Program, *, rate_line: RateLine, units: int, due_on: date, actor: User | None
) -> WorkOrder:
    """Prepare an order. It binds nobody and its price is only a forecast until it is sent."""
    if rate_line.vendor_id != vendor.pk:
        raise CannotDraftOrder(f"This rate is not {vendor.name}'s.")
    if units < 1:
        raise CannotDraftOrder("An order is for at least one unit.")
    if not (verdict := rules.is_one_money(rate_line.contract, program)):
        raise CannotDraftOrder(verdict.reason)
    if not (verdict := rules.ends_in_time(rate_line.contract, due_on=due_on)):
        raise CannotDraftOrder(verdict.reason)
    order = WorkOrder.objects.create(
        vendor=vendor,
        contract_id=rate_line.contract_id,
        rate_line=rate_line,
        program=program,
        number=_next_number(),
        units=units,
        unit_price=rate_line.price,
        due_on=due_on,
    )
    record("order.drafted", order, actor=actor, number=order.number, units=units)
    return order


def _next_number() -> str:
    """Numbers count through all vendors; the lock makes two drafts at once take two numbers."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('vendors.order_number'))")
    numbered = WorkOrder.objects.filter(number__regex=r"^WO-\d{1,9}$")
    last = numbered.aggregate(last=Max(Cast(Substr("number", 4), IntegerField())))["last"]
    return f"WO-{(last or 0) + 1:04}"


@transaction.atomic
def send_order(order: WorkOrder, *, actor: User | None, at: datetime) -> WorkOrder:
    """Offer the order to its vendor and freeze the price of this day. Sending twice changes nothing."""
    order = _locked(order)
    if order.state == OrderState.SENT:
        return order
    # Two orders under one contract must not pass its cap together.
    Contract.objects.select_for_update().get(pk=order.contract_id)
    verdict, rate = rules.can_send(order, on=at.date()), rules.rate_on(order, on=at.date())
    if not verdict or rate is None:
        raise CannotSendOrder(verdict.reason)
    order.rate_line, order.unit_price = rate, rate.price
    order.state, order.sent_at = OrderState.SENT, at
    order.save(update_fields=["rate_line", "unit_price", "state", "sent_at", "updated_at"])
    record("order.sent", order, actor=actor, number=order.number, unit_price=str(rate.price))
    return order


@transaction.atomic
def answer_order(
    order: WorkOrder, *, is_accepted: bool, reason: str = "", actor: User | None, at: datetime
) -> WorkOrder:
    """The vendor's yes or no, or ours for a team of our own. The same answer twice changes nothing; a no says why."""
    order = _locked(order)
    answer = OrderState.ACCEPTED if is_accepted else OrderState.DECLINED
    if order.state == answer:
        return order
    if not (verdict := rules.can_answer(order, actor=actor)):
        raise CannotAnswerOrder(verdict.reason)
    if not is_accepted and not reason.strip():
        raise CannotAnswerOrder("Say why you decline, so that we can offer something you can take.")
    order.state, order.answered_at, order.answer_reason = answer, at, reason.strip()
    order.save(update_fields=["state", "answered_at", "answer_reason", "updated_at"])
    record(f"order.{answer}", order, actor=actor, number=order.number, reason=order.answer_reason)
    return order


@transaction.atomic
def close_order(order: WorkOrder, *, actor: User | None) -> WorkOrder:
    """No more work under this order; what was not delivered frees its money. Twice changes nothing."""
    order = _locked(order)
    if order.state == OrderState.CLOSED:
        return order
    if not (verdict := rules.can_close(order)):
        raise CannotCloseOrder(verdict.reason)
    order.state = OrderState.CLOSED
    order.save(update_fields=["state", "updated_at"])
    record("order.closed", order, actor=actor, number=order.number)
    return order


def _locked(order: WorkOrder) -> WorkOrder:
    return WorkOrder.objects.select_for_update().get(pk=order.pk)
