from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs.operations.forecast import promise_forecast
from vendors import rules
from vendors.choices import DeliveryState, EntryKind
from vendors.models import Delivery, LedgerEntry, WorkOrder


class CannotReceive(Refused):
    pass


class CannotDecide(Refused):
    pass


@transaction.atomic
def receive_delivery(
    order: WorkOrder, *, batch_ref: str, units: int, due_on: date, at: datetime, actor: User | None
) -> Delivery:
    """Take in the finished work of one batch. The same twice is one delivery; after a rejection it is
    the next attempt."""
    order = WorkOrder.objects.select_for_update().get(pk=order.pk)
    last = order.deliveries.filter(batch_ref=batch_ref).order_by("-attempt").first()
    if last is not None and last.state != DeliveryState.REJECTED:
        if last.units == units:
            return last
        raise CannotReceive(f"Batch {batch_ref} was delivered already, with {last.units:,} units.")
    if not (verdict := rules.can_deliver(order, units=units)):
        raise CannotReceive(verdict.reason)
    delivery = Delivery.objects.create(
        vendor_id=order.vendor_id,
        work_order=order,
        batch_ref=batch_ref,
        units=units,
        due_on=due_on,
        delivered_at=at,
        attempt=last.attempt + 1 if last else 1,
    )
    record("delivery.received", delivery, actor=actor, order=order.number, batch=batch_ref, units=units)
    return delivery


@transaction.atomic
def decide_delivery(
    delivery: Delivery, *, is_accepted: bool, reason: str, actor: User | None, at: datetime
) -> Delivery:
    """Accept or reject the delivery as a whole; accepted units enter the ledger at the order's frozen
    price. The same decision twice changes nothing."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    decision = DeliveryState.ACCEPTED if is_accepted else DeliveryState.REJECTED
    if delivery.state == decision:
        return delivery
    if delivery.state != DeliveryState.RECEIVED:
        raise CannotDecide(f"This delivery is {delivery.get_state_display().lower()} already.")
    if not is_accepted and not reason.strip():
        raise CannotDecide("Say why the delivery is rejected: the vendor has to repair it.")
    delivery.state, delivery.decided_at, delivery.decision_reason = decision, at, reason.strip()
    delivery.save(update_fields=["state", "decided_at", "decision_reason", "updated_at"])
    if is_accepted:
        _enter(delivery, at=at)
    record(
        f"delivery.{decision}", delivery, actor=actor, units=delivery.units, reason=delivery.decision_reason
    )
    if is_accepted:
        promise_forecast(delivery.work_order.program_id)
    return delivery


def _enter(delivery: Delivery, *, at: datetime) -> LedgerEntry:
    order = delivery.work_order
    return LedgerEntry.objects.create(
        vendor_id=delivery.vendor_id,
        program_id=order.program_id,
        work_order=order,
        delivery=delivery,
        kind=EntryKind.ACCEPTED,
        units=delivery.units,
        unit_price=order.unit_price,
        amount=delivery.units * order.unit_price,
        currency=order.contract.currency,
        entered_at=at,
    )
