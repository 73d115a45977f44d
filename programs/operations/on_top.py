"""Change requests that add to a program stay additions, whatever is decided on the program before them."""

from __future__ import annotations

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.limits import MOST
from programs.models import ChangeRequest, Program


def add_to(program: Program, *, units: int, scope_in: str, actor: User) -> None:
    """What waits to be added is added to what the program says now, and no longer to `units` and `scope_in`.

    Otherwise the second of two that joined would take back what the first had brought.
    """
    waiting = program.changes.waiting().filter(is_on_top=True).order_by("pk")
    for change in waiting.select_for_update(of=("self",)):
        if change.units_planned is not None:
            moved = change.units_planned + program.units_planned - units
            change.units_planned = min(MOST, max(1, moved))
        _move_scope(change, scope_in, program.scope_in)
        change.version += 1
        change.save(update_fields=["units_planned", "scope_in", "version", "updated_at"])
        record("change.revised", change, actor=actor, changed=["units_planned", "scope_in"])


def _move_scope(change: ChangeRequest, before: str, now: str) -> None:
    """One that its requester wrote anew stays as it was written."""
    if change.scope_in is not None and change.scope_in.startswith(before):
        own = change.scope_in.removeprefix(before).strip("\n")
        change.scope_in = "\n".join(filter(None, [now, own]))
