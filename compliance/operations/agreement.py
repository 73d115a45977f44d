from __future__ import annotations

from datetime import date

from django.db import transaction

from compliance.choices import AgreementKind
from compliance.models import DataAgreement
from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from vendors.models import Vendor


class CannotFileAgreement(Refused):
    pass


@transaction.atomic
def file_agreement(
    vendor: Vendor,
    *,
    kind: AgreementKind,
    reference: str,
    signed_on: date,
    ends_on: date,
    actor: User | None,
) -> DataAgreement:
    """Put a signed paper on file. The same paper twice changes nothing."""
    if ends_on < signed_on:
        raise CannotFileAgreement("The agreement would end before it was signed.")
    days = {"signed_on": signed_on, "ends_on": ends_on}
    agreement, is_new = DataAgreement.objects.get_or_create(
        vendor=vendor, kind=kind, reference=reference, defaults=days
    )
    if is_new:
        record("agreement.filed", agreement, actor=actor, kind=str(kind), ends_on=str(ends_on))
    elif (agreement.signed_on, agreement.ends_on) != (signed_on, ends_on):
        raise CannotFileAgreement(
            f"{reference} is on file with other dates. Give the new paper its own name."
        )
    return agreement
