from __future__ import annotations

import json
from collections.abc import Sequence

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

_WRITE_EACH = Statement("""
insert into audit_event (happened_at, actor_id, verb, target_type_id, target_id, subject,
                         program_id, vendor_id, request_id, details)
select %(at)s::timestamptz, %(actor)s::bigint, %(verb)s::text, %(kind)s::int, target, subject,
       program, vendor, %(request)s::text, details::jsonb
from unnest(%(targets)s::bigint[], %(subjects)s::text[], %(programs)s::bigint[], %(vendors)s::bigint[],
            %(details)s::text[]) as each (target, subject, program, vendor, details)
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


def record_each(
    verb: str, done: Sequence[tuple[models.Model, dict[str, object]]], *, actor: AbstractBaseUser | None
) -> None:
    """The same of many targets of one kind, each with its details, by one command."""
    if not done:
        return
    targets = [target for target, _ in done]
    _WRITE_EACH.rows(
        at=now(),
        verb=verb,
        kind=ContentType.objects.get_for_model(targets[0]).pk,
        targets=[target.pk for target in targets],
        actor=actor.pk if actor else None,
        subjects=[_name(target) for target in targets],
        programs=[_owner(target, "program") for target in targets],
        vendors=[_owner(target, "vendor") for target in targets],
        request=request_id.get(),
        details=[json.dumps(details) for _, details in done],
    )


def _name(target: models.Model | None) -> str:
    """People are named by their number here: a name in the trail could never be erased."""
    return str(getattr(target, "trail_name", target))[:200] if target else ""


def _owner(target: models.Model | None, kind: str) -> int | None:
    if target is not None and target._meta.model_name == kind:
        return target.pk
    return getattr(target, f"{kind}_id", None)
