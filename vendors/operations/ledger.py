from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs.operations.forecast import promise_forecast
from vendors.choices import DeliveryState, EntryKind
from vendors.models import Delivery, LedgerEntry


class CannotReverse(Refused):
    pass


@transaction.atomic
def reverse_entry(entry: LedgerEntry, *, reason: str, actor: User | None, at: datetime) -> LedgerEntry:
    """Take an acceptance back: a second entry of the opposite sign, and the delivery becomes rejected,
    so that it can be delivered again. Reversing twice changes nothing."""
    if entry.kind == EntryKind.REVERSED:
        raise CannotReverse("This entry is a reversal itself.")
    if not reason.strip():
        raise CannotReverse("Say why the acceptance is taken back: it stays beside the money.")
    delivery = Delivery.objects.select_for_update().get(pk=entry.delivery_id)
    reversal, is_new = LedgerEntry.objects.get_or_create(
        delivery=delivery,
        kind=EntryKind.REVERSED,
        defaults={
            "vendor_id": entry.vendor_id,
            "program_id": entry.program_id,
            "work_order_id": entry.work_order_id,
            "units": -entry.units,
            "unit_price": entry.unit_price,
            "amount": -entry.amount,
            "currency": entry.currency,
            "entered_at": at,
        },
    )
    if is_new:
        delivery.state, delivery.decided_at = DeliveryState.REJECTED, at
        delivery.decision_reason = reason.strip()
        delivery.save(update_fields=["state", "decided_at", "decision_reason", "updated_at"])
        record("entry.reversed", reversal, actor=actor, units=reversal.units, reason=reason.strip())
        promise_forecast(entry.program_id)
    return reversal
