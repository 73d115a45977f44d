from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from vendors.choices import Unit
from vendors.models import Contract, RateLine, Vendor


class CannotSignContract(Refused):
    pass


class CannotAddRate(Refused):
    pass


@transaction.atomic
def sign_contract(
    vendor: Vendor,
    *,
    number: str,
    starts_on: date,
    ends_on: date,
    currency: str = "USD",
    cap: Decimal | None = None,
    notice_days: int = 30,
    actor: User | None,
) -> Contract:
    """Put down what was agreed. Signing the same paper twice changes nothing."""
    if ends_on < starts_on:
        raise CannotSignContract("The contract would end before it starts.")
    terms = {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "currency": currency,
        "cap": cap,
        "notice_days": notice_days,
    }
    contract, is_new = Contract.objects.get_or_create(vendor=vendor, number=number, defaults=terms)
    if is_new:
        record("contract.signed", contract, actor=actor, ends_on=str(ends_on))
    elif any(getattr(contract, name) != value for name, value in terms.items()):
        raise CannotSignContract(f"{vendor.name} already has a contract {number} on other terms.")
    return contract


@transaction.atomic
def add_rate(
    contract: Contract,
    *,
    task_type: str,
    price: Decimal,
    valid_from: date,
    valid_to: date,
    actor: User | None,
) -> RateLine:
    """A price of one judgement with its days; two for the same work never hold at once. The same line twice is one line."""
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    task_type = _known_work(task_type)
    if not contract.starts_on <= valid_from <= valid_to <= contract.ends_on:
        raise CannotAddRate(
            f"A rate holds within its contract, from {contract.starts_on} to {contract.ends_on}."
        )
    rivals = RateLine.objects.filter(
        contract=contract,
        task_type=task_type,
        unit=Unit.JUDGEMENT,
        valid_from__lte=valid_to,
        valid_to__gte=valid_from,
    )
    for line in rivals:
        if (line.price, line.valid_from, line.valid_to) == (price, valid_from, valid_to):
            return line
        raise CannotAddRate(
            f"A rate for {task_type} already holds from {line.valid_from} to {line.valid_to}."
        )
    line = RateLine.objects.create(
        vendor_id=contract.vendor_id,
        contract=contract,
        task_type=task_type,
        unit=Unit.JUDGEMENT,
        price=price,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    record("rate.added", line, actor=actor, task_type=task_type, price=str(price))
    return line


def _known_work(name: str) -> str:
    """A kind of work has one spelling in all contracts: the first that was written down."""
    plain = " ".join(name.split())
    first = RateLine.objects.filter(task_type__iexact=plain).order_by("pk").first()
    return first.task_type if first else plain
