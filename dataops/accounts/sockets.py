"""What higher apps do when something changes about a person; they plug in from their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable

from dataops.accounts.models import User
from dataops.base.registry import Registry

# Called in the change's own transaction with the person as they are now, and `actor=`.
role_changes: Registry[Callable[..., None]] = Registry("what follows from a new role")


def role_changed(person: User, *, actor: User) -> None:
    """Tell everybody who plugged in."""
    for follow in role_changes:
        follow(person, actor=actor)
