from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from dataops.audit.models import Event
from dataops.base.context import request_id


def record(
    verb: str, target: models.Model | None, *, actor: AbstractBaseUser | None, **details: object
) -> None:
    """Write down that `actor` did `verb` to `target`, in the caller's transaction.

    `actor` None is the clock. Details are plain values; the program and the vendor are
    read off the target, so that a program's feed and a vendor's history need no join.
    """
    record_each(verb, [(target, details)], actor=actor)


def record_each(
    verb: str,
    done: Iterable[tuple[models.Model | None, Mapping[str, object]]],
    *,
    actor: AbstractBaseUser | None,
) -> None:
    """The same of many targets, each with its details, in one statement."""
    Event.objects.bulk_create(
        Event(
            verb=verb,
            target=target,
            actor_id=actor.pk if actor else None,
            subject=_name(target),
            program_id=_owner(target, "program"),
            vendor_id=_owner(target, "vendor"),
            request_id=request_id.get(),
            details=dict(details),
        )
        for target, details in done
    )


def _name(target: models.Model | None) -> str:
    """People are named by their number here: a name in the trail could never be erased."""
    return str(getattr(target, "trail_name", target))[:200] if target else ""


def _owner(target: models.Model | None, kind: str) -> int | None:
    if target is not None and target._meta.model_name == kind:
        return target.pk
    return getattr(target, f"{kind}_id", None)
