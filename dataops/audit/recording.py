from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from psycopg2.extras import Json

from dataops.base.context import now, request_id
from dataops.base.statements import Statement

# Every operation writes one, so it passes the ORM by.
_WRITE = Statement("""
insert into audit_event (happened_at, actor_id, verb, target_type_id, target_id, subject,
                         program_id, vendor_id, request_id, details)
values (%(at)s, %(actor)s, %(verb)s, %(kind)s, %(target)s, %(subject)s,
        %(program)s, %(vendor)s, %(request)s, %(details)s)
""")


def record(
    verb: str, target: models.Model | None, *, actor: AbstractBaseUser | None, **details: object
) -> None:
    """Write down that `actor` did `verb` to `target`, in the caller's transaction.

    `actor` None is the clock. Details are plain values; the program and the vendor are
    read off the target, so that a program's feed and a vendor's history need no join.
    """
    _WRITE.rows(
        at=now(),
        verb=verb,
        kind=ContentType.objects.get_for_model(target).pk if target else None,
        target=target.pk if target else None,
        actor=actor.pk if actor else None,
        subject=_name(target),
        program=_owner(target, "program"),
        vendor=_owner(target, "vendor"),
        request=request_id.get(),
        details=Json(details),
    )


def _name(target: models.Model | None) -> str:
    """People are named by their number here: a name in the trail could never be erased."""
    return str(getattr(target, "trail_name", target))[:200] if target else ""


def _owner(target: models.Model | None, kind: str) -> int | None:
    if target is not None and target._meta.model_name == kind:
        return target.pk
    return getattr(target, f"{kind}_id", None)
