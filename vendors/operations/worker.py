from __future__ import annotations

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from vendors.models import Vendor, Worker


class CannotEnrol(Refused):
    pass


@transaction.atomic
def enrol(
    vendor: Vendor, external_id: str, *, name: str = "", user: User | None = None, actor: User | None
) -> Worker:
    """Somebody who labels for the vendor, under a pseudonym. Enrolling twice is enrolling once."""
    if user is not None and user.vendor_id != vendor.pk:
        raise CannotEnrol(f"{user.name} does not belong to {vendor.name}.")
    worker, is_new = Worker.objects.get_or_create(
        vendor=vendor, external_id=external_id, defaults={"name": name, "user": user}
    )
    if is_new:
        record("worker.enrolled", worker, actor=actor)
    return worker


@transaction.atomic
def retire(worker: Worker, *, actor: User | None) -> None:
    """Give the person no more work; what they did stays. Twice changes nothing."""
    if Worker.objects.filter(pk=worker.pk, is_active=True).update(is_active=False):
        record("worker.retired", worker, actor=actor)
