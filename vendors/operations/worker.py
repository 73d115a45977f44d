from __future__ import annotations

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.errors import Refused
from dataops.base.verdicts import ALLOWED, Verdict, denied
from vendors.models import Vendor, Worker


class CannotEnrol(Refused):
    pass


@transaction.atomic
def enrol(
    vendor: Vendor, external_id: str, *, name: str = "", user: User | None = None, actor: User | None
) -> Worker:
    """Somebody who labels for the vendor, under a pseudonym. Enrolling twice is enrolling once.

    Whom files knew only by pseudonym gets a `user` when they are to sign in.
    """
    if user is not None:
        one_at_a_time("vendors.worker_user")
    if user is not None and not (verdict := _may_sign_in(user, vendor, external_id)):
        raise CannotEnrol(verdict.reason)
    worker, is_new = Worker.objects.select_for_update().get_or_create(
        vendor=vendor, external_id=external_id, defaults={"name": name, "user": user}
    )
    if is_new:
        record("worker.enrolled", worker, actor=actor)
    elif user is not None and worker.user_id != user.pk:
        if worker.user_id is not None:
            raise CannotEnrol(f"{external_id} signs in as somebody else already.")
        worker.user = user
        worker.save(update_fields=["user", "updated_at"])
        record("worker.signs_in", worker, actor=actor)
    return worker


def _may_sign_in(user: User, vendor: Vendor, external_id: str) -> Verdict:
    if user.vendor_id != vendor.pk:
        return denied(f"{user.name} does not belong to {vendor.name}.")
    if Worker.objects.filter(user=user).exclude(vendor=vendor, external_id=external_id).exists():
        return denied(f"{user.name} works under another pseudonym already.")
    return ALLOWED


@transaction.atomic
def retire(worker: Worker, *, actor: User | None) -> None:
    """Give the person no more work; what they did stays. Twice changes nothing."""
    if Worker.objects.filter(pk=worker.pk, is_active=True).update(is_active=False):
        record("worker.retired", worker, actor=actor)
